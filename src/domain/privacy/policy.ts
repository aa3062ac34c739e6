/**
 * Who sees what of whom, and who may come to whom.
 *
 * A circle is chosen by the one it is about, its owner: EVERYONE; CONTACTS, those to whom the owner has written directly;
 * NOBODY. It never reaches beyond what somebody could see anyway: presence is for people with whom one shares a
 * conversation, receipts and typing for the members of the conversation. A block keeps both people from each other in all
 * of it, whatever they chose. Each decides about their own: who hides receipts goes on seeing others'.
 *
 * The rule itself is the SQL function `admits`, so that every statement that shows something to somebody asks it where it
 * reads; here stand the questions that the rules of the domain ask.
 */
import { CannotAddUsersError, NotAllowedError } from "../errors.ts";
import type { ConversationRow, Db, Tx } from "../rows.ts";
import type { PrivacyMatter } from "./settings.ts";

/** The people whom the directory knows to the viewer by their username: not those who have blocked the viewer. */
export function knownPeople(viewerId: string) {
  return { blocks: { none: { blockedId: viewerId, blockedAt: { not: null } } } };
}

/** Those of `ownerIds` whose circle for this lets `otherId` in. One statement. */
export async function findAdmitting(
  db: Db | Tx,
  matter: PrivacyMatter,
  ownerIds: readonly string[],
  otherId: string,
): Promise<ReadonlySet<string>> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT owner.id FROM unnest(${[...ownerIds]}::uuid[]) AS owner(id)
    LEFT JOIN privacy_settings p ON p.user_id = owner.id
    WHERE admits(
      CASE ${matter}
        WHEN 'whoSeesPresence' THEN p.who_sees_presence
        WHEN 'whoSeesLastSeen' THEN p.who_sees_last_seen
        WHEN 'whoSeesReceipts' THEN p.who_sees_receipts
        WHEN 'whoSeesTyping' THEN p.who_sees_typing
        WHEN 'whoMayWriteFirst' THEN p.who_may_write_first
        WHEN 'whoMayAddToGroups' THEN p.who_may_add_to_groups
      END, owner.id, ${otherId}::uuid)`;
  return new Set(rows.map(({ id }) => id));
}

/** Throws NotAllowed where a direct conversation may not be opened; it does not tell a block from a choice. */
export async function assertMayWriteFirst(db: Db | Tx, writerId: string, userId: string): Promise<void> {
  const admitting = await findAdmitting(db, "whoMayWriteFirst", [userId], writerId);
  if (!admitting.has(userId)) throw new NotAllowedError("You may not write to this person.");
}

/** Throws CannotAddUsers, naming those who do not let `adderId` add them to a group. */
export async function assertMayAdd(db: Db | Tx, adderId: string, userIds: readonly string[]): Promise<void> {
  if (userIds.length === 0) return;
  const admitting = await findAdmitting(db, "whoMayAddToGroups", userIds, adderId);
  const refused = userIds.filter((userId) => !admitting.has(userId));
  if (refused.length > 0) throw new CannotAddUsersError(refused);
}

/** Throws CannotAddUsers, naming those between whom and `inviterId` there is a block. Whom they let add them is no matter: they are asked. */
export async function assertNoneBlocked(
  db: Db | Tx,
  inviterId: string,
  userIds: readonly string[],
): Promise<void> {
  if (userIds.length === 0) return;
  const refused = await db.$queryRaw<{ id: string }[]>`
    SELECT invited.id FROM unnest(${[...userIds]}::uuid[]) AS invited(id)
    WHERE is_blocked_between(invited.id, ${inviterId}::uuid)`;
  if (refused.length > 0) throw new CannotAddUsersError(refused.map(({ id }) => id));
}

/**
 * Throws NotAllowed in a direct conversation of two people of whom one has blocked the other: nothing is written there
 * that the other would be told of. Under the conversation's lock, which `blockUser` takes as well, it is what is so at the
 * commit. Sends are checked by `send_messages`.
 */
export async function assertDirectIsOpen(
  tx: Tx,
  { directKey }: Pick<ConversationRow, "directKey">,
): Promise<void> {
  if (directKey === null) return;
  const [row] = await tx.$queryRaw<{ isBlocked: boolean }[]>`
    SELECT is_direct_blocked(${directKey}) AS "isBlocked"`;
  if (row?.isBlocked !== false) throw new NotAllowedError("You may not write to this conversation.");
}
