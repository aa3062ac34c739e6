/** Items off a bare socket's streams, in the order in which they came. */
import type { RawSocket } from "../transports/support.ts";

export type Item = Readonly<Record<string, unknown>>;

/** The next `count` items of a stream; throws for any other frame. */
export async function nextItems(socket: RawSocket, count: number, id = "1"): Promise<Item[]> {
  const items: Item[] = [];
  while (items.length < count) {
    const frame = await socket.next();
    const { data } = (frame.payload ?? {}) as { data?: Readonly<Record<string, Item>> | null };
    const item = Object.values(data ?? {})[0];
    if (frame.type !== "next" || frame.id !== id || item === undefined) {
      throw new Error(`Instead of an item of ${id} came ${JSON.stringify(frame)}.`);
    }
    items.push(item);
  }
  return items;
}
