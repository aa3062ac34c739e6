/** Tells Meilisearch of messages that have changed, beside the log: while it is away the log goes on, and they wait. */
import type { Meilisearch } from "meilisearch";
import type { SearchIndex, SearchOutbox } from "../domain/search/ports.ts";
import { newId } from "../lib/ids.ts";
import { sleep } from "../lib/latch.ts";
import {
  dropIndex,
  INDEX,
  isWhole,
  MADE_BY,
  prepareIndex,
  VERSION,
  writeMarker,
} from "./meilisearchIndex.ts";
import { TELL_MAX_MS, tellPending } from "./tell.ts";
import type { OnRefused } from "./tell.ts";

const POLL_MS = 250;
const RETRY_MS = 3_000;

/** An index that remembers what another engine has to be told of. */
export function withOutbox(index: SearchIndex, outbox: Pick<SearchOutbox, "put" | "attach">): SearchIndex {
  return {
    write: async (messageIds) => {
      await index.write(messageIds);
      await outbox.put(messageIds);
    },
    sweep: async () => {
      await outbox.attach();
      await index.sweep();
    },
  };
}

/** An index beside which no other engine is told: what one was told once is not whole any more. */
export function withoutOutbox(index: SearchIndex, outbox: Pick<SearchOutbox, "forget">): SearchIndex {
  return {
    write: async (messageIds) => {
      await outbox.forget();
      await index.write(messageIds);
    },
    sweep: async () => {
      await outbox.forget();
      await index.sweep();
    },
  };
}

export interface MirrorOptions {
  /** A client that ends what is under way when `signal` aborts. */
  readonly connect: (signal: AbortSignal) => Meilisearch;
  readonly outbox: SearchOutbox;
  /** Meilisearch does not answer, or a task failed; it is tried again. */
  readonly onFailed: (error: unknown) => void;
  readonly onRefused: OnRefused;
}

/** Begins at once; any number of processes may. Disposing ends what is under way, and others tell it. */
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

async function run(
  { connect, outbox, onFailed, onRefused }: MirrorOptions,
  stopping: AbortSignal,
): Promise<void> {
  const client = (): Meilisearch => connect(AbortSignal.any([stopping, AbortSignal.timeout(TELL_MAX_MS)]));
  let isPrepared = false;
  while (!stopping.aborted) {
    try {
      if (!isPrepared) await prepare(client(), outbox);
      isPrepared = true;
      if (!(await tellPending(client, outbox, onRefused))) await sleep(POLL_MS, stopping);
    } catch (error) {
      if (stopping.aborted) return;
      onFailed(error);
      await sleep(RETRY_MS, stopping);
    }
  }
}

/** Where there are no messages an index without documents has all there are. */
async function prepare(client: Meilisearch, outbox: SearchOutbox): Promise<void> {
  const hasMessages = async (): Promise<boolean> => (await outbox.idsAfter(null, 1)).length > 0;
  await outbox.attach();
  const state = await outbox.readState("meilisearch");
  if (state.nextMarker !== null || (await isWhole(client, state)) || (await hasMessages()))
    return prepareIndex(client, INDEX);
  await dropIndex(client, INDEX);
  await prepareIndex(client, INDEX);
  const marker = newId();
  await writeMarker(client, INDEX, marker);
  // Another process may have told one meanwhile, to the index that was dropped.
  if (await hasMessages()) return;
  await outbox.begin("meilisearch", marker, MADE_BY, null);
  await outbox.finish("meilisearch", marker, VERSION);
}
