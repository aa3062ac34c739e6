/** Keeps the search index what the log says: tells it which messages have changed. */
import type { Consumer, LoggedEvent } from "../domain/consumer/ports.ts";
import type { SearchIndex } from "../domain/search/ports.ts";

/** In one batch; some statements of a few milliseconds each. */
const EVENTS_MAX = 200;
/** Messages that are written before it is looked whether to stop. */
const WRITTEN_MAX = 50;

export function createSearchConsumer(index: SearchIndex): Consumer {
  return {
    name: "search",
    begins: "FIRST",
    batchMax: EVENTS_MAX,
    kinds: [
      "MESSAGE_SENT",
      "MESSAGE_EDITED",
      "MESSAGE_DELETED",
      "MESSAGE_PINNED",
      "MESSAGE_UNPINNED",
      "MESSAGES_REMOVED",
    ],
    handle: async (events, signal) => {
      const messageIds = [...new Set(events.map(messageIdOf).filter((id) => id !== null))];
      for (let done = 0; done < messageIds.length; done += WRITTEN_MAX) {
        signal.throwIfAborted();
        await index.write(messageIds.slice(done, done + WRITTEN_MAX));
      }
      signal.throwIfAborted();
      // What is deleted has gone with its message, and leaves words behind, and what was being written meanwhile.
      if (events.some(({ kind }) => kind !== "MESSAGE_SENT")) await index.sweep();
    },
  };
}

/** Null for a removal of many: their documents went with them. */
function messageIdOf({ payload }: LoggedEvent): string | null {
  const { messageId } = payload;
  return typeof messageId === "string" ? messageId : null;
}
