/** Changes what a conversation is called, how it looks, and who may post. */
import { loadMemberInside } from "../member/loadMemberInside.ts";
import type { Ports } from "../ports.ts";
import type { ConversationRow, PostingPolicy } from "../rows.ts";
import { assertText, DESCRIPTION, TITLE } from "../text.ts";
import { assertCanUpdateConversation } from "./policy.ts";

/** What is absent stays as it is. */
export interface UpdateConversationInput {
  readonly conversationId: string;
  readonly title?: string | undefined;
  /** Null or an empty text removes it. */
  readonly description?: string | null | undefined;
  /** Null removes it. */
  readonly avatarUrl?: string | null | undefined;
  readonly postingPolicy?: PostingPolicy | undefined;
}

/** Sets what is given; when that changes nothing, nothing happens. Errors: InputValidation, NotFound, NotAllowed. */
export async function updateConversation(
  ports: Ports,
  updaterId: string,
  input: UpdateConversationInput,
): Promise<ConversationRow> {
  const wanted = wantedFields(input);

  return ports.log.change(input.conversationId, async (write) => {
    const member = await loadMemberInside(write, updaterId);
    assertCanUpdateConversation(write.conversation, member);

    const current = new Map<string, unknown>(Object.entries(write.conversation));
    if (Object.entries(wanted).every(([name, value]) => current.get(name) === value))
      return write.conversation;

    const seq = write.nextSeq;
    const row = await write.tx.conversation.update({ where: { id: write.conversation.id }, data: wanted });
    const conversation = { ...row, headSeq: seq };

    write.append(updaterId, { kind: "CONVERSATION_UPDATED", conversation });
    return conversation;
  });
}

function wantedFields({ title, description, avatarUrl, postingPolicy }: UpdateConversationInput) {
  const text = description == null ? description : assertText("description", description, DESCRIPTION);
  return {
    ...(title !== undefined && { title: assertText("title", title, TITLE) }),
    ...(text !== undefined && { description: text === "" ? null : text }),
    ...(avatarUrl !== undefined && { avatarUrl }),
    ...(postingPolicy !== undefined && { postingPolicy }),
  };
}
