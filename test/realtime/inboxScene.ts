/** Whole inboxes over either transport, item by item. */
import { Arrivals } from "../clients/arrivals.ts";
import { follow } from "../live/sse.ts";
import { nextItems } from "../live/items.ts";
import type { Item } from "../live/items.ts";
import { WholeInboxDocument } from "../support/documents.ts";
import type { Person } from "../support/people.ts";
import { RawSocket } from "../transports/support.ts";

export const TRANSPORTS = [{ transport: "WebSocket" }, { transport: "SSE" }] as const;
export type Transport = (typeof TRANSPORTS)[number]["transport"];

export interface InboxReader extends AsyncDisposable {
  /** The next item, whichever. */
  readonly next: () => Promise<Item>;
  /** The next one that is no checkpoint, which comes when it likes. */
  readonly nextTold: () => Promise<Item>;
  /** Items up to and including the first of this type for which `isIt` holds; checkpoints before it left out. */
  readonly until: (typename: string, isIt?: (item: Item) => boolean) => Promise<Item[]>;
}

interface Opening {
  readonly transport?: Transport;
  readonly after?: string;
  readonly query?: string;
}

/** An inbox with all it can tell; nothing of it is read yet. */
export async function readInbox(
  url: string,
  person: Person,
  { transport = "WebSocket", after, query = String(WholeInboxDocument) }: Opening = {},
): Promise<InboxReader> {
  const source = await open(url, person, transport, query, after === undefined ? {} : { after });
  const nextTold = async (): Promise<Item> => {
    for (;;) {
      const item = await source.next();
      if (item["__typename"] !== "StreamCheckpoint") return item;
    }
  };
  return {
    ...source,
    nextTold,
    until: async (typename, isIt = () => true) => {
      const items: Item[] = [];
      const next = typename === "StreamCheckpoint" ? source.next : nextTold;
      for (;;) {
        const item = await next();
        items.push(item);
        if (item["__typename"] === typename && isIt(item)) return items;
      }
    },
  };
}

async function open(
  url: string,
  person: Person,
  transport: Transport,
  query: string,
  variables: Record<string, unknown>,
): Promise<Pick<InboxReader, "next"> & AsyncDisposable> {
  if (transport === "SSE") {
    const stream = await follow(url, person, query, variables);
    const arrivals = new Arrivals<Item>();
    // Read whether asked for or not: what nobody reads keeps the connection from being closed.
    void (async () => {
      for (;;) arrivals.put(await stream.next());
    })().catch((error: unknown) => arrivals.end(error));
    return { next: () => arrivals.next(), [Symbol.asyncDispose]: () => stream[Symbol.asyncDispose]() };
  }
  const socket = await RawSocket.enter(url, person.authorization);
  socket.subscribe("1", query, variables);
  return {
    next: async () => (await nextItems(socket, 1))[0] ?? {},
    [Symbol.asyncDispose]: () => socket[Symbol.asyncDispose](),
  };
}
