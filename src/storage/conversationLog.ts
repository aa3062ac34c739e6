/** The write path of everything but sends: one transaction under the conversation's lock. */
import { NotFoundError, unavailable } from "../domain/errors.ts";
import { payloadOf } from "../domain/events.ts";
import type { ConversationEvent, EventChange } from "../domain/events.ts";
import type { ConversationLog, ConversationWrite, OnCommitted } from "../domain/ports.ts";
import type { ConversationRow, Db, Tx } from "../domain/rows.ts";
import { createBatcher } from "../lib/batcher.ts";
import { toUnavailable } from "./unavailable.ts";

/** Changes of one conversation that may wait on this process; each would hold a connection while it waits. */
const WAITING_MAX = 200;
const WAIT_MAX_MS = 8_000;

/** See `ConversationLog` for the promise. One change of a conversation at a time on this process. */
export function createConversationLog(db: Db, onCommitted: OnCommitted): ConversationLog {
  async function run<T>(
    conversationId: string,
    begin: (tx: Tx) => Promise<Lock>,
    change: (write: ConversationWrite) => Promise<T>,
  ): Promise<T> {
    let events: ConversationEvent[] = [];
    try {
      const result = await db.$transaction(async (tx) => {
        const lock = await begin(tx);
        const write = new LockedConversation(tx, conversationId, lock);
        const value = await change(write);
        events = write.events;
        if (events.length > 0) await appendEvents(tx, conversationId, events);
        return value;
      });
      if (events.length > 0) onCommitted(events);
      return result;
    } catch (error) {
      throw toUnavailable(error);
    }
  }

  const inTurn = createBatcher<() => Promise<unknown>, { readonly value: unknown }>({
    batchMax: 1,
    waitingMax: WAITING_MAX,
    waitMaxMs: WAIT_MAX_MS,
    onFull: () => unavailable("Too many changes wait for this conversation; try again."),
    run: (_conversationId, jobs) => Promise.all(jobs.map(async (job) => ({ value: await job() }))),
  });

  return {
    change: async <T>(conversationId: string, change: (write: ConversationWrite) => Promise<T>) => {
      const lock = (tx: Tx): Promise<Lock> => lockConversation(tx, conversationId);
      const { value } = await inTurn(conversationId, () => run(conversationId, lock, change));
      return value as T;
    },
    create: (conversationId, create) => run(conversationId, readClock, create),
  };
}

interface Lock {
  readonly now: Date;
  readonly conversation: ConversationRow | null;
}

class LockedConversation implements ConversationWrite {
  readonly tx: Tx;
  readonly now: Date;
  readonly events: ConversationEvent[] = [];
  readonly #conversationId: string;
  readonly #conversation: ConversationRow | null;

  constructor(tx: Tx, conversationId: string, lock: Lock) {
    this.tx = tx;
    this.now = lock.now;
    this.#conversationId = conversationId;
    this.#conversation = lock.conversation;
  }

  get conversation(): ConversationRow {
    if (this.#conversation === null)
      throw new Error("This conversation is being created: it has no row yet.");
    return this.#conversation;
  }

  get nextSeq(): number {
    return (this.#conversation?.headSeq ?? 0) + this.events.length + 1;
  }

  append(actorId: string, change: EventChange): ConversationEvent {
    const event = {
      ...change,
      conversationId: this.#conversationId,
      seq: this.nextSeq,
      actorId,
      occurredAt: this.now,
    };
    this.events.push(event);
    return event;
  }
}

/** The row is read by a statement of its own, after the lock was got: its snapshot holds all that was waited for. */
async function lockConversation(tx: Tx, conversationId: string): Promise<Lock> {
  const locked = await tx.$queryRaw<{ now: Date }[]>`
    SELECT clock_timestamp() AS now FROM (
      SELECT 1 FROM conversation WHERE id = ${conversationId}::uuid FOR UPDATE
    ) locked`;
  const [row] = locked;
  if (row === undefined) throw new NotFoundError("Conversation");
  const conversation = await tx.conversation.findUniqueOrThrow({ where: { id: conversationId } });
  return { now: row.now, conversation };
}

async function readClock(tx: Tx): Promise<Lock> {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  if (row === undefined) throw new Error("PostgreSQL did not tell the time.");
  return { now: row.now, conversation: null };
}

async function appendEvents(
  tx: Tx,
  conversationId: string,
  events: readonly ConversationEvent[],
): Promise<void> {
  const seqs = events.map((event) => event.seq);
  const kinds = events.map((event) => event.kind);
  const actors = events.map((event) => event.actorId);
  const payloads = events.map((event) => JSON.stringify(payloadOf(event)));
  const times = events.map((event) => event.occurredAt);
  await tx.$executeRaw`
    WITH appended AS (
      INSERT INTO event (conversation_id, seq, kind, actor_id, payload, occurred_at)
      SELECT ${conversationId}::uuid, e.seq, e.kind::event_kind, e.actor::uuid, e.payload::jsonb, e.at
      FROM unnest(${seqs}::int[], ${kinds}::text[], ${actors}::text[], ${payloads}::text[], ${times}::timestamptz[])
        AS e(seq, kind, actor, payload, at)
      RETURNING seq
    )
    UPDATE conversation
    SET head_seq = (SELECT max(seq) FROM appended), head_xid = pg_current_xact_id()
    WHERE id = ${conversationId}::uuid`;
}
