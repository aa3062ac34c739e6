/** What the scenes of the demo have in common: who speaks, and how they say things. */
import type { Tokens } from "../../domain/account/ports.ts";
import { addReaction } from "../../domain/message/addReaction.ts";
import { sendMessage } from "../../domain/message/sendMessage.ts";
import type { SendMessageInput } from "../../domain/message/sendMessage.ts";
import type { Ports } from "../../domain/ports.ts";
import type { Presences } from "../../domain/presence/ports.ts";
import { markRead } from "../../domain/receipts/marks.ts";
import type { AttachmentState, MessageRow } from "../../domain/rows.ts";
import { sha256 } from "../../lib/hash.ts";

export const NAMES = ["ana", "bo", "cy", "di", "eli"] as const;
export type Name = (typeof NAMES)[number];

export interface DemoPorts extends Ports {
  readonly tokens: Pick<Tokens, "inviteSecretOf">;
  readonly presences: Pick<Presences, "announce" | "reconsider">;
  /** Brings the bytes of an attachment here, without a link, and answers what has become of it. */
  readonly files: { bring(attachmentId: string, bytes: Uint8Array): Promise<AttachmentState | null> };
}

export interface Demo {
  readonly ports: DemoPorts;
  /** Their user ids. */
  readonly people: Readonly<Record<Name, string>>;
}

export type Line = readonly [speaker: Name, body: string];

/** What a message may have beside its words. */
export type Extras = Pick<SendMessageInput, "attachmentIds" | "content" | "replyToId" | "threadRootId">;

const WEEK_MS = 7 * 86_400_000;

export function weeksFromNow(weeks: number): Date {
  return new Date(Date.now() + weeks * WEEK_MS);
}

/** The same line by the same person is the same message: a demo that is played again says nothing twice. */
export async function say(
  { ports, people }: Demo,
  conversationId: string,
  [speaker, body]: Line,
  extras: Extras = {},
): Promise<MessageRow> {
  const clientKey = `demo-${Buffer.from(sha256(body)).toString("hex")}`;
  const input = { conversationId, clientKey, body, ...extras };
  return (await sendMessage(ports, people[speaker], input)).message;
}

/** Says the lines in turn; the last one's message. */
export async function talk(
  demo: Demo,
  conversationId: string,
  first: Line,
  ...others: readonly Line[]
): Promise<MessageRow> {
  let last = await say(demo, conversationId, first);
  for (const line of others) last = await say(demo, conversationId, line);
  return last;
}

/** Each of them puts the emoji on the message. */
export async function react(
  { ports, people }: Demo,
  { id }: MessageRow,
  emoji: string,
  ...names: readonly Name[]
): Promise<void> {
  for (const name of names) await addReaction(ports, people[name], { messageId: id, emoji });
}

/** Each of them has read up to this message; what comes behind is unread. */
export async function readTo(
  { ports, people }: Demo,
  { conversationId, seq }: MessageRow,
  ...names: readonly Name[]
): Promise<void> {
  for (const name of names) await markRead(ports, people[name], { conversationId, seq });
}
