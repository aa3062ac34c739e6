/** Mentions: whom a message names by `@username`. */
import { USERNAME_MAX, USERNAME_MIN } from "../account/rules.ts";
import type { ConversationWrite } from "../ports.ts";
import type { MemberRow, MentionScope, MessageRow } from "../rows.ts";
import { canMentionEverybody } from "./policy.ts";

/** Different names looked up for one message; those behind them stay text. */
export const MENTIONS_MAX = 50;

// Not within a word or an address (bo@example.com), nor the name of somebody elsewhere (@bo@example.com).
const MENTION = /(?<![\p{L}\p{N}_.@])@([a-z0-9_.]+)(?![\p{L}\p{N}_.@])/giu;

/**
 * The usernames that a body may name, in lower case, each once, in order, at most `MENTIONS_MAX`. Which of them are
 * members' is for the write to find. A name may end in a dot, and so may a sentence: `@bo.` names `bo.` and `bo`.
 */
export function mentionedUsernames(body: string): string[] {
  const names = new Set<string>();
  for (const [, written = ""] of body.matchAll(MENTION)) {
    const name = written.toLowerCase();
    for (const candidate of [name, name.replace(/\.+$/, "")]) {
      if (names.size === MENTIONS_MAX) return [...names];
      if (candidate.length >= USERNAME_MIN && candidate.length <= USERNAME_MAX) names.add(candidate);
    }
  }
  return [...names];
}

/** Whom `@all` or `@here` in a body mentions; null for neither. Whether its sender may is for the write to find. */
export function mentionScopeOf(body: string): MentionScope | null {
  let scope: MentionScope | null = null;
  for (const [, written = ""] of body.matchAll(MENTION)) {
    const name = written.toLowerCase().replace(/\.+$/, "");
    if (name === "all") return "ALL";
    if (name === "here") scope = "HERE";
  }
  return scope;
}

/** The scope that an edited message has: what its body says, where its sender may mention everybody. */
export async function replaceMentionScope(
  { tx, conversation }: ConversationWrite,
  editor: MemberRow,
  { id: messageId, seq }: Pick<MessageRow, "id" | "seq">,
  body: string,
): Promise<MentionScope | null> {
  const scope = canMentionEverybody(conversation, editor) ? mentionScopeOf(body) : null;
  await tx.broadcastMention.deleteMany({ where: { messageId } });
  if (scope !== null) {
    await tx.broadcastMention.create({ data: { conversationId: conversation.id, seq, messageId } });
  }
  return scope;
}

/**
 * Makes the mentions of a message those that its body has now. A name that it had already goes on naming who was meant by
 * it, also who has left since, or has another username; a new one names who is a member and has it now.
 */
export async function replaceMentions(
  { tx }: Pick<ConversationWrite, "tx">,
  { id: messageId, conversationId, seq, body }: Pick<MessageRow, "id" | "conversationId" | "seq" | "body">,
): Promise<void> {
  const usernames = mentionedUsernames(body);
  const before = await tx.$queryRaw<{ userId: string; username: string }[]>`
    SELECT m.user_id AS "userId", coalesce(m.username, u.username) AS username
    FROM mention m JOIN "user" u ON u.id = m.user_id WHERE m.message_id = ${messageId}::uuid`;
  const kept = before.filter(({ username }) => usernames.includes(username));
  await tx.mention.deleteMany({
    where: { messageId, userId: { notIn: kept.map(({ userId }) => userId) } },
  });

  const known = new Set(kept.map(({ username }) => username));
  const added = usernames.filter((username) => !known.has(username));
  if (added.length === 0) return;
  const named = await tx.member.findMany({
    where: { conversationId, removedSeq: null, user: { username: { in: added } } },
    select: { userId: true },
  });
  const mentions = named.map(({ userId }) => ({ userId, conversationId, seq, messageId }));
  if (mentions.length > 0) await tx.mention.createMany({ data: mentions, skipDuplicates: true });
}
