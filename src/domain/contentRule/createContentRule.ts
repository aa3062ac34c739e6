/** Makes a content rule, of a conversation or of the whole server. */
import { hashInput } from "../../lib/hash.ts";
import { newId } from "../../lib/ids.ts";
import { recordAct } from "../audit/recordAct.ts";
import { CREATION_INDEX, findCreation } from "../creation.ts";
import type { CreationKey } from "../creation.ts";
import { lockUsers } from "../lockUsers.ts";
import { loadMemberInside } from "../member/loadMemberInside.ts";
import type { Ports } from "../ports.ts";
import type { ContentRuleAction, ContentRuleKind, ContentRuleRow, Tx } from "../rows.ts";
import { assertText, CLIENT_KEY, REASON } from "../text.ts";
import { violatedIndex } from "../uniqueViolation.ts";
import { TooManyContentRulesError } from "./errors.ts";
import { moveRules, moveServerRules } from "./moveRules.ts";
import { assertPattern } from "./patterns.ts";
import { assertCanManageRules, assertCanManageServerRules } from "./policy.ts";

/** Rules of one conversation that are not deleted, and of the server. */
export const CONTENT_RULES_MAX = 200;
export const SERVER_CONTENT_RULES_MAX = 1_000;

export interface CreateContentRuleInput {
  /** Null: everywhere on the server. */
  readonly conversationId: string | null;
  readonly kind: ContentRuleKind;
  readonly pattern: string;
  readonly action: ContentRuleAction;
  /** Told to who is refused. */
  readonly reason?: string | null | undefined;
  readonly clientKey: string;
}

type RulePorts = Pick<Ports, "db" | "log">;

/**
 * Holds for every message that gets its conversation's lock after this has resolved; what was said before stays. The same
 * clientKey answers the same rule for ever.
 * Errors: InputValidation, NotFound, NotAllowed, TooManyContentRules, IdempotencyConflict.
 */
export async function createContentRule(
  ports: RulePorts,
  creatorId: string,
  input: CreateContentRuleInput,
): Promise<ContentRuleRow> {
  const { conversationId, kind, action } = input;
  const pattern = assertPattern(kind, input.pattern);
  const reason = assertText("reason", input.reason ?? "", REASON);
  const clientKey = assertText("clientKey", input.clientKey, CLIENT_KEY);
  const key = { creatorId, mutation: "createContentRule", clientKey };
  const inputHash = hashInput([conversationId, kind, pattern, action, reason]);
  const knownId = await findCreation(ports.db, key, inputHash);
  if (knownId !== null) return loadRule(ports, knownId);

  const rule = { conversationId, kind, pattern, action, reason: reason === "" ? null : reason };
  try {
    return await (conversationId === null
      ? createForServer(ports, creatorId, (tx, now) => store(tx, now, { key, inputHash, rule }))
      : ports.log.change(conversationId, async (write) => {
          assertCanManageRules(write.conversation, await loadMemberInside(write, creatorId));
          await moveRules(write.tx, conversationId);
          return store(write.tx, write.now, { key, inputHash, rule });
        }));
  } catch (error) {
    if (violatedIndex(error) !== CREATION_INDEX) throw error;
    const winnerId = await findCreation(ports.db, key, inputHash);
    if (winnerId === null) throw error;
    return loadRule(ports, winnerId);
  }
}

function createForServer(
  { db }: RulePorts,
  creatorId: string,
  create: (tx: Tx, now: Date) => Promise<ContentRuleRow>,
): Promise<ContentRuleRow> {
  return db.$transaction(async (tx) => {
    // Whoever may not do this keeps nobody waiting; and who may, may still when it is done.
    await lockUsers(tx, [creatorId]);
    assertCanManageServerRules(await tx.user.findUniqueOrThrow({ where: { id: creatorId } }));
    return create(tx, await moveServerRules(tx));
  });
}

interface NewRule {
  readonly key: CreationKey;
  readonly inputHash: Uint8Array<ArrayBuffer>;
  readonly rule: Pick<ContentRuleRow, "conversationId" | "kind" | "pattern" | "action" | "reason">;
}

/** Under the lock of what it is a rule of. */
async function store(tx: Tx, now: Date, { key, inputHash, rule }: NewRule): Promise<ContentRuleRow> {
  const id = newId();
  const { conversationId } = rule;
  // Before the bound, so that a retry beside the first is not counted.
  await tx.creation.create({ data: { ...key, inputHash, nodeId: id } });
  const max = conversationId === null ? SERVER_CONTENT_RULES_MAX : CONTENT_RULES_MAX;
  const count = await tx.contentRule.count({ where: { conversationId, deletedAt: null } });
  if (count >= max) throw new TooManyContentRulesError(max);

  const made = await tx.contentRule.create({
    data: { ...rule, id, createdById: key.creatorId, createdAt: now },
  });
  await recordAct(tx, now, {
    act: "CONTENT_RULE_CREATED",
    actorId: key.creatorId,
    conversationId,
    isServerOnly: conversationId === null,
    contentRuleId: id,
  });
  return made;
}

function loadRule({ db }: RulePorts, id: string): Promise<ContentRuleRow> {
  return db.contentRule.findUniqueOrThrow({ where: { id } });
}
