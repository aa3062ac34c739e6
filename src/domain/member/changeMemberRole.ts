/** Gives a member another role. */
import { recordAct } from "../audit/recordAct.ts";
import type { Ports } from "../ports.ts";
import type { MemberRole, MemberRow } from "../rows.ts";
import { assertAnotherOwner } from "./assertAnotherOwner.ts";
import { loadMemberInside, loadTargetInside } from "./loadMemberInside.ts";
import { assertCanChangeMemberRole, assertMembersMayChange } from "./policy.ts";

export interface ChangeMemberRoleInput {
  readonly conversationId: string;
  readonly userId: string;
  readonly role: MemberRole;
}

/** Sets the role; the same role again changes nothing. Errors: NotFound, NotAllowed, LastOwner. */
export async function changeMemberRole(
  ports: Ports,
  changerId: string,
  { conversationId, userId, role }: ChangeMemberRoleInput,
): Promise<MemberRow> {
  return ports.log.change(conversationId, async (write) => {
    const changer = await loadMemberInside(write, changerId);
    assertMembersMayChange(write.conversation);
    const member = await loadTargetInside(write, userId);

    // Before the permission: who has just stepped down and retries is answered, not refused.
    if (member.id === changer.id && member.role === role) return member;
    assertCanChangeMemberRole(changer, member, role);
    if (member.role === role) return member;
    await assertAnotherOwner(write, member);

    const changed = await write.tx.member.update({
      where: { id: member.id },
      data: { role, changedSeq: write.nextSeq },
    });

    const { seq } = write.append(changerId, { kind: "MEMBER_ROLE_CHANGED", member: changed, role });
    await recordAct(write.tx, write.now, {
      act: "MEMBER_ROLE_CHANGED",
      actorId: changerId,
      subjectId: userId,
      conversationId,
      seq,
      role,
      previousRole: member.role,
    });
    return changed;
  });
}
