/** The mail of what stays unread, to whoever wants it: at most one for as long as it waits, and ended by one click. */
import type { Mail } from "../account/ports.ts";
import { putInto, speakerOf } from "./phrases.ts";

/** Conversations that one mail names. */
export const DIGEST_CONVERSATIONS_MAX = 20;
/** Mails of one round. */
export const DIGESTS_AT_A_TIME = 50;

export interface UnreadConversation {
  readonly conversationId: string;
  /** Of a direct one the other's name. */
  readonly title: string;
  readonly count: number;
}

export interface DueDigest {
  readonly userId: string;
  readonly email: string;
  /** Of the device that was registered last; `en` without one. */
  readonly locale: string;
  readonly hidesContent: boolean;
  /** The most first. */
  readonly conversations: readonly UnreadConversation[];
  readonly messageCount: number;
  readonly conversationCount: number;
}

export interface DigestStore {
  /**
   * Those that are due, of people who want them still, with what is unread since the last one; for `leaseMs`, so that
   * several processes may ask. Errors: UNAVAILABLE.
   */
  claim(max: number, leaseMs: number): Promise<readonly DueDigest[]>;
  /** They were sent, or there was nothing to tell. Errors: UNAVAILABLE. */
  settle(userIds: readonly string[], isSent: boolean): Promise<void>;
}

export interface DigestOptions {
  readonly store: DigestStore;
  readonly sendMail: (mail: Mail) => Promise<void>;
  /** Where one click ends these mails for this person: answers GET with a button, and POST (RFC 8058). */
  readonly unsubscribeUrl: (userId: string) => string;
  readonly conversationUrl: (conversationId: string) => string;
}

const LEASE_MS = 300_000;

/** Sends what is due, until nothing is or `signal` aborts. A mail that is not taken is due again in five minutes. */
export async function sendDigests(options: DigestOptions, signal: AbortSignal): Promise<void> {
  const { store, sendMail } = options;
  for (;;) {
    if (signal.aborted) return;
    const due = await store.claim(DIGESTS_AT_A_TIME, LEASE_MS);
    const [told, untold] = [due.filter(hasSomething), due.filter((digest) => !hasSomething(digest))];
    await store.settle(
      untold.map(({ userId }) => userId),
      false,
    );
    for (const digest of told) {
      if (signal.aborted) return;
      await sendMail(composeDigest(digest, options));
      await store.settle([digest.userId], true);
    }
    if (due.length < DIGESTS_AT_A_TIME) return;
  }
}

const hasSomething = ({ messageCount }: DueDigest): boolean => messageCount > 0;

/** Without a word of a message: a mailbox keeps what the conversation may delete. */
function composeDigest(
  digest: DueDigest,
  { unsubscribeUrl, conversationUrl }: Pick<DigestOptions, "unsubscribeUrl" | "conversationUrl">,
): Mail {
  const { userId, email, locale, hidesContent, conversations, messageCount, conversationCount } = digest;
  const { phrases, count } = speakerOf(locale);
  const subject = `${count(phrases.unreadMessages, messageCount)} ${count(phrases.inConversations, conversationCount)}`;
  const named = conversations.map(({ conversationId, title, count: unread }) =>
    [
      putInto("{title}: {count}", { title, count: count(phrases.unreadMessages, unread) }),
      conversationUrl(conversationId),
    ].join("\n"),
  );
  const link = unsubscribeUrl(userId);
  return {
    to: email,
    subject,
    text: [subject, ...(hidesContent ? [] : [phrases.open, ...named]), `${phrases.unsubscribe} ${link}`].join(
      "\n\n",
    ),
    headers: { "List-Unsubscribe": `<${link}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" },
  };
}
