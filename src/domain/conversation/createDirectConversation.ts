/** Opens the one conversation of two people. */
import { newId } from "../../lib/ids.ts";
import { InputValidationError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { ConversationRow } from "../rows.ts";
import { assertUsersExist } from "../member/assertUsers.ts";
import { violatedIndex } from "../uniqueViolation.ts";
import { beginConversation } from "./beginConversation.ts";

export interface CreateDirectConversationInput {
  /** The other person. */
  readonly userId: string;
}

/** The same conversation every time, whoever of the two asks, and however many ask at once. Errors: InputValidation, NotFound. */
export async function createDirectConversation(
  ports: Ports,
  creatorId: string,
  { userId }: CreateDirectConversationInput,
): Promise<ConversationRow> {
  if (userId === creatorId) {
    throw new InputValidationError([
      { path: ["userId"], message: "A direct conversation is with somebody else." },
    ]);
  }
  await assertUsersExist(ports.db, [userId]);

  const directKey = [creatorId, userId].sort().join(":");
  const known = await ports.db.conversation.findUnique({ where: { directKey } });
  if (known !== null) return known;

  const members = [creatorId, userId].map((id) => ({ userId: id, role: "MEMBER" as const }));
  const fresh = { id: newId(), kind: "DIRECT" as const, title: null, directKey, creatorId, members };
  try {
    return await ports.log.create(fresh.id, (write) => beginConversation(write, fresh));
  } catch (error) {
    if (violatedIndex(error) !== "conversation_direct_key_key") throw error;
    // Somebody was faster: the index let us wait until their conversation was committed.
    return ports.db.conversation.findUniqueOrThrow({ where: { directKey } });
  }
}
