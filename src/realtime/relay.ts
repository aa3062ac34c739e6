/**
 * Tells the other processes of what was committed. Outside the acknowledgement path: nobody waits for it, and what is
 * lost here (a crash, a broker that is away) is found by the position check within a second.
 */
import type { ConversationEvent } from "../domain/events.ts";
import type { OnCommitted } from "../domain/ports.ts";
import type { Broker } from "./broker.ts";
import { encodeEvent } from "./codec.ts";
import { conversationTopic, userTopic } from "./topics.ts";

/** Publications under way; past it they are dropped and left to the position check. */
const IN_FLIGHT_MAX = 10_000;

export interface RelayOptions {
  readonly broker: Broker;
  /** User ids of a conversation's members, for a conversation that was just made. */
  readonly readMemberIds: (conversationId: string) => Promise<string[]>;
  /** Told at most once a minute, with how many publications were lost since the last time. */
  readonly onLost: (count: number, error: unknown) => void;
}

const REPORT_EVERY_MS = 60_000;

export function createRelay({ broker, readMemberIds, onLost }: RelayOptions): OnCommitted {
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

  async function announce(event: ConversationEvent): Promise<void> {
    if (inFlight >= IN_FLIGHT_MAX) return lose(new Error("Too many publications are under way."));
    inFlight += 1;
    try {
      await broker.publish(conversationTopic(event.conversationId), encodeEvent(event));
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
    for (const event of events) void announce(event);
  };
}
