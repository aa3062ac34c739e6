/** What jobs do, done by a process beside the test's server: at the time that a test says, and as far as it lets them. */
import { eraseAccount } from "../../src/domain/erasure/eraseAccount.ts";
import { removeSent } from "../../src/domain/erasure/removeSent.ts";
import { SETTLED_MS } from "../../src/domain/erasure/settle.ts";
import type { Ports } from "../../src/domain/ports.ts";
import { removeExpired } from "../../src/domain/removal/removeExpired.ts";
import type { Retention } from "../../src/domain/removal/removeExpired.ts";
import { decodeNodeId } from "../../src/schema/nodeId.ts";
import { createConversationLog } from "../../src/storage/conversationLog.ts";
import { connectDatabase } from "../../src/storage/database.ts";
import type { Database } from "../../src/storage/database.ts";
import { rowsOf } from "../support/rows.ts";

const DAY_MS = 86_400_000;
const forever = new AbortController().signal;

export interface Stored {
  readonly databaseUrl: string;
}

/** How far a job is let: it is aborted behind so many transactions that wrote to the log. */
export interface Bound {
  readonly parts?: number;
  /** Now, when something may still be under way; else once more when that is over. */
  readonly isEarly?: boolean;
}

export interface JobsScene extends AsyncDisposable {
  readonly db: Database["prisma"];
  readonly ports: Ports;
  /** Messages that were removed so far. */
  removed(): number;
  /** As if so many days had passed; answers whether all is done. */
  expire(conversationId: string, daysLater: number, serverDays?: number, bound?: Bound): Promise<boolean>;
  /** The whole of it, or as far as `bound`. */
  erase(user: { readonly id: string }, bound?: Bound): Promise<boolean>;
}

/** A worker's parts, with connections of its own. */
export function openJobs({ databaseUrl }: Stored): JobsScene {
  const database = connectDatabase({ databaseUrl, poolMax: 2, onIdleError: () => undefined });
  const { prisma: db } = database;
  let removed = 0;
  const portsWithin = (controller: AbortController, bound?: Bound): Ports => {
    let parts = 0;
    const log = createConversationLog(db, () => {
      parts += 1;
      if (parts === bound?.parts) controller.abort();
    });
    const onRemoved: Ports["onRemoved"] = (_reason, count) => {
      removed += count;
    };
    return { db, log, onRemoved } as unknown as Ports;
  };
  return {
    db,
    ports: portsWithin(new AbortController()),
    removed: () => removed,
    async expire(conversationId, daysLater, serverDays = 0, bound) {
      const controller = new AbortController();
      const retention: Retention = {
        now: new Date(Date.now() + daysLater * DAY_MS),
        retentionDays: serverDays,
      };
      const { id } = decodeNodeId(conversationId);
      return removeExpired(portsWithin(controller, bound), id, retention, controller.signal);
    },
    async erase(user, bound) {
      const controller = new AbortController();
      const { id } = decodeNodeId(user.id);
      const ports = portsWithin(controller, bound);
      const pass = (laterMs: number): Promise<boolean> =>
        eraseAccount(ports, id, { now: new Date(Date.now() + laterMs) }, controller.signal);
      const isDone = await pass(0);
      if (isDone || bound?.isEarly === true || controller.signal.aborted) return isDone;
      return pass(SETTLED_MS);
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

/** Removes what somebody sent to a conversation, and nothing else of theirs. */
export async function removesSent(
  stored: Stored,
  conversationId: string,
  sender: { readonly id: string },
): Promise<void> {
  await using jobs = openJobs(stored);
  const [senderId, placeId] = [decodeNodeId(sender.id).id, decodeNodeId(conversationId).id];
  const whole = { afterSeq: 0, onPassed: () => Promise.resolve() };
  await removeSent(jobs.ports, senderId, placeId, whole, forever);
}

/** The kinds of a conversation's events, in order. */
export async function kindsIn(stored: Stored, conversationId: string): Promise<string[]> {
  const rows = await rowsOf<{ kind: string }>(
    stored,
    "SELECT kind::text FROM event WHERE conversation_id = $1 ORDER BY seq",
    [decodeNodeId(conversationId).id],
  );
  return rows.map(({ kind }) => kind);
}

/** Of a conversation: the seqs are 1, 2, 3 …, and the head is the last. */
export async function expectWholeLog(stored: Stored, conversationId: string): Promise<void> {
  const [row] = await rowsOf<{ isWhole: boolean }>(
    stored,
    `SELECT count(*) = max(seq) AND min(seq) = 1 AND max(seq) = max(c.head_seq) AS "isWhole"
     FROM event e JOIN conversation c ON c.id = e.conversation_id WHERE e.conversation_id = $1`,
    [decodeNodeId(conversationId).id],
  );
  if (row?.isWhole !== true) throw new Error("The log has a hole.");
}
