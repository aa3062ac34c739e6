/** Makes a group or a channel. */
import { hashInput } from "../../lib/hash.ts";
import { newId } from "../../lib/ids.ts";
import { CREATION_INDEX, findCreation } from "../creation.ts";
import { InputValidationError } from "../errors.ts";
import { assertUserIds, assertUsersExist } from "../member/assertUsers.ts";
import { assertMayAdd } from "../privacy/policy.ts";
import type { Ports } from "../ports.ts";
import type { ConversationKind, ConversationRow } from "../rows.ts";
import { assertText, CLIENT_KEY, TITLE } from "../text.ts";
import { violatedIndex } from "../uniqueViolation.ts";
import { beginConversation } from "./beginConversation.ts";

export interface CreateGroupInput {
  readonly title: string;
  /** The first members beside the creator, who becomes the owner; at most 100. */
  readonly memberIds: readonly string[];
  /** GROUP or CHANNEL. */
  readonly kind: ConversationKind;
  readonly clientKey: string;
}

export interface CreatedGroup {
  readonly conversation: ConversationRow;
  /** The clientKey was used before with this input: nothing was written now. */
  readonly isRepeated: boolean;
}

/** The same clientKey answers the same conversation for ever. Errors: InputValidation, NotFound, IdempotencyConflict, CannotAddUsers. */
export async function createGroup(
  ports: Ports,
  creatorId: string,
  input: CreateGroupInput,
): Promise<CreatedGroup> {
  const { kind } = input;
  const title = assertText("title", input.title, TITLE);
  const clientKey = assertText("clientKey", input.clientKey, CLIENT_KEY);
  const memberIds = assertUserIds("memberIds", input.memberIds).filter((id) => id !== creatorId);
  if (kind === "DIRECT") {
    throw new InputValidationError([{ path: ["kind"], message: "Use createDirectConversation." }]);
  }

  // Before the people are looked up: a retry is answered also when one of them is gone since.
  const key = { creatorId, mutation: "createGroup", clientKey };
  const inputHash = hashInput([title, kind, memberIds.toSorted()]);
  const knownId = await findCreation(ports.db, key, inputHash);
  if (knownId !== null) return repeated(ports, knownId);

  await assertUsersExist(ports.db, memberIds);
  await assertMayAdd(ports.db, creatorId, memberIds);
  const id = newId();
  const members = [
    { userId: creatorId, role: "OWNER" as const },
    ...memberIds.map((userId) => ({ userId, role: "MEMBER" as const })),
  ];
  try {
    const conversation = await ports.log.create(id, async (write) => {
      // First, so that parallel retries wait here and write nothing.
      await write.tx.creation.create({ data: { ...key, inputHash, nodeId: id } });
      return beginConversation(write, { id, kind, title, directKey: null, creatorId, members });
    });
    return { conversation, isRepeated: false };
  } catch (error) {
    if (violatedIndex(error) !== CREATION_INDEX) throw error;
    const winnerId = await findCreation(ports.db, key, inputHash);
    if (winnerId === null) throw error;
    return repeated(ports, winnerId);
  }
}

async function repeated(ports: Ports, id: string): Promise<CreatedGroup> {
  return { conversation: await ports.db.conversation.findUniqueOrThrow({ where: { id } }), isRepeated: true };
}
