/** What an upload is by its bytes, and what is refused for what it is. */
import { expect, test } from "vitest";
import { inspect } from "../../src/media/inspect.ts";
import { UNPACKED_BYTES_ALLOWED } from "../../src/media/zip.ts";
import { PNG } from "../support/uploads.ts";
import { zipOf } from "../support/zips.ts";

const OCTETS = "application/octet-stream";

async function found(content: Uint8Array | string, claimed = OCTETS): Promise<string | null> {
  const bytes = Buffer.from(content);
  const inspected = await inspect(
    {
      byteSize: bytes.length,
      read: (start, end) => Promise.resolve(bytes.subarray(start, end + 1)),
    },
    claimed,
  );
  return inspected.refusal ?? inspected.contentType;
}

const text = { name: "a.txt", packed: Buffer.from("hello") };
const archive = zipOf([text, { name: "deep/b.txt", packed: Buffer.from("there") }]);

test("what is claimed has to be of the family of what the bytes say, where both say something", async () => {
  expect(await found(PNG, "image/jpeg")).toBe("image/png");
  expect(await found(PNG, "text/html")).toBe("image/png");
  expect(await found("OggS", "video/ogg")).toBe("audio/ogg");
  expect(await found("just text", "image/png")).toBeNull();
  for (const [bytes, claimed] of [
    [PNG, "application/pdf"],
    [PNG, "video/mp4"],
    ["%PDF-1.7", "image/png"],
    [archive, "image/png"],
    ["OggS", "application/zip"],
  ] as const) {
    expect(await found(bytes, claimed)).toBe("CONTRADICTS_TYPE");
  }
});

test("what is two things at once is refused", async () => {
  for (const polyglot of [
    zipOf([text], PNG),
    zipOf([text], Buffer.from("%PDF-1.7\n")),
    zipOf([text], Buffer.from("#!/bin/sh\nexit\n")),
    Buffer.concat([Buffer.from("GIF89a"), Buffer.from("%PDF-1.4")]),
    Buffer.concat([PNG, archive]),
  ]) {
    expect(await found(polyglot)).toBe("SEVERAL_TYPES");
  }
});

test("an archive is kept that can be unpacked without harm, and no other", async () => {
  expect(await found(archive, "application/zip")).toBe("application/zip");
  expect(await found(archive, "application/vnd.oasis.opendocument.text")).toBe("application/zip");
  const half = UNPACKED_BYTES_ALLOWED / 2;
  expect(await found(zipOf([{ ...text, unpackedBytes: half }]))).toBe("application/zip");
  for (const unsafe of [
    zipOf([{ ...text, unpackedBytes: 4_000_000_000 }]),
    zipOf([
      { ...text, unpackedBytes: half },
      { ...text, name: "b", unpackedBytes: half + 1 },
    ]),
    // The same bytes under two names: how a small archive holds what never ends.
    zipOf([text, { ...text, start: 0 }]),
    zipOf([{ ...text, name: "../../etc/cron.d/x" }]),
    zipOf([{ ...text, name: "/etc/passwd" }]),
    zipOf([{ ...text, name: "C:\\x" }]),
    zipOf([{ ...text, start: 1_000_000 }]),
    zipOf([{ ...text, unpackedBytes: 0xffff_ffff }]),
    zipOf([text], Buffer.from("PK\u0003\u0004 something ahead")),
  ]) {
    expect(await found(unsafe)).toBe("UNSAFE_ARCHIVE");
  }
});

test("a part of an archive, and random ends, are looked at without harm", async () => {
  for (let cut = 1; cut < archive.length; cut += 1) {
    expect(["application/zip", "UNSAFE_ARCHIVE", "SEVERAL_TYPES", null]).toContain(
      await found(archive.subarray(cut)),
    );
    expect(["application/zip", null]).toContain(await found(archive.subarray(0, cut)));
  }
});
