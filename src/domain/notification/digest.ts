/**
 * The mail of what stays unread, to whoever wants it: at most one for as long as it waits, and ended by one click. What is
 * told is decided anew at the moment of mailing, by what was read, muted or blocked meanwhile.
 */
import type { Mail } from "../account/ports.ts";
import { mayBeMailed, reasonAgainst } from "./decide.ts";
import type { NotificationFacts } from "./decide.ts";
import { putInto, speakerOf } from "./phrases.ts";

/** Conversations that one mail names. */
export const DIGEST_CONVERSATIONS_MAX = 20;
/** Mails of one round. */
export const DIGESTS_AT_A_TIME = 50;
/** Then a mail is given up: somebody's mailbox takes nothing. What comes later makes it due anew. */
export const DIGEST_TRIES_MAX = 8;
const RETRY_FIRST_MS = 300_000;
/** More than one mail takes. */
const LEASE_MS = 300_000;

/** Whose mail is due, as one worker has it until `dueAt`. */
export interface DigestClaim {
  readonly userId: string;
  readonly dueAt: Date;
  readonly attempts: number;
}

/** Messages of one conversation of which all the same is known, and how many. */
export interface UnreadGroup extends Omit<NotificationFacts, "hasDevice"> {
  readonly conversationId: string;
  /** Of one without a title the other's name. */
  readonly title: string;
  readonly count: number;
}

export interface DueDigest {
  readonly claim: DigestClaim;
  readonly readAt: Date;
  readonly email: string;
  /** Of the device that was registered last; `en` without one. */
  readonly locale: string;
  readonly hidesContent: boolean;
  /** Since the last mail; none where they want no mail any more. */
  readonly groups: readonly UnreadGroup[];
}

export interface DigestEnd {
  /** What was known at that time was mailed; null: nothing was. */
  readonly sentAt: Date | null;
  /** When it is due again; null: when there is something more. */
  readonly againInMs: number | null;
  readonly attempts: number;
}

/** Every method: UNAVAILABLE. */
export interface DigestStore {
  /** Those that are due, for `leaseMs`, so that several processes may ask. */
  claim(max: number, leaseMs: number): Promise<readonly DigestClaim[]>;
  /** As it is now, and for `leaseMs` from now; null where another worker has it. */
  read(claim: DigestClaim, leaseMs: number): Promise<DueDigest | null>;
  /** A claim that another worker has got is left alone. */
  settle(claim: DigestClaim, end: DigestEnd): Promise<void>;
}

export interface DigestOptions {
  readonly store: DigestStore;
  readonly sendMail: (mail: Mail) => Promise<void>;
  /** Where one click ends these mails for this person: answers GET with a button, and POST (RFC 8058). */
  readonly unsubscribeUrl: (userId: string) => string;
  readonly conversationUrl: (conversationId: string) => string;
  /** Told of a mail that was not taken. */
  readonly onError: (error: unknown) => void;
}

/**
 * Sends what is due, until nothing is or `signal` aborts. A mail that is not taken holds no other: it is due again after 5,
 * 10, 20 … minutes. Errors: UNAVAILABLE.
 */
export async function sendDigests(options: DigestOptions, signal: AbortSignal): Promise<void> {
  for (;;) {
    if (signal.aborted) return;
    const claims = await options.store.claim(DIGESTS_AT_A_TIME, LEASE_MS);
    for (const claim of claims) {
      if (signal.aborted) return;
      await sendDigest(options, claim);
    }
    if (claims.length < DIGESTS_AT_A_TIME) return;
  }
}

async function sendDigest(options: DigestOptions, claimed: DigestClaim): Promise<void> {
  const { store, sendMail, onError } = options;
  const due = await store.read(claimed, LEASE_MS);
  if (due === null) return;
  const { claim, readAt } = due;
  const unread = unreadOf(due);
  if (unread.length === 0) return store.settle(claim, { sentAt: null, againInMs: null, attempts: 0 });
  try {
    await sendMail(composeDigest(due, unread, options));
  } catch (error) {
    onError(error);
    const attempts = claim.attempts + 1;
    const end =
      attempts < DIGEST_TRIES_MAX
        ? { againInMs: RETRY_FIRST_MS * 2 ** claim.attempts, attempts }
        : { againInMs: null, attempts: 0 };
    return store.settle(claim, { ...end, sentAt: null });
  }
  return store.settle(claim, { sentAt: readAt, againInMs: null, attempts: 0 });
}

export interface UnreadConversation {
  readonly conversationId: string;
  readonly title: string;
  readonly count: number;
}

/** What is still to be told, the most first. */
function unreadOf({ groups, readAt: now }: DueDigest): UnreadConversation[] {
  const moment = { now, newsForMs: Number.POSITIVE_INFINITY, whereabouts: null };
  const told = groups.filter((group) => mayBeMailed(reasonAgainst({ ...group, hasDevice: true }, moment)));
  return [...Map.groupBy(told, ({ conversationId }) => conversationId)]
    .map(([conversationId, own]) => ({
      conversationId,
      title: own[0]?.title ?? "",
      count: own.reduce((sum, { count }) => sum + count, 0),
    }))
    .toSorted(
      (one, other) => other.count - one.count || (one.conversationId < other.conversationId ? -1 : 1),
    );
}

/** Without a word of a message: a mailbox keeps what the conversation may delete. */
function composeDigest(
  { claim, email, locale, hidesContent }: DueDigest,
  unread: readonly UnreadConversation[],
  { unsubscribeUrl, conversationUrl }: Pick<DigestOptions, "unsubscribeUrl" | "conversationUrl">,
): Mail {
  const { phrases, count } = speakerOf(locale);
  const total = unread.reduce((sum, one) => sum + one.count, 0);
  const subject = `${count(phrases.unreadMessages, total)} ${count(phrases.inConversations, unread.length)}`;
  const named = unread
    .slice(0, DIGEST_CONVERSATIONS_MAX)
    .map(({ conversationId, title, count: own }) =>
      [
        putInto("{title}: {count}", { title, count: count(phrases.unreadMessages, own) }),
        conversationUrl(conversationId),
      ].join("\n"),
    );
  const link = unsubscribeUrl(claim.userId);
  return {
    to: email,
    subject,
    text: [subject, ...(hidesContent ? [] : [phrases.open, ...named]), `${phrases.unsubscribe} ${link}`].join(
      "\n\n",
    ),
    headers: { "List-Unsubscribe": `<${link}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" },
  };
}
