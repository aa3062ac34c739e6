/** A stream over server-sent events, read with nothing but `fetch`. */
import type { Person } from "../support/people.ts";
import type { Item } from "./items.ts";

export interface SseStream extends AsyncDisposable {
  readonly next: () => Promise<Item>;
}

export async function follow(
  url: string,
  person: Person,
  query: string,
  variables: Record<string, unknown>,
): Promise<SseStream> {
  const controller = new AbortController();
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "text/event-stream",
      authorization: person.authorization,
    },
    body: JSON.stringify({ query, variables }),
    signal: controller.signal,
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw new Error("An answer without a body.");
  let unread = "";
  return {
    next: async () => {
      for (;;) {
        const end = unread.indexOf("\n\n");
        if (end === -1) {
          const { value, done } = await reader.read();
          if (done) throw new Error("The stream is over.");
          unread += value;
          continue;
        }
        const block = unread.slice(0, end);
        unread = unread.slice(end + 2);
        const text = /^data: (.*)$/m.exec(block)?.[1];
        if (text === undefined || text === "") continue;
        const { data } = JSON.parse(text) as { data: Readonly<Record<string, Item>> };
        const item = Object.values(data)[0];
        if (item !== undefined) return item;
      }
    },
    async [Symbol.asyncDispose]() {
      controller.abort();
      await reader.cancel().catch(() => undefined);
    },
  };
}
