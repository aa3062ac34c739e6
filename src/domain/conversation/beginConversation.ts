/** Writes a new conversation with its first members: what every way of making one has in common. */
import { newId } from "../../lib/ids.ts";
import { holdUsers } from "../member/assertUsers.ts";
import type { ConversationWrite } from "../ports.ts";
import type { ConversationKind, ConversationRow, MemberRole } from "../rows.ts";

export interface NewConversation {
  readonly id: string;
  readonly kind: ConversationKind;
  readonly title: string | null;
  /** The people of a direct conversation, see `directKeyOf`. */
  readonly directKey: string | null;
  readonly creatorId: string;
  readonly members: readonly { readonly userId: string; readonly role: MemberRole }[];
}

/**
 * The first members are part of CONVERSATION_CREATED and have no events of their own. Errors: NotFound (an erased account).
 */
export async function beginConversation(
  write: ConversationWrite,
  { members, creatorId, ...fields }: NewConversation,
): Promise<ConversationRow> {
  await holdUsers(
    write.tx,
    members.map(({ userId }) => userId),
  );
  const seq = write.nextSeq;
  const conversation = await write.tx.conversation.create({
    data: {
      ...fields,
      createdAt: write.now,
      lastActivityAt: write.now,
      headSeq: seq,
      memberCount: members.length,
    },
  });
  // They join at one seq: their ids alone keep the order in which they are named.
  await write.tx.member.createMany({
    data: members.map((member) => ({
      ...member,
      id: newId(),
      conversationId: fields.id,
      joinedAt: write.now,
      joinedSeq: seq,
      visibleFromSeq: 0,
      changedSeq: seq,
    })),
  });
  write.append(creatorId, { kind: "CONVERSATION_CREATED", conversation });
  return conversation;
}
