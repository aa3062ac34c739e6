/** Adds people to a group or a channel. */
import { newId } from "../../lib/ids.ts";
import type { ConversationWrite, Ports } from "../ports.ts";
import type { MemberRow } from "../rows.ts";
import { assertUserIds, assertUsersExist } from "./assertUsers.ts";
import { loadMemberInside } from "./loadMemberInside.ts";
import { assertCanAddMembers, assertMembersMayChange } from "./policy.ts";

export interface AddMembersInput {
  readonly conversationId: string;
  /** At most 100. */
  readonly userIds: readonly string[];
}

/**
 * Makes members of all of them, and answers their memberships in the order asked; who is one already stays as they are.
 * Who comes back comes back as a plain member. Errors: InputValidation, NotFound, NotAllowed.
 */
export async function addMembers(
  ports: Ports,
  adderId: string,
  input: AddMembersInput,
): Promise<MemberRow[]> {
  const userIds = assertUserIds("userIds", input.userIds);

  return ports.log.change(input.conversationId, async (write) => {
    const adder = await loadMemberInside(write, adderId);
    assertMembersMayChange(write.conversation);
    assertCanAddMembers(adder);
    await assertUsersExist(write.tx, userIds);

    const conversationId = write.conversation.id;
    const known = await write.tx.member.findMany({ where: { conversationId, userId: { in: userIds } } });
    const members = new Map(known.map((member) => [member.userId, member]));
    const joining = userIds.filter((userId) => members.get(userId)?.removedSeq !== null);

    const joined = await join(write, joining, members);

    for (const member of joined) {
      members.set(member.userId, member);
      write.append(adderId, { kind: "MEMBER_JOINED", member });
    }
    return userIds.flatMap((userId) => members.get(userId) ?? []);
  });
}

/** Writes the memberships of `userIds`, one seq each, in this order; a membership that ended begins again in its row. */
async function join(
  write: ConversationWrite,
  userIds: readonly string[],
  ended: ReadonlyMap<string, MemberRow>,
): Promise<MemberRow[]> {
  if (userIds.length === 0) return [];
  const first = write.nextSeq;
  const memberships = userIds.map((userId, index) => ({
    conversationId: write.conversation.id,
    userId,
    role: "MEMBER" as const,
    joinedAt: write.now,
    joinedSeq: first + index,
    visibleFromSeq: 0,
    removedSeq: null,
    changedSeq: first + index,
  }));
  const rows = await write.tx.member.createManyAndReturn({
    data: memberships
      .filter(({ userId }) => !ended.has(userId))
      .map((member) => ({ ...member, id: newId() })),
  });
  for (const membership of memberships) {
    const row = ended.get(membership.userId);
    if (row) rows.push(await write.tx.member.update({ where: { id: row.id }, data: membership }));
  }
  await write.tx.conversation.update({
    where: { id: write.conversation.id },
    data: { memberCount: { increment: rows.length } },
  });
  return rows.sort((a, b) => a.joinedSeq - b.joinedSeq);
}
