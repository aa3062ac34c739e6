/** What a socket is owed leaves in order, whole, in one write a turn, and only what still is owed. */
import { performance } from "node:perf_hooks";
import { Duplex } from "node:stream";
import { expect, onTestFinished, test, vi } from "vitest";
import { encodeId, NextPayload } from "../../src/transports/frames.ts";
import type { Recipient } from "../../src/transports/frames.ts";
import { Outbox, WAITING_BYTES_MAX, WriteTurn } from "../../src/transports/outbox.ts";
import { openWire } from "./wire.ts";
import type { Wire } from "./wire.ts";

const BIG = new NextPayload({ data: "x".repeat(WAITING_BYTES_MAX / 4) });

function outboxOf(wire: Wire, turn = new WriteTurn()): Outbox {
  return new Outbox(wire.stream, turn, () => wire.server.readyState === wire.server.OPEN);
}

function payload(value: unknown): NextPayload {
  return new NextPayload({ data: value });
}

function turnEnds(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const summaryOf = (text: string): unknown => {
  if (!text.startsWith("{")) return text;
  const { id, payload: result } = JSON.parse(text) as { id: string; payload: { data: unknown } };
  return `${id}:${String(result.data)}`;
};

/** Takes what is written, and lets nothing go before it is told to. */
class Holding extends Duplex {
  readonly held: Buffer[] = [];
  #done: ((error?: Error) => void) | null = null;

  constructor() {
    super({ highWaterMark: 1 });
  }

  override _read(): void {
    // Nobody says anything.
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.held.push(chunk);
    this.#done = done;
  }

  letGo(): void {
    this.#done?.();
  }
}

test("everything that one turn owes a socket leaves in one write, in order", async () => {
  await using wire = await openWire();
  const outbox = outboxOf(wire);
  const write = vi.spyOn(wire.stream, "write");
  for (let count = 1; count <= 50; count += 1)
    outbox.take(payload(count), operation(count % 2 === 0 ? "even" : "odd"));
  expect(write).not.toHaveBeenCalled();
  await wire.reached(50);
  expect(write).toHaveBeenCalledTimes(1);
  expect(wire.got.map(summaryOf)).toEqual(
    Array.from({ length: 50 }, (_, index) => `${index % 2 === 0 ? "odd" : "even"}:${index + 1}`),
  );
});

test("answers and payloads of one turn stay in their order, and leave in one write", async () => {
  await using wire = await openWire();
  const outbox = outboxOf(wire);
  const write = vi.spyOn(wire.stream, "write");
  outbox.take(payload(1), operation("a"));
  outbox.send("answer ü😀");
  outbox.take(payload(2), operation("a"));
  outbox.send("last");
  await wire.reached(4);
  expect(wire.got.map(summaryOf)).toEqual(["a:1", "answer ü😀", "a:2", "last"]);
  expect(write).toHaveBeenCalledTimes(1);
});

test("sockets that are owed the same get their own ids around it", async () => {
  const turn = new WriteTurn();
  const ids = ["1", "2", "a-long-one", 'quote"', "ü", "😀", "x".repeat(300)];
  await using stack = new AsyncDisposableStack();
  const wires: Wire[] = [];
  for (const _ of ids) wires.push(stack.use(await openWire()));
  const outboxes = wires.map((wire) => outboxOf(wire, turn));
  const shared = Array.from({ length: 10 }, (_, index) => payload(index));
  for (const each of shared) {
    for (const [index, outbox] of outboxes.entries())
      outbox.take(each, operation(encodeId(ids[index] ?? "")));
  }
  for (const [index, wire] of wires.entries()) {
    await wire.reached(10);
    expect(wire.got.map(summaryOf)).toEqual(shared.map((_, value) => `${ids[index]}:${value}`));
  }
});

test("what a stream has not let go yet is not written over for the next socket", () => {
  const turn = new WriteTurn();
  const streams = Array.from({ length: 20 }, () => new Holding());
  const outboxes = streams.map((stream) => new Outbox(stream, turn, () => true));
  for (let round = 0; round < 3; round += 1) {
    const each = payload(`round ${round}`);
    for (const [index, outbox] of outboxes.entries())
      outbox.take(each, operation(String.fromCharCode(97 + index)));
    turn.flush();
    for (const stream of streams.slice(0, 10)) stream.letGo();
  }
  for (const [index, stream] of streams.entries()) {
    const id = String.fromCharCode(97 + index);
    for (const chunk of stream.held) expect(String(chunk)).toContain(`{"id":"${id}","type":"next"`);
    expect(stream.held.length).toBe(index < 10 ? 3 : 1);
    stream.destroy();
  }
});

test("readers that pause and read again, ids that end, and answers in between: nobody gets another's bytes", async () => {
  const SOCKETS = 6;
  const TURNS = 150;
  const turn = new WriteTurn();
  await using stack = new AsyncDisposableStack();
  const ends: { wire: Wire; outbox: Outbox; wanted: unknown[] }[] = [];
  for (let count = 0; count < SOCKETS; count += 1) {
    const wire = stack.use(await openWire());
    ends.push({ wire, outbox: outboxOf(wire, turn), wanted: [] });
  }
  // A small generator of its own, so that a failure can be repeated.
  let state = 7;
  const random = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state % below;
  };
  for (let now = 0; now < TURNS; now += 1) {
    const shared = Array.from({ length: 1 + random(4) }, (_, index) => ({
      text: `${now}.${index} ${"ü".repeat(random(20_000))}`,
    }));
    const payloads = shared.map(({ text }) => payload(text));
    for (const [index, { wire, outbox, wanted }] of ends.entries()) {
      if (random(10) === 0) wire.client.pause();
      if (random(6) === 0) wire.client.resume();
      for (const [which, each] of payloads.entries()) {
        if (outbox.take(each, operation(`s${index}`))) wanted.push(`s${index}:${shared[which]?.text}`);
        if (random(8) === 0) {
          outbox.send(`answer ${now}`);
          wanted.push(`answer ${now}`);
        }
        if (random(8) === 0 && outbox.take(each, operation("ended"))) {
          // Written already only if the turn was cut in between, which a burst of this size is not.
          outbox.discard(operation("ended"));
        }
      }
    }
    await turnEnds();
  }
  for (const { wire, wanted } of ends) {
    wire.client.resume();
    await wire.reached(wanted.length);
    const got = wire.got.map(summaryOf).filter((text) => !String(text).startsWith("ended:"));
    expect(got).toEqual(wanted);
  }
});

