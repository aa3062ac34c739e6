/** Ends a ban before its time. */
import { recordAct } from "../audit/recordAct.ts";
import { assertUsersExist } from "../member/assertUsers.ts";
import { loadMemberInside } from "../member/loadMemberInside.ts";
import { assertMembersMayChange } from "../member/policy.ts";
import type { Ports } from "../ports.ts";
import { assertCanUnban, lasting } from "./policy.ts";

export interface UnbanMemberInput {
  readonly conversationId: string;
  readonly userId: string;
}

/** Lets `userId` be added and join again; where there is no ban nothing happens. Errors: NotFound, NotAllowed. */
export async function unbanMember(
  ports: Ports,
  unbannerId: string,
  { conversationId, userId }: UnbanMemberInput,
): Promise<void> {
  await ports.log.change(conversationId, async (write) => {
    const unbanner = await loadMemberInside(write, unbannerId);
    assertMembersMayChange(write.conversation);
    assertCanUnban(unbanner);
    await assertUsersExist(write.tx, [userId]);

    const { count } = await write.tx.ban.deleteMany({
      where: { conversationId, userId, ...lasting(write.now) },
    });

    if (count === 0) return;
    const { seq } = write.append(unbannerId, { kind: "MEMBER_UNBANNED", userId });
    await recordAct(write.tx, write.now, {
      act: "MEMBER_UNBANNED",
      actorId: unbannerId,
      subjectId: userId,
      conversationId,
      seq,
    });
  });
}
