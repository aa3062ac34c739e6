/** Hands a group or a channel over to another member. */
import { InputValidationError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { MemberRow } from "../rows.ts";
import { giveRole } from "./giveRole.ts";
import { loadMemberInside, loadTargetInside } from "./loadMemberInside.ts";
import { assertCanTransferOwnership, assertMembersMayChange } from "./policy.ts";

export interface TransferOwnershipInput {
  readonly conversationId: string;
  /** The member who becomes an owner. */
  readonly userId: string;
}

export interface TransferredOwnership {
  readonly owner: MemberRow;
  /** Who was an owner before, and is an admin now. */
  readonly formerOwner: MemberRow;
}

/**
 * Makes the member an owner and the caller an admin, in one change; other owners stay what they are. An admin who asks for
 * what is so already, as a retry does, is answered. Errors: InputValidation, NotFound, NotAllowed.
 */
export async function transferOwnership(
  ports: Ports,
  ownerId: string,
  { conversationId, userId }: TransferOwnershipInput,
): Promise<TransferredOwnership> {
  if (userId === ownerId) {
    throw new InputValidationError([{ path: ["userId"], message: "Ownership goes to somebody else." }]);
  }
  return ports.log.change(conversationId, async (write) => {
    const owner = await loadMemberInside(write, ownerId);
    assertMembersMayChange(write.conversation);
    const heir = await loadTargetInside(write, userId);

    if (owner.role === "ADMIN" && heir.role === "OWNER") return { owner: heir, formerOwner: owner };
    assertCanTransferOwnership(owner);

    // In this order, so that at no place of the log there is nobody who owns it.
    const promoted = heir.role === "OWNER" ? heir : await giveRole(write, ownerId, heir, "OWNER");
    const stepped = await giveRole(write, ownerId, owner, "ADMIN");
    return { owner: promoted, formerOwner: stepped };
  });
}
