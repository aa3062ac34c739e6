/** Readers that do not read: the process lives, they cost little, nobody else notices. */
import { setTimeout as delay } from "node:timers/promises";
import type { Person } from "../../support/people.ts";
import { FollowerEventsDocument } from "../../nodes/follower.ts";
import { staleTimes } from "../measure.ts";
import { isUnchanged, median, NOTICEABLE_MS, quantile, sayUnchanged } from "../row.ts";
import type { Row, RowContext } from "../row.ts";
import { onStage } from "../stage.ts";
import type { Stage } from "../stage.ts";
import { Wire } from "../wire.ts";

/** 48 KB of UTF-8: what the kernel holds of one socket, some 4 MB, is soon used up. */
const BODY = "字".repeat(16_000);
const EVERY_MS = 250;
/** Until the kernel is full, until nothing was read for 30 s, and until that is noticed. */
const CLOSED_WITHIN_MS = 100_000;
const BYTES_EACH_MAX = 1_000_000;
/** Of fewer the process's own growth would be counted as theirs. */
const WEIGHED_FROM = 100;
const ROUNDS = 3;

const deaf = (count: number): Row => ({
  name: `never-reads-${count}`,
  fault: `${count === 1 ? "a reader never reads" : `${count} readers never read`}: the process lives${count < WEIGHED_FROM ? "" : ", < 1 MB each"}, others' delivery at ${sayUnchanged(NOTICEABLE_MS)}, the log names the close`,
  boundSeconds: 300,
  run: (context) =>
    onStage({ nodes: 1, followers: 8, everyMs: 200 }, (stage) => withDeaf(stage, count, context)),
});

export const neverRead: readonly Row[] = [deaf(1), deaf(500)];

/** The base is what others feel before there is anything to read or not to read. */
async function withDeaf(stage: Stage, count: number, { isShort, say }: RowContext): Promise<void> {
  const { arena } = stage;
  const windowMs = isShort ? 1_500 : 8_000;
  const rounds = isShort ? 1 : ROUNDS;
  const [author, ...readers] = await arena.crowd(1 + count);
  if (author === undefined) throw new Error("unreachable");
  const conversation = await arena.group([author, ...readers]);
  const url = await arena.slot(0).url;
  const base = await staleP99(stage, windowMs, rounds);
  say(`delivery p99 ${base.toFixed(0)} ms before`);

  const before = await arena.residentBytes(0);
  const wires = await Promise.all(readers.map((reader) => listen(reader, conversation, url)));
  for (const { socket } of wires) socket.pause();
  const deafAt = performance.now();
  const flood = new AbortController();
  const flooding = sendUntil(flood.signal, author, conversation, EVERY_MS);
  say(`${count} do not read`);
  const under = await staleP99(stage, windowMs, rounds);
  stage.notes.push(
    `delivery p99 ${base.toFixed(0)} ms before, ${under.toFixed(0)} ms beside those who do not read`,
  );
  stage.demand(
    isUnchanged(under, base, NOTICEABLE_MS),
    `others' delivery p99 is ${under.toFixed(0)} ms beside them, ${base.toFixed(0)} ms before`,
  );
  const closed = (): number =>
    arena.logged.filter((line) => line.includes("Nothing was read for 30 seconds")).length;
  while (!isShort && closed() < count && performance.now() - deafAt < CLOSED_WITHIN_MS) await delay(200);
  if (!isShort) stage.demand(closed() >= count, `the log names ${closed()} of ${count} closes`);
  stage.demand(arena.slot(0).process.child.exitCode === null, "The process has ended.");
  flood.abort();
  const sent = await flooding;
  const peak = arena.peakMemoryBytes;
  const each = (peak - before) / count;
  const isWeighed = count >= WEIGHED_FROM;
  stage.notes.push(
    `${sent} × 48 KB; ${closed()} closed by name; resident ${sayMegabytes(before)} just before them, ${sayMegabytes(peak)} at most${isWeighed ? `: ${sayMegabytes(each)} each` : ""}`,
  );
  if (isWeighed) stage.demand(each < BYTES_EACH_MAX, `each takes ${sayMegabytes(each)}`);
  for (const wire of wires) wire.terminate();
}

function sayMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 10e6 ? 2 : 0)} MB`;
}

/** Reads, and looks at nothing of what it reads. */
async function listen(reader: Person, conversationId: string, url: string): Promise<Wire> {
  const wire = await Wire.open({ url, authorization: reader.authorization });
  const ready = Promise.withResolvers<void>();
  wire.subscribe(
    FollowerEventsDocument,
    { conversationId },
    { next: () => ready.resolve(), ended: () => ready.resolve() },
  );
  await ready.promise;
  wire.socket.removeAllListeners("message");
  return wire;
}

/** How many were sent; one that broke is the recorded senders' concern, who retry. */
async function sendUntil(
  signal: AbortSignal,
  author: Person,
  conversationId: string,
  everyMs: number,
): Promise<number> {
  let sent = 0;
  while (!signal.aborted) {
    const sending = author.sends(conversationId, BODY).then(
      () => true,
      () => false,
    );
    const [isSent] = await Promise.all([sending, delay(everyMs)]);
    if (isSent) sent += 1;
  }
  return sent;
}

/** The median of the rounds. */
async function staleP99(stage: Stage, windowMs: number, rounds: number): Promise<number> {
  const p99s: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const from = performance.now();
    await delay(windowMs);
    const to = performance.now();
    await delay(200);
    p99s.push(quantile(staleTimes(stage.sends, stage.followers, from, to), 0.99) ?? 0);
  }
  return median(p99s);
}

/** A megabyte a second, past the kernel's buffers. */
const QUICKLY_MS = 50;

export const readsAgain: Row = {
  name: "reads-again",
  fault: "a reader stops for 20 s and reads again in time: it got everything, once, in order",
  boundSeconds: 180,
  run: ({ isShort, say }) =>
    onStage({ nodes: 1, followers: 4, everyMs: 40 }, async (stage) => {
      const [reader] = stage.followers;
      const socket = reader?.wire?.socket;
      if (reader === undefined || socket === undefined) throw new Error("unreachable");
      socket.pause();
      const from = reader.lastSeq;
      const enough = AbortSignal.timeout(isShort ? 3_000 : 20_000);
      const sent = await sendUntil(enough, stage.owner, reader.conversationId, QUICKLY_MS);
      say(`${sent} × 48 KB were sent meanwhile`);
      const { headSeq } = await stage.arena.table(reader.conversationId);
      stage.demand(isShort || reader.lastSeq === from, "It read although it was paused.");
      const resumedAt = performance.now();
      socket.resume();
      const hasAll = await reader.reaches(headSeq, 20_000);
      stage.notes.push(
        `${headSeq - from} events behind, caught up in ${(performance.now() - resumedAt).toFixed(0)} ms`,
      );
      stage.demand(hasAll, "It did not get everything.");
      stage.demand(
        !reader.entries.some(({ type }) => type === "CLOSED"),
        "It was closed although it read again in time.",
      );
    }),
};