test("what waits for an operation that the client has completed is forgotten, and nothing else", async () => {
  await using wire = await openWire();
  const outbox = outboxOf(wire);
  outbox.take(payload(1), operation("kept"));
  outbox.take(payload(2), operation("ended"));
  outbox.send("answer");
  outbox.take(payload(3), operation("ended"));
  outbox.take(payload(4), operation("kept"));
  outbox.discard(operation("ended"));
  outbox.take(payload(5), operation("ended"));
  await wire.reached(4);
  expect(wire.got.map(summaryOf)).toEqual(["kept:1", "answer", "kept:4", "ended:5"]);
});

test("what was forgotten does not count as waiting", async () => {
  await using wire = await openWire();
  const outbox = outboxOf(wire);
  const idle = outbox.waitingBytes;
  outbox.take(payload("x".repeat(2 * WAITING_BYTES_MAX)), operation("ended"));
  outbox.discard(operation("ended"));
  expect(outbox.waitingBytes).toBe(idle);
  await turnEnds();
  expect(outbox.take(payload(1), operation("next"))).toBe(true);
  await wire.reached(1);
  expect(wire.got.map(summaryOf)).toEqual(["next:1"]);
});

test("with more than its bound waiting a socket takes no payload until it has drained, and loses none it took", async () => {
  await using wire = await openWire();
  wire.client.pause();
  const outbox = outboxOf(wire);
  let taken = 0;
  while (outbox.take(BIG, operation("1"))) {
    taken += 1;
    await turnEnds();
  }
  expect(outbox.waitingBytes).toBeGreaterThan(WAITING_BYTES_MAX);
  expect(outbox.waitingBytes).toBeLessThan(2 * WAITING_BYTES_MAX);
  expect(outbox.take(payload(1), operation("1"))).toBe(false);
  wire.client.resume();
  await outbox.drained();
  expect(outbox.waitingBytes).toBe(0);
  expect(outbox.take(payload("behind"), operation("1"))).toBe(true);
  await wire.reached(taken + 1);
  expect(wire.got.length).toBe(taken + 1);
  expect(summaryOf(wire.got.at(-1) ?? "")).toBe("1:behind");
});

test("behind an answer of the same turn no more waits than without one", async () => {
  await using wire = await openWire();
  wire.client.pause();
  const outbox = outboxOf(wire);
  let taken = 0;
  for (let count = 0; count < 200; count += 1) {
    outbox.send("answer");
    if (outbox.take(BIG, operation("1"))) taken += 1;
  }
  expect(taken).toBeLessThan(200);
  expect(outbox.waitingBytes).toBeLessThan(2 * WAITING_BYTES_MAX);
  wire.client.resume();
  await wire.reached(200 + taken);
  expect(wire.got.filter((text) => text !== "answer").length).toBe(taken);
});

