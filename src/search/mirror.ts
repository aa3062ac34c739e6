/** Tells Meilisearch of messages that have changed, beside the log: while it is away the log goes on, and they wait. */
import type { Meilisearch } from "meilisearch";
import type { SearchIndex, SearchOutbox } from "../domain/search/ports.ts";
import { sleep } from "../lib/latch.ts";
import { INDEX, prepareIndex, tellPending, VERSION } from "./meilisearchIndex.ts";

const POLL_MS = 250;
const RETRY_MS = 3_000;

/** An index that remembers, before it lets go of anything, what another engine has to be told of. */
export function withOutbox(
  index: SearchIndex,
  outbox: { put(messageIds: readonly string[]): Promise<void> },
): SearchIndex {
  return {
    write: async (messageIds) => {
      await index.write(messageIds);
      await outbox.put(messageIds);
    },
    sweep: async () => {
      await outbox.put([]);
      await index.sweep();
    },
  };
}

export interface MirrorOptions {
  /** With a time-out for writes. */
  readonly client: Meilisearch;
  readonly outbox: SearchOutbox;
  /** Meilisearch does not answer, or a task failed; it is tried again. */
  readonly onFailed: (error: unknown) => void;
}

/** Begins at once; any number of processes may. Disposing waits for what is under way. */
export function startMirror(options: MirrorOptions): AsyncDisposable {
  const controller = new AbortController();
  const running = run(options, controller.signal);
  return {
    async [Symbol.asyncDispose]() {
      controller.abort();
      await running;
    },
  };
}

async function run({ client, outbox, onFailed }: MirrorOptions, signal: AbortSignal): Promise<void> {
  let isPrepared = false;
  while (!signal.aborted) {
    try {
      if (!isPrepared) await prepare(client, outbox);
      isPrepared = true;
      if (!(await tellPending(client, outbox))) await sleep(POLL_MS, signal);
    } catch (error) {
      if (signal.aborted) return;
      onFailed(error);
      await sleep(RETRY_MS, signal);
    }
  }
}

/** A server without messages has all documents there are. */
async function prepare(client: Meilisearch, outbox: SearchOutbox): Promise<void> {
  const { version } = await outbox.readState();
  const isEmpty = (await outbox.idsAfter(null, 1)).length === 0;
  await prepareIndex(client, INDEX);
  if (version !== VERSION && isEmpty) await outbox.writeState({ version: VERSION, reindexedTo: null });
}
