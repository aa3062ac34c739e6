/** A scanner looks at uploads before anybody sees them; while it says nothing they wait, and nobody does. */
import { once } from "node:events";
import { rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { createClamd } from "../../src/media/clamd.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person } from "../conversation/scene.ts";
import { startClamd } from "../support/clamd.ts";
import { begins, puts } from "../support/uploads.ts";
import { becomes } from "../transports/support.ts";

const forever = new AbortController().signal;

async function scans(
  port: number,
  content: string | Buffer,
  timeMs = 5_000,
  signal = forever,
): Promise<string> {
  const file = path.join(tmpdir(), newId());
  await writeFile(file, content);
  try {
    return await createClamd({ host: "127.0.0.1", port, timeMs })(file, signal);
  } finally {
    await rm(file);
  }
}

test("a file is clean, or something is found, or it is too large; all else is no answer", async () => {
  await using clamd = await startClamd();
  expect(await scans(clamd.port, "harmless")).toBe("CLEAN");
  expect(await scans(clamd.port, Buffer.alloc(900_000, "harmless "))).toBe("CLEAN");
  expect(await scans(clamd.port, `${"x".repeat(200_000)} a virus`)).toBe("FOUND");
  expect(await scans(clamd.port, Buffer.alloc(8_000_000))).toBe("TOO_LARGE");
  // Taken whole, and then more than it looks into.
  expect(await scans(clamd.port, Buffer.alloc(960_000))).toBe("TOO_LARGE");
  for (const mood of ["SILENT", "CONFUSED", "BREAKS_OFF"] as const) {
    clamd.mood = mood;
    await expect(scans(clamd.port, "harmless", 300)).rejects.toThrow("gave no answer");
  }
  await expect(scans(1, "harmless")).rejects.toThrow("ECONNREFUSED");
  clamd.mood = "SILENT";
  await expect(scans(clamd.port, "harmless", 5_000, AbortSignal.timeout(100))).rejects.toThrow();
  // Far longer than a test may last.
  await expect(scans(clamd.port, "harmless", 3_600_000, AbortSignal.abort())).rejects.toThrow("aborted");
});

test("a large file leaves no listener behind for each of its chunks", async () => {
  // A scanner that takes its time with each.
  const server = createServer((socket) => {
    socket.on("data", (bytes) => {
      socket.pause();
      setTimeout(() => socket.resume(), 5);
      if (bytes.subarray(-4).every((byte) => byte === 0)) socket.end("stream: OK\0");
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const warnings: string[] = [];
  const onWarning = ({ name }: Error): void => void warnings.push(name);
  process.on("warning", onWarning);
  expect(await scans(port, Buffer.alloc(20_000_000, "harmless "))).toBe("CLEAN");
  server.close();
  await new Promise(setImmediate);
  process.off("warning", onWarning);
  expect(warnings).toEqual([]);
});

const stateOf = async (person: Person, id: string): Promise<unknown> => {
  const source = "query ($id: ID!) { node(id: $id) { ... on Attachment { state refusal url } } }";
  return (await person.asks<{ node: { state: string } | null }>(source, { id })).data.node;
};

test("what the scanner finds is refused, whatever it is, and what is clean is not", async () => {
  await using clamd = await startClamd();
  await using scene = await startScene(clamd.settings);
  const { ana } = await scene.people("ana");
  for (const [bytes, status, refusal] of [
    ["harmless", 204, null],
    ["with a virus", 422, "MALWARE"],
    ["%PDF-1.7 with a virus", 422, "MALWARE"],
    ["GIF89a with a virus", 422, "MALWARE"],
    ["x".repeat(1_100_000), 422, "TOO_LARGE_TO_SCAN"],
  ] as const) {
    const { uploadUrl, attachment } = await begins(ana.does, bytes.length, { contentType: "a/b" });
    expect((await puts(uploadUrl, bytes)).status).toBe(status);
    expect(await stateOf(ana, attachment.id)).toMatchObject({ refusal });
  }
});

test("while the scanner is away files wait, and are looked at when it is back", async () => {
  await using clamd = await startClamd();
  await using scene = await startScene({ ...clamd.settings, WORKER: "true" });
  const { ana } = await scene.people("ana");
  clamd.mood = "CONFUSED";
  const [good, bad] = [await begins(ana.does, 8), await begins(ana.does, 7)];
  expect((await puts(good.uploadUrl, "harmless")).status).toBe(202);
  expect((await puts(bad.uploadUrl, "a virus")).status).toBe(202);
  // Asked by the upload, and again by the job.
  await becomes(() => clamd.scanned >= 4, true);
  for (const { attachment } of [good, bad]) {
    expect(await stateOf(ana, attachment.id)).toEqual({ state: "PROCESSING", refusal: null, url: null });
  }
  clamd.mood = "WELL";
  const states = async (): Promise<string> =>
    JSON.stringify([await stateOf(ana, good.attachment.id), await stateOf(ana, bad.attachment.id)]);
  await becomes(async () => /"READY".*"REFUSED"/.test(await states()), true);
});

test("while the scanner is away the demo is made without its files, and a second one is not tried", async () => {
  await using scene = await startScene({ SEED_DEMO: "true", CLAMAV_HOST: "127.0.0.1", CLAMAV_PORT: "1" });
  const bodies = (await scene.db.message.findMany({ select: { body: true } })).map(({ body }) => body);
  expect(bodies).toContain("Could you have a look at my slides before Thursday?");
  expect(bodies).not.toContain("🎶");
  expect(await scene.db.creation.count({ where: { mutation: "seedDemo" } })).toBe(0);
  const files = await scene.db.attachment.findMany({ select: { state: true }, orderBy: { id: "asc" } });
  expect(files).toEqual([{ state: "PROCESSING" }, { state: "PENDING" }]);
  expect(await scene.db.job.count({ where: { name: "processMedia" } })).toBe(1);
});
