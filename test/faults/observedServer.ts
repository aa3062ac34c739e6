/** A node as `src/main.ts` starts it, that tells over IPC what it holds. Needs --expose-gc. */
import { getEventListeners } from "node:events";
import type { EventEmitter } from "node:events";
import { queryObjects } from "node:v8";
import type { Pool } from "pg";
import { createApp } from "../../src/app.ts";
import type { Around } from "../../src/around.ts";
import { parseConfig } from "../../src/config.ts";
import { describeStart } from "../../src/describeStart.ts";
import type { Broker } from "../../src/realtime/broker.ts";
import { Feed } from "../../src/realtime/feed.ts";
import { Hub } from "../../src/realtime/hub.ts";
import { Inbox } from "../../src/realtime/inbox.ts";
import { Connection } from "../../src/transports/connection.ts";
import { SocketStream } from "../../src/transports/socketStream.ts";

/** Objects are those alive in memory, whoever holds them. */
export interface Held {
  readonly heapBytes: number;
  /** Beside the connections to PostgreSQL, of which the pool has as many as it needs at the moment. */
  readonly sockets: number;
  readonly timers: number;
  readonly processListeners: number;
  readonly poolListeners: number;
  /** Of topics, at the broker: those of feeds, of signals and of presence. */
  readonly topicListeners: number;
  readonly reconnectListeners: number;
  readonly feedObjects: number;
  readonly hubObjects: number;
  readonly inboxObjects: number;
  readonly connectionObjects: number;
  readonly streamObjects: number;
}

const config = parseConfig(process.env, process.cwd());
let pool: Pool | null = null;
let reconnectListeners = 0;
const topicListeners = new Set<symbol>();
const app = await createApp(config, {
  around: {
    database: (database) => {
      ({ pool } = database);
      return database;
    },
    broker: counted,
  } satisfies Around,
});

process.on("message", () => {
  // Twice: what the first one finalises, the second one frees.
  globalThis.gc?.();
  globalThis.gc?.();
  const resources = process.getActiveResourcesInfo();
  const count = (name: string): number => resources.filter((each) => each === name).length;
  const held: Held = {
    heapBytes: process.memoryUsage().heapUsed,
    sockets: count("TCPSocketWrap") - (pool?.totalCount ?? 0),
    timers: count("Timeout"),
    processListeners: listenersOf(process),
    poolListeners: pool === null ? 0 : listenersOf(pool),
    topicListeners: topicListeners.size,
    reconnectListeners,
    feedObjects: alive(Feed),
    hubObjects: alive(Hub),
    inboxObjects: alive(Inbox),
    connectionObjects: alive(Connection),
    streamObjects: alive(SocketStream),
  };
  process.send?.(held);
});
process.stdout.write(describeStart(app, config, 0));

function alive(of: abstract new (...args: never) => object): number {
  return queryObjects(of, { format: "count" });
}

function listenersOf(emitter: EventEmitter): number {
  return emitter.eventNames().reduce((sum, name) => sum + getEventListeners(emitter, name).length, 0);
}

/** The same broker; a listener counts from the call until it is ended, in whichever of the ways. */
function counted(broker: Broker): Broker {
  return {
    isHeard: (topic) => broker.isHeard(topic),
    publish: (topic, payload) => broker.publish(topic, payload),
    subscribe: async (topic, listener, signal) => {
      const own = Symbol(topic);
      const forget = (): void => void topicListeners.delete(own);
      topicListeners.add(own);
      if (signal?.aborted === true) forget();
      signal?.addEventListener("abort", forget, { once: true });
      try {
        const stop = await broker.subscribe(topic, listener, signal);
        return () => {
          forget();
          stop();
        };
      } catch (error) {
        forget();
        throw error;
      }
    },
    onReconnected: (listener) => {
      reconnectListeners += 1;
      broker.onReconnected(listener);
    },
    ping: () => broker.ping(),
    [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
  };
}
