/** Frames as the server writes them are what a real client reads, whatever their length and whatever an id is made of. */
import { expect, test } from "vitest";
import { Burst, encodeId, nextFrameBytes, NextPayload, textFrame } from "../../src/transports/frames.ts";
import { openWire } from "./wire.ts";

/** Lengths of a frame's text around which its header grows. */
const LENGTHS = [0, 1, 124, 125, 126, 127, 65_534, 65_535, 65_536, 65_537];
const IDS = [
  "1",
  "",
  '"',
  "\\",
  "a\nb",
  "ü",
  "日本語",
  "😀",
  "\u2028",
  "\u007f",
  "\ud800",
  '{"id":"',
  "x".repeat(70_000),
];

/** The text of a `next` message is so long without what stands in its data. */
const AROUND = JSON.stringify({ id: "1", type: "next", payload: { data: "" } }).length;

test("a text comes whole, at every length of its header", async () => {
  await using wire = await openWire();
  const texts = [...LENGTHS.map((length) => "x".repeat(length)), "ü".repeat(65_535), "😀".repeat(40_000)];
  for (const text of texts) wire.stream.write(textFrame(text));
  await wire.reached(texts.length);
  expect(wire.got).toEqual(texts);
});

test("a next message comes whole, at every length of its header", async () => {
  await using wire = await openWire();
  const lengths = LENGTHS.filter((length) => length >= AROUND);
  let burst = new Burst();
  for (const length of lengths) {
    burst = burst.with(new NextPayload({ data: "x".repeat(length - AROUND) }), 1);
  }
  wire.stream.write(burst.bytesFor(lengths.map(() => ({ encodedId: "1" }))));
  await wire.reached(lengths.length);
  expect(wire.got.map((text) => text.length)).toEqual(lengths);
  for (const text of wire.got) expect(JSON.parse(text)).toMatchObject({ id: "1", type: "next" });
});

test("an id of any characters comes back as the client chose it", async () => {
  await using wire = await openWire();
  const payload = new NextPayload({ data: { body: 'ünï "quoted" 😀 \u2028' } });
  for (const id of IDS) {
    const encoded = encodeId(id);
    const bytes = new Burst().with(payload, encoded.length).bytesFor([{ encodedId: encoded }]);
    expect(bytes.length).toBe(nextFrameBytes(payload, encoded.length));
    wire.stream.write(Buffer.from(bytes));
  }
  await wire.reached(IDS.length);
  expect(wire.got.map((text) => JSON.parse(text) as unknown)).toEqual(
    IDS.map((id) => ({ id, type: "next", payload: { data: { body: 'ünï "quoted" 😀 \u2028' } } })),
  );
});

test("bursts of the same payloads and id lengths are one, whoever asks for them; others are not", () => {
  const [one, two] = [new NextPayload({ data: 1 }), new NextPayload({ data: 1 })];
  const root = new Burst();
  const first = root.with(one, 1);
  expect(root.with(one, 1)).toBe(first);
  const others = [root.with(one, 2), root.with(two, 1), root.with(two, 2)];
  expect(new Set([first, ...others]).size).toBe(4);
  // Also when another was asked for in between.
  expect([root.with(one, 1), root.with(one, 2), root.with(two, 1), root.with(two, 2)]).toEqual([
    first,
    ...others,
  ]);
  expect(root.with(one, 1)).toBe(first);
  expect(first.with(two, 1)).not.toBe(root.with(two, 1));
});

test("a payload for each socket costs each as much, however many they are", () => {
  const millisFor = (sockets: number): number => {
    const payloads = Array.from({ length: sockets }, (_, index) => new NextPayload({ data: index }));
    const begun = performance.now();
    const root = new Burst();
    const bursts = new Set(payloads.map((payload) => root.with(payload, 1)));
    const took = performance.now() - begun;
    expect(bursts.size).toBe(sockets);
    return took;
  };
  // Short, and the best of many: neither a collection nor a neighbour is in all of them.
  const best = (sockets: number): number => Math.min(...Array.from({ length: 30 }, () => millisFor(sockets)));
  best(1_000);
  // Eight times as many; were each compared with all before it, this would be 64.
  expect(best(8_000) / best(1_000)).toBeLessThan(32);
});

test("bytes that are kept stay as they are; bytes that are not serve the next socket", () => {
  const burst = new Burst().with(new NextPayload({ data: 1 }), 1).with(new NextPayload({ data: 2 }), 2);
  const kept = burst.bytesFor([{ encodedId: "a" }, { encodedId: "bb" }]);
  burst.keep();
  const textOfKept = String(kept);
  const second = burst.bytesFor([{ encodedId: "c" }, { encodedId: "dd" }]);
  expect(String(kept)).toBe(textOfKept);
  expect(textOfKept).toContain('"id":"bb"');
  expect(burst.bytesFor([{ encodedId: "e" }, { encodedId: "ff" }])).toBe(second);
  expect(String(second)).toContain('"id":"ff"');
});
