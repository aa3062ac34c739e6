/** Makes ids: UUIDv7, so that rows made together lie together in the indexes. */
import { randomUUIDv7 } from "node:crypto";

/** No row's id, and below each: in place of one that there is not, and where pages in the order of ids begin. */
export const NO_ID = "00000000-0000-0000-0000-000000000000";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A new UUIDv7 in lower case. */
export function newId(): string {
  const id = randomUUIDv7();
  // Node joins it of many pieces, half a kilobyte for as long as it is kept. Whoever looks into it makes one of them.
  if (!isUuid(id)) throw new Error("Not an id.");
  return id;
}

/** Whether a text is a UUID in lower case, the only form Parley hands out. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
