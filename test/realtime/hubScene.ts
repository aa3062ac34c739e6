/** A hub over a feed without a table, with selections and followers that tell what became of them. */
import type { ConversationEvent } from "../../src/domain/events.ts";
import type { ConversationRow } from "../../src/domain/rows.ts";
import type { Audience, InboxStreamItem, Payload, Selection } from "../../src/domain/streams.ts";
import { Executions } from "../../src/realtime/executions.ts";
import { Feed } from "../../src/realtime/feed.ts";
import type { FeedOptions } from "../../src/realtime/feed.ts";
import { FeedSignals } from "../../src/realtime/feedSignals.ts";
import { Hub } from "../../src/realtime/hub.ts";
import type { Departure, LiveMember } from "../../src/realtime/hub.ts";
import { conversationAt, EPOCH, failOn, readNoPage } from "./fakes.ts";

/** What the scene's payloads tell of their execution. */
export interface Executed {
  readonly seq: number;
  readonly body: string | null;
  readonly isWithheld: boolean;
  /** Null for an execution for one follower alone. */
  readonly audience: Audience | null;
}

/** Executions wait here until it is open. */
export class Gate {
  readonly #opened = Promise.withResolvers<void>();

  get isOpened(): Promise<void> {
    return this.#opened.promise;
  }

  open(): void {
    this.#opened.resolve();
  }
}

export interface HubScene {
  readonly feed: Feed;
  readonly hub: Hub;
  /** As [seq, count]. */
  readonly delivered: [number, number][];
  readonly offer: (...events: readonly ConversationEvent[]) => void;
  /** Selects under `key`; null for what depends on the viewer. */
  readonly selecting: (key: string | null, gate?: Gate, fails?: (seq: number) => boolean) => Selection;
  /** Key and seq of each shared execution. */
  readonly executed: () => string[];
  /** Resolves when nothing is under way but what waits at a gate. */
  readonly settled: () => Promise<void>;
}

export function conversationOfFeed(headSeq: number): ConversationRow {
  return conversationAt(headSeq, "c");
}

/** Without `told`, the table has nothing. */
export function startHub(told: Partial<FeedOptions> = {}): HubScene {
  const feed = new Feed({
    epoch: EPOCH,
    conversation: conversationOfFeed(0),
    read: async () => [],
    readConversation: async () => null,
    readPage: readNoPage,
    onReadFailed: failOn,
    ...told,
  });
  const executions = new Executions({
    conversationOf: (event) => feed.conversationOf(event),
    onExecuted: () => undefined,
    admit: (read) => read(),
  });
  const executed: string[] = [];
  const delivered: [number, number][] = [];
  const hub = new Hub({
    feed,
    signals: new FeedSignals("c", { TYPING: () => () => undefined, RECEIPTS: () => () => undefined }),
    executions,
    onDelivered: ({ seq }, count) => void delivered.push([seq, count]),
    onError: failOn,
  });
  return {
    feed,
    hub,
    delivered,
    offer: (...events) => {
      for (const event of events) feed.offer(event);
    },
    selecting: (key, gate, fails = () => false) => ({
      keyOf: () => key,
      execute: async (item, audience) => {
        const made = tellOf(item, audience);
        executed.push(`${key} ${made.seq}${made.isWithheld ? " withheld" : ""}`);
        await gate?.isOpened;
        if (fails(made.seq)) throw new Error("away");
        return made;
      },
    }),
    executed: () => executed,
    settled: async () => {
      for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

function tellOf(item: InboxStreamItem, audience: Audience | null): Executed {
  if (item.type !== "EVENT") throw new Error("unreachable");
  const { event, visibility } = item;
  const isWithheld = "message" in event && event.message.seq < visibility.fromSeq;
  const body = "message" in event && !isWithheld ? event.message.body : null;
  return { seq: event.seq, body, isWithheld, audience };
}

interface FollowOptions {
  /** How many payloads it takes before it takes no more. */
  readonly takes?: number;
  readonly visibleFromSeq?: number;
}

class Followed implements LiveMember {
  readonly userId: string;
  readonly visibleFromSeq: number;
  readonly follower: LiveMember["follower"];
  readonly signals = [];
  seq: number;
  readonly payloads: Executed[] = [];
  /** Seqs of items that were executed for it alone. */
  readonly presented: number[] = [];
  readonly left: Departure[] = [];
  readonly #hub: Hub;

  constructor(scene: HubScene, userId: string, selection: Selection, options: FollowOptions) {
    const { takes = Infinity, visibleFromSeq = 0 } = options;
    this.#hub = scene.hub;
    this.userId = userId;
    this.visibleFromSeq = visibleFromSeq;
    this.seq = scene.feed.head;
    this.follower = {
      selection,
      present: async (item) => {
        const made = tellOf(item, null);
        this.presented.push(made.seq);
        return made;
      },
      take: (payload: Payload) => {
        if (this.payloads.length >= takes) return false;
        this.payloads.push(payload as Executed);
        return true;
      },
      drained: () => Promise.resolve(),
      end: failOn,
    };
  }

  get seqs(): number[] {
    return this.payloads.map(({ seq }) => seq);
  }

  readonly onLeft = (why: Departure): void => void this.left.push(why);

  leave(): void {
    this.#hub.leave(this);
  }
}

/** A member at the feed's head, in the hub. */
export function follow(
  scene: HubScene,
  userId: string,
  selection: Selection,
  options: FollowOptions = {},
): Followed {
  const member = follow.member(scene, userId, selection, options);
  if (!scene.hub.join(member)) throw new Error("The hub did not take it in.");
  return member;
}

/** A member at the feed's head that has not joined. */
follow.member = (
  scene: HubScene,
  userId: string,
  selection: Selection,
  options: FollowOptions = {},
): Followed => new Followed(scene, userId, selection, options);