test("behind an answer, what waits already is not measured anew with each payload", async () => {
  await using wire = await openWire();
  const outbox = outboxOf(wire);
  const COUNT = 500;
  const each = payload(1);
  const { json } = each;
  let looks = 0;
  Object.defineProperty(each, "json", {
    get: () => {
      looks += 1;
      return json;
    },
  });
  outbox.send("answer");
  for (let count = 0; count < COUNT; count += 1) outbox.take(each, operation("1"));
  expect(looks).toBeLessThan(2 * COUNT);
  await wire.reached(COUNT + 1);
});

test("many bytes of one turn do not make a healthy reader look slow", async () => {
  await using wire = await openWire();
  const outbox = outboxOf(wire);
  const COUNT = 40;
  for (let count = 0; count < COUNT; count += 1) {
    expect(outbox.take(payload(`${count} ${"x".repeat(16_384)}`), operation("1"))).toBe(true);
  }
  await wire.reached(COUNT);
  expect(wire.got.length).toBe(COUNT);
});

test("behind the close nothing is written; what waited before it is", async () => {
  await using wire = await openWire();
  const outbox = outboxOf(wire);
  const closed = new Promise<number>((resolve) => wire.client.once("close", resolve));
  outbox.take(payload(1), operation("1"));
  outbox.flush();
  wire.server.close(1012, "over");
  outbox.take(payload(2), operation("1"));
  outbox.send("answer");
  expect(await closed).toBe(1012);
  expect(wire.got.map(summaryOf)).toEqual(["1:1"]);
});

test("a socket that is not open any more takes whatever it is given, and drops it", async () => {
  await using wire = await openWire();
  wire.client.pause();
  const outbox = outboxOf(wire);
  while (outbox.take(BIG, operation("1"))) await turnEnds();
  wire.server.terminate();
  // Otherwise its streams would ask again and again, without a turn of the loop in between.
  expect(outbox.take(payload(1), operation("1"))).toBe(true);
});

const operations = new Map<string, Recipient>();

/** The same one for the same id. */
function operation(encodedId: string): Recipient {
  const known = operations.get(encodedId) ?? { encodedId };
  operations.set(encodedId, known);
  return known;
}

/** A clock that the test moves, and a loop that is as busy as it says. */
function timeFor(utilization: number) {
  vi.useFakeTimers({ toFake: ["setTimeout", "setImmediate"] });
  let now = 1_000;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  vi.spyOn(performance, "eventLoopUtilization").mockReturnValue({ idle: 0, active: 0, utilization });
  onTestFinished(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
  return {
    takes: (ms: number) => {
      now += ms;
    },
    passes: (ms: number) => {
      now += ms;
      vi.advanceTimersByTime(ms);
    },
  };
}

/** Sockets of one server to which each write takes so long. */
function slowToWrite(time: ReturnType<typeof timeFor>, writeMs: number) {
  const writes: number[] = [];
  const stream = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      writes.push(chunk.length);
      time.takes(writeMs);
      done();
    },
  });
  return { outbox: new Outbox(stream, new WriteTurn(), () => true), writes };
}

test("a busy server gathers deliveries for as long as the last ones took, and keeps no answer waiting", () => {
  const time = timeFor(0.9);
  const { outbox, writes } = slowToWrite(time, 5);
  outbox.take(payload("first"), operation("1"));
  time.passes(0);
  expect(writes.length).toBe(1);
  for (const each of ["second", "third"]) {
    outbox.take(payload(each), operation("1"));
    time.passes(2);
  }
  expect(writes.length).toBe(1);
  time.passes(1);
  expect(writes.length).toBe(2);
  outbox.take(payload("fourth"), operation("1"));
  outbox.send("answer");
  time.passes(0);
  expect(writes.length).toBe(3);
});

test("nothing is gathered for longer than 25 ms, nor behind a turn that took no time", () => {
  const time = timeFor(0.9);
  const slow = slowToWrite(time, 100);
  slow.outbox.take(payload("first"), operation("1"));
  time.passes(0);
  slow.outbox.take(payload("second"), operation("1"));
  time.passes(24);
  expect(slow.writes.length).toBe(1);
  time.passes(1);
  expect(slow.writes.length).toBe(2);
  const fast = slowToWrite(time, 0.1);
  for (const count of [1, 2]) {
    fast.outbox.take(payload(count), operation("1"));
    time.passes(0);
    expect(fast.writes.length).toBe(count);
  }
});

test("a server that has time to spare delivers with every turn", () => {
  const time = timeFor(0.4);
  const { outbox, writes } = slowToWrite(time, 5);
  for (const count of [1, 2, 3]) {
    outbox.take(payload(count), operation("1"));
    time.passes(0);
    expect(writes.length).toBe(count);
  }
});
