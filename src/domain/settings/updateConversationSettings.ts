/** Sets what one member wants of a conversation, for themselves alone. */
import { InputValidationError, NotFoundError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { MemberRow } from "../rows.ts";
import type { SettingChanges } from "./ports.ts";

/** The last moment that a DateTime can be written for: who mutes for ever mutes until then. */
export const MUTED_UNTIL_MAX = new Date("9999-12-31T23:59:59.999Z");
const MUTED_UNTIL_MIN = new Date(0);

export interface UpdateConversationSettingsInput extends SettingChanges {
  readonly conversationId: string;
}

/**
 * Absolute values: setting what is set changes nothing. Hidden means until the next message, so hiding again hides what
 * has come since. Others are told nothing of it. Errors: InputValidation, NotFound.
 */
export async function updateConversationSettings(
  ports: Ports,
  userId: string,
  { conversationId, ...changes }: UpdateConversationSettingsInput,
): Promise<MemberRow> {
  assertMutedUntil(changes.mutedUntil);
  const member = await ports.db.member.findUnique({
    where: { conversationId_userId: { conversationId, userId }, removedSeq: null },
  });
  if (member === null) throw new NotFoundError("Conversation");

  await ports.saveSettings(userId, conversationId, changes);
  return member;
}

function assertMutedUntil(mutedUntil: Date | null | undefined): void {
  if (mutedUntil == null || (mutedUntil >= MUTED_UNTIL_MIN && mutedUntil <= MUTED_UNTIL_MAX)) return;
  throw new InputValidationError([
    { path: ["mutedUntil"], message: `It lies from 1970 on and not after ${MUTED_UNTIL_MAX.toISOString()}.` },
  ]);
}
