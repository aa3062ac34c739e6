/**
 * Makes ids: UUIDv7, so that rows made together lie together in the indexes, and those of one process in the order in which
 * they were made. Node's own are in no order within a millisecond. So rand_a is a counter: RFC 9562, section 6.2, method 1.
 */
import { randomInt, randomUUID } from "node:crypto";

/** No row's id, and below each: in place of one that there is not, and where pages in the order of ids begin. */
export const NO_ID = "00000000-0000-0000-0000-000000000000";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** rand_a has 12 bits. */
const COUNTER_MAX = 0xfff;
/** It begins in the lower half, so that a millisecond has room for two thousand more at least. */
const COUNTER_FIRST_MAX = 0x7ff;

let lastMs = 0;
/** Of the last millisecond, as far as the counter. */
let prefix = "";
let counter = 0;

/** A new UUIDv7 in lower case, larger than any that this process has made before. */
export function newId(): string {
  const now = Date.now();
  if (now > lastMs) begin(now);
  // Behind a clock that went back too. When all of a millisecond are gone, the next one is taken before its time.
  else if (counter < COUNTER_MAX) counter += 1;
  else begin(lastMs + 1);
  // From the variant on a version 4 is what a version 7 is.
  const id = prefix + counter.toString(16).padStart(3, "0") + randomUUID().slice(18);
  // It is joined of many pieces, half a kilobyte for as long as it is kept. Whoever looks into it makes one of them.
  if (!isUuid(id)) throw new Error("Not an id.");
  return id;
}

function begin(ms: number): void {
  lastMs = ms;
  const time = ms.toString(16).padStart(12, "0");
  prefix = `${time.slice(0, 8)}-${time.slice(8)}-7`;
  counter = randomInt(COUNTER_FIRST_MAX + 1);
}

/** Whether a text is a UUID in lower case, the only form Parley hands out. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
