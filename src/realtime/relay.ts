/**
 * Tells the other processes of what was committed. Outside the acknowledgement path: nobody waits for it, and what is
 * lost here (a crash, a broker that is away) is found by the position check within a second.
 */
import { messagesOf } from "../domain/events.ts";
import type { ConversationEvent } from "../domain/events.ts";
import type { OnCommitted, Profiles } from "../domain/ports.ts";
import type { ProfileRow } from "../domain/rows.ts";
import { NO_ID } from "../lib/ids.ts";
import type { Broker } from "./broker.ts";
import { encodePublication } from "./codec.ts";
import { conversationTopic, userTopic } from "./topics.ts";

/** Publications under way; past it they are dropped and left to the position check. */
const IN_FLIGHT_MAX = 10_000;

export interface RelayOptions {
  readonly broker: Broker;
  readonly origin: string;
  readonly epoch: () => string;
  readonly profiles: Profiles;
  /** Takes the event to those who follow the conversation on this process. */
  readonly offer: (event: ConversationEvent) => void;
  /** User ids of a conversation's members, for a conversation that was just made. */
  readonly readMemberIds: (conversationId: string) => Promise<string[]>;
  /** Told at most once a minute, with how many publications were lost since the last time. */
  readonly onLost: (count: number, error: unknown) => void;
}

const REPORT_EVERY_MS = 60_000;

export function createRelay(options: RelayOptions): OnCommitted {
  const { broker, origin, epoch, profiles, offer, readMemberIds, onLost } = options;
  let inFlight = 0;
  let lost = 0;
  let reportedAt = Number.NEGATIVE_INFINITY;

  function lose(error: unknown): void {
    lost += 1;
    const now = performance.now();
    if (now - reportedAt < REPORT_EVERY_MS) return;
    reportedAt = now;
    onLost(lost, error);
    lost = 0;
  }

  /** With the people it names: from memory in the same turn of the loop, so that events stay in order. */
  function announce(event: ConversationEvent): void {
    const userIds = namedIn(event);
    const people = profiles.known(userIds);
    if (people.length === userIds.length) return tell(event, people);
    profiles.load(userIds).then(
      (read) => tell(event, read),
      // Whoever shows it reads them.
      () => tell(event, people),
    );
  }

  function tell(event: ConversationEvent, people: readonly ProfileRow[]): void {
    offer(event);
    void publish(event, people);
  }

  async function publish(event: ConversationEvent, people: readonly ProfileRow[]): Promise<void> {
    if (inFlight >= IN_FLIGHT_MAX) return lose(new Error("Too many publications are under way."));
    inFlight += 1;
    const topic = conversationTopic(event.conversationId);
    try {
      if (broker.isHeard(topic)) {
        await broker.publish(topic, encodePublication(origin, { epoch: epoch(), event, people }));
      }
      for (const userId of await begunFor(event)) {
        await broker.publish(userTopic(userId), event.conversationId);
      }
    } catch (error) {
      lose(error);
    } finally {
      inFlight -= 1;
    }
  }

  /** Whose inbox has a conversation more. */
  async function begunFor(event: ConversationEvent): Promise<readonly string[]> {
    if (event.kind === "MEMBER_JOINED") return [event.member.userId];
    if (event.kind === "CONVERSATION_CREATED") return readMemberIds(event.conversationId);
    return [];
  }

  return (events) => {
    for (const event of events) {
      try {
        announce(event);
      } catch (error) {
        lose(error);
      }
    }
  };
}

/** The people an item of this event shows. */
function namedIn(event: ConversationEvent): string[] {
  const { actorId } = event;
  if (event.kind === "MESSAGES_REMOVED") return someOf([actorId, event.senderId, ...sendersIn(event)]);
  if ("message" in event) return someOf([actorId, ...sendersIn(event)]);
  if ("member" in event && event.member.userId !== actorId) return [actorId, event.member.userId];
  if ("userId" in event) return [actorId, event.userId];
  return [actorId];
}

function sendersIn(event: ConversationEvent): (string | null)[] {
  return messagesOf(event).flatMap(({ senderId, forwardedSenderId }) => [senderId, forwardedSenderId]);
}

/** Each once; what nobody did names nobody. */
function someOf(ids: readonly (string | null)[]): string[] {
  const named = ids.filter((id) => id !== null);
  return [...new Set(named.filter((id) => id !== NO_ID))];
}
