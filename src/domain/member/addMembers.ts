/** Adds people to a group or a channel. */
import type { Ports } from "../ports.ts";
import type { MemberRow } from "../rows.ts";
import { assertUserIds, assertUsersExist } from "./assertUsers.ts";
import { beginMemberships } from "./beginMemberships.ts";
import { loadMemberInside } from "./loadMemberInside.ts";
import { assertCanAddMembers, assertMembersMayChange } from "./policy.ts";

export interface AddMembersInput {
  readonly conversationId: string;
  /** At most 100. */
  readonly userIds: readonly string[];
}

/**
 * Makes members of all of them, and answers their memberships in the order asked; who is one already stays as they are.
 * Who comes back comes back as a plain member. Errors: InputValidation, NotFound, NotAllowed, MemberBanned,
 * CannotAddUsers.
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

    return beginMemberships(write, adderId, userIds);
  });
}
