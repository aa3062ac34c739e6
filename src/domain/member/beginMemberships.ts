/** Makes people members: what adding, joining and accepting have in common. */
import { newId } from "../../lib/ids.ts";
import { assertNoneBanned } from "../ban/policy.ts";
import { endInvitations } from "../invitation/endInvitations.ts";
import { assertMayAdd } from "../privacy/policy.ts";
import type { ConversationWrite } from "../ports.ts";
import type { MemberRow } from "../rows.ts";
import { holdUsers } from "./assertUsers.ts";

/**
 * The memberships of these people (each named once), in their order, begun now or before. Who begins is a plain member,
 * also when coming back, and one event. A bounded number of statements, however many. Errors: NotFound (an
 * erased account), MemberBanned, CannotAddUsers.
 */
export async function beginMemberships(
  write: ConversationWrite,
  actorId: string,
  userIds: readonly string[],
): Promise<MemberRow[]> {
  const conversationId = write.conversation.id;
  const known = await write.tx.member.findMany({ where: { conversationId, userId: { in: [...userIds] } } });
  const members = new Map(known.map((member) => [member.userId, member]));
  const joining = userIds.filter((userId) => members.get(userId)?.removedSeq !== null);
  if (joining.length > 0) {
    await holdUsers(write.tx, joining);
    await assertNoneBanned(write, joining);
  }
  await assertMayAdd(
    write.tx,
    actorId,
    joining.filter((userId) => userId !== actorId),
  );

  const joined = await writeMemberships(write, joining, members);
  if (joining.length > 0) await endInvitations(write, joining, "ACCEPTED");

  for (const member of joined) {
    members.set(member.userId, member);
    write.append(actorId, { kind: "MEMBER_JOINED", member });
  }
  return userIds.flatMap((userId) => members.get(userId) ?? []);
}

/** The same for one person. */
export async function beginMembership(
  write: ConversationWrite,
  actorId: string,
  userId: string,
): Promise<MemberRow> {
  const [member] = await beginMemberships(write, actorId, [userId]);
  if (member === undefined) throw new Error(`${userId} became no member.`);
  return member;
}

/** One seq each, in this order; a membership that ended begins again in its row. */
async function writeMemberships(
  write: ConversationWrite,
  userIds: readonly string[],
  ended: ReadonlyMap<string, MemberRow>,
): Promise<MemberRow[]> {
  if (userIds.length === 0) return [];
  const first = write.nextSeq;
  const shownFromSeq = await findShownFromSeq(write);
  const memberships = userIds.map((userId, index) => ({
    conversationId: write.conversation.id,
    userId,
    role: "MEMBER" as const,
    joinedAt: write.now,
    joinedSeq: first + index,
    visibleFromSeq: shownFromSeq ?? first + index,
    removedSeq: null,
    changedSeq: first + index,
  }));
  const rows = await write.tx.member.createManyAndReturn({
    data: memberships
      .filter(({ userId }) => !ended.has(userId))
      .map((member) => ({ ...member, id: newId() })),
  });
  const returning = memberships.filter(({ userId }) => ended.has(userId));
  rows.push(...(await writeReturns(write, returning)));
  await write.tx.conversation.update({
    where: { id: write.conversation.id },
    data: { memberCount: { increment: rows.length } },
  });
  return rows.sort((a, b) => a.joinedSeq - b.joinedSeq);
}

/** The seq from which new members see what was said; null: from their own joining. */
async function findShownFromSeq({ tx, conversation }: ConversationWrite): Promise<number | null> {
  switch (conversation.historyVisibility) {
    case "ALL":
      return 0;
    case "SINCE_JOINED":
      return null;
    case "LAST_N": {
      const [oldest] = await tx.message.findMany({
        where: { conversationId: conversation.id, threadRootId: null },
        orderBy: { seq: "desc" },
        skip: conversation.historyLastN - 1,
        take: 1,
        select: { seq: true },
      });
      return oldest?.seq ?? 0;
    }
  }
}

type NewMembership = Pick<MemberRow, "userId" | "joinedSeq" | "visibleFromSeq">;

/** In one statement for all; a mute goes on. */
async function writeReturns(
  { tx, conversation, now }: ConversationWrite,
  returning: readonly NewMembership[],
): Promise<MemberRow[]> {
  if (returning.length === 0) return [];
  const userIds = returning.map(({ userId }) => userId);
  const seqs = returning.map(({ joinedSeq }) => joinedSeq);
  const visible = returning.map(({ visibleFromSeq }) => visibleFromSeq);
  await tx.$executeRaw`
    UPDATE member
    SET role = 'MEMBER', joined_at = ${now}::timestamptz, joined_seq = back.seq, visible_from_seq = back.visible,
        removed_seq = NULL, changed_seq = back.seq
    FROM unnest(${userIds}::uuid[], ${seqs}::int[], ${visible}::int[]) AS back(user_id, seq, visible)
    WHERE member.conversation_id = ${conversation.id}::uuid AND member.user_id = back.user_id`;
  return tx.member.findMany({ where: { conversationId: conversation.id, userId: { in: userIds } } });
}
