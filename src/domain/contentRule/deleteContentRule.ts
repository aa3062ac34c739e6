/** Ends a content rule; what it did stays. */
import { recordAct } from "../audit/recordAct.ts";
import { NotFoundError } from "../errors.ts";
import { lockUsers } from "../lockUsers.ts";
import { loadMemberInside } from "../member/loadMemberInside.ts";
import { may } from "../permissions.ts";
import type { Ports } from "../ports.ts";
import { isServerModerator } from "../report/policy.ts";
import type { ContentRuleRow, Db, Tx } from "../rows.ts";
import { moveRules, moveServerRules } from "./moveRules.ts";
import { assertCanManageRules, assertCanManageServerRules } from "./policy.ts";

/** Holds for nothing that comes after; deleting again changes nothing. Errors: NotFound, NotAllowed. */
export async function deleteContentRule(
  ports: Pick<Ports, "db" | "log">,
  deleterId: string,
  ruleId: string,
): Promise<ContentRuleRow> {
  const rule = await loadSeen(ports.db, deleterId, ruleId);
  const { conversationId } = rule;

  if (conversationId !== null) {
    return ports.log.change(conversationId, async (write) => {
      const { tx, now } = write;
      assertCanManageRules(write.conversation, await loadMemberInside(write, deleterId));
      const change = await end(tx, now, deleterId, ruleId);
      if (change.isNew) await moveRules(tx, conversationId);
      return change.rule;
    });
  }
  return ports.db.$transaction(async (tx) => {
    await lockUsers(tx, [deleterId]);
    assertCanManageServerRules(await tx.user.findUniqueOrThrow({ where: { id: deleterId } }));
    const now = await moveServerRules(tx);
    return (await end(tx, now, deleterId, ruleId)).rule;
  });
}

/** NotFound for who may not see it. */
async function loadSeen(db: Db, userId: string, id: string): Promise<ContentRuleRow> {
  const rule = await db.contentRule.findUnique({ where: { id } });
  if (rule === null) throw new NotFoundError("ContentRule");
  const isSeen =
    rule.conversationId === null
      ? isServerModerator(await db.user.findUniqueOrThrow({ where: { id: userId } }))
      : await managesRules(db, userId, rule.conversationId);
  if (!isSeen) throw new NotFoundError("ContentRule");
  return rule;
}

async function managesRules(db: Db, userId: string, conversationId: string): Promise<boolean> {
  const where = { conversationId_userId: { conversationId, userId }, removedSeq: null };
  const member = await db.member.findUnique({ where });
  return member !== null && may(member, "MANAGE_CONTENT_RULES");
}

/** Under the lock of what it is a rule of. */
async function end(tx: Tx, now: Date, deleterId: string, id: string) {
  const rule = await tx.contentRule.findUniqueOrThrow({ where: { id } });
  if (rule.deletedAt !== null) return { rule, isNew: false };

  const ended = await tx.contentRule.update({ where: { id }, data: { deletedAt: now } });
  await recordAct(tx, now, {
    act: "CONTENT_RULE_DELETED",
    actorId: deleterId,
    conversationId: rule.conversationId,
    isServerOnly: rule.conversationId === null,
    contentRuleId: id,
  });
  return { rule: ended, isNew: true };
}
