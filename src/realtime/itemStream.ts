/** A stream's two ways out: asked for items one by one, or handing payloads to a follower. */
import type { Follower, InboxStreamItem, ItemStream, Payload } from "../domain/streams.ts";
import { abortable } from "../lib/abortable.ts";
import type { Executions } from "./executions.ts";
import { patiently } from "./readOn.ts";

/**
 * `generate` makes the items until its signal aborts. With a follower it may let the hub hand over what is live; it
 * yields the rest, and sleeps meanwhile.
 */
export function createItemStream<Item extends InboxStreamItem>(
  executions: Executions,
  generate: (signal: AbortSignal, follower: Follower | null) => AsyncGenerator<Item>,
): ItemStream<Item> {
  let items: AsyncGenerator<Item> | null = null;
  return {
    // graphql-js asks twice, and reads the one and ends the other.
    [Symbol.asyncIterator]: () => (items ??= abortable((signal) => generate(signal, null))),
    handTo: (follower) => {
      const controller = new AbortController();
      void handOver(generate(controller.signal, follower), follower, executions, controller.signal);
      return () => controller.abort("stopped");
    },
  };
}

async function handOver(
  items: AsyncGenerator<InboxStreamItem>,
  follower: Follower,
  executions: Executions,
  signal: AbortSignal,
): Promise<void> {
  const openedAt = performance.now();
  try {
    for await (const item of items) {
      const payload = await patiently(
        () => executions.of(follower.selection, item, openedAt) ?? follower.present(item),
        signal,
      );
      if (!(await hand(payload, follower, signal))) return;
    }
    if (!signal.aborted) follower.end();
  } catch (error) {
    if (!signal.aborted) follower.end(error);
  }
}

/** False when nobody wants it any more. */
async function hand(payload: Payload, follower: Follower, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (follower.take(payload)) return true;
    await follower.drained();
  }
  return false;
}
