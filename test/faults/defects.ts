/** Three real designs that lose messages, built into a running server around its ports. */
import type { Pool } from "pg";
import { newId } from "../../src/lib/ids.ts";
import type { Around } from "../../src/around.ts";
import type { OnCommitted } from "../../src/domain/ports.ts";
import type { MessageRow } from "../../src/domain/rows.ts";

export const DEFECTS = ["publish-before-commit", "asynchronous-commit", "global-sequence"] as const;

export type Defect = (typeof DEFECTS)[number];

export function defect(name: Defect): Around {
  switch (name) {
    case "publish-before-commit":
      return publishBeforeCommit();
    case "asynchronous-commit":
      return asynchronousCommit();
    case "global-sequence":
      return globalSequence();
  }
}

/** Followers are told first: what then does not commit, or commits elsewhere in the order, they have seen all the same. */
function publishBeforeCommit(): Around {
  let pool: Pool | null = null;
  let publish: OnCommitted = () => undefined;
  let like: MessageRow | null = null;
  return {
    database: (database) => {
      ({ pool } = database);
      return database;
    },
    relay: (relay) => {
      publish = relay;
      return (events) => relay(events.filter(({ kind }) => kind !== "MESSAGE_SENT"));
    },
    sendMessage: (send) => async (message) => {
      const { conversationId, senderId, clientKey, body } = message;
      const found = await pool?.query<{ seq: number }>(
        "SELECT head_seq + 1 AS seq FROM conversation WHERE id = $1",
        [conversationId],
      );
      const seq = found?.rows[0]?.seq ?? 0;
      if (like !== null) {
        const early = {
          ...like,
          id: newId(),
          conversationId,
          senderId,
          clientKey,
          body,
          seq,
          changedSeq: seq,
        };
        publish([
          {
            kind: "MESSAGE_SENT",
            conversationId,
            seq,
            actorId: senderId,
            occurredAt: new Date(),
            message: early,
            related: [],
          },
        ]);
      }
      const sent = await send(message);
      if (sent.outcome === "SENT") like = sent.message;
      return sent;
    },
  };
}

/** Acknowledged before it is on the disk. */
function asynchronousCommit(): Around {
  return {
    database: (database) => {
      database.pool.on("connect", (client) => {
        client.query("SET synchronous_commit = off").catch(() => undefined);
      });
      return database;
    },
  };
}

/**
 * What was written since the last look is what has a larger number of one global sequence. Numbers are given out when a
 * transaction begins to write, and seen when it commits: in another order.
 */
function globalSequence(): Around {
  let pool: Pool | null = null;
  let newest = 0n;
  return {
    // Publications would hide it: with them lost, the looks are all there is.
    broker: (broker) => ({
      ...broker,
      publish: (topic, payload) =>
        topic.includes(":conversation:") ? Promise.resolve() : broker.publish(topic, payload),
      subscribe: (topic, listener) => broker.subscribe(topic, listener),
      onReconnected: (listener) => broker.onReconnected(listener),
      ping: () => broker.ping(),
      [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
    }),
    database: (database) => {
      ({ pool } = database);
      return database;
    },
    places: (places) => ({
      ...places,
      readPositions: async (...asked) => {
        const positions = await places.readPositions(...asked);
        const found = await pool?.query<{ id: string; number: string }>(
          "SELECT id, head_xid::text AS number FROM conversation WHERE head_xid > $1::xid8",
          [String(newest)],
        );
        const since = new Set(found?.rows.map(({ id }) => id));
        for (const { number } of found?.rows ?? []) if (BigInt(number) > newest) newest = BigInt(number);
        return { ...positions, heads: new Map([...positions.heads].filter(([id]) => since.has(id))) };
      },
    }),
  };
}
