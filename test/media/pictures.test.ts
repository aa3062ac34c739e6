/** Pictures are written anew before anybody sees them; what cannot be read as one is refused, and takes nobody with it. */
import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import sharp from "sharp";
import { runProgram } from "../../src/media/runProgram.ts";
import { makeGroup } from "../conversation/group.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person } from "../conversation/scene.ts";
import { photo, pixelBomb } from "../support/pictures.ts";
import { startS3 } from "../support/s3Server.ts";
import { begins, puts, sendsAttachments, uploads } from "../support/uploads.ts";

interface Shown {
  readonly state: string;
  readonly refusal: string | null;
  readonly width: number;
  readonly height: number;
  readonly byteSize: number;
  readonly blurhash: string;
  readonly url: string;
  readonly thumbnail: { readonly url: string; readonly width: number; readonly height: number };
}

const FIELDS = "kind state refusal width height byteSize blurhash url thumbnail { url width height }";

async function shown(person: Person, id: string): Promise<Shown> {
  const source = `query ($id: ID!) { node(id: $id) { ... on Attachment { ${FIELDS} } } }`;
  return (await person.asks<{ node: Shown }>(source, { id })).data.node;
}

const bytesOf = async (url: string): Promise<Buffer> => Buffer.from(await (await fetch(url)).arrayBuffer());

test("a photo is turned, bounded and without what the camera wrote, and has a thumbnail and a blurhash", async () => {
  await using scene = await startScene();
  const { ana, bo, eve } = await scene.people("ana", "bo", "eve");
  const group = await makeGroup(ana, [bo]);
  const taken = await photo(5_000, 2_500);
  expect(taken.includes("Zebuphone")).toBe(true);
  const id = await uploads(ana.does, taken, { contentType: "image/jpeg", width: 7, height: 7 });
  const picture = await shown(ana, id);
  expect(picture).toMatchObject({ kind: "IMAGE", state: "READY", width: 2_048, height: 4_096 });
  expect(picture.thumbnail).toMatchObject({ width: 200, height: 400 });
  expect(picture.blurhash).toMatch(/^.{28}$/);
  const kept = await bytesOf(picture.url);
  expect(kept.length).toBe(picture.byteSize);
  expect(kept.includes("Zebuphone")).toBe(false);
  const { width, height, exif, orientation } = await sharp(kept).metadata();
  expect({ width, height, exif, orientation }).toEqual({ width: 2_048, height: 4_096 });

  const messageId = await sendsAttachments(ana.does, group, [id]);
  const source = `query ($id: ID!) { node(id: $id) { ... on Message { attachments { ${FIELDS} } } } }`;
  const { data } = await bo.asks<{ node: { attachments: Shown[] } }>(source, { id: messageId });
  const [seen] = data.node.attachments;
  if (seen === undefined) throw new Error("The message has no picture.");
  const { url, thumbnail, ...rest } = picture;
  expect(seen).toMatchObject(rest);
  const small = await fetch(seen.thumbnail.url);
  expect([small.status, small.headers.get("content-type")]).toEqual([200, "image/webp"]);
  expect((await sharp(await small.arrayBuffer()).metadata()).width).toBe(200);
  // The link to the one is none to the other.
  expect((await fetch(seen.thumbnail.url.replace("of=thumbnail&", ""))).status).toBe(404);
  expect((await fetch(seen.url.replace("?", "?of=thumbnail&"))).status).toBe(404);
  const { data: hidden } = await eve.asks<{ node: null }>(source, { id: messageId });
  expect(hidden.node).toBeNull();
  await ana.does("deleteMessage", { messageId }, "__typename");
  expect((await fetch(seen.thumbnail.url)).status).toBe(404);
  expect([url, thumbnail.url].every((link) => link.includes("/media/"))).toBe(true);
});

test.each(["png", "webp", "gif", "avif"] as const)("a picture of type %s stays one", async (format) => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const plain = { width: 60, height: 40, channels: 3, background: "#4060a0" } as const;
  const bytes = await sharp({ create: plain }).toFormat(format).toBuffer();
  const picture = await shown(ana, await uploads(ana.does, bytes, { contentType: `image/${format}` }));
  expect(picture).toMatchObject({ width: 60, height: 40, thumbnail: { width: 60, height: 40 } });
  expect((await sharp(await bytesOf(picture.url)).metadata()).format).toBe(
    format === "avif" ? "heif" : format,
  );
});

test("an animation keeps its frames, and its thumbnail is one of them", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const frame = await sharp({ create: { width: 20, height: 10, channels: 3, background: "#f00" } })
    .png()
    .toBuffer();
  const other = await sharp({ create: { width: 20, height: 10, channels: 3, background: "#0f0" } })
    .png()
    .toBuffer();
  const gif = await sharp([frame, other], { join: { animated: true } })
    .gif()
    .toBuffer();
  const picture = await shown(ana, await uploads(ana.does, gif, { contentType: "image/gif" }));
  expect(picture).toMatchObject({ width: 20, height: 10, thumbnail: { width: 20, height: 10 } });
  expect((await sharp(await bytesOf(picture.url)).metadata()).pages).toBe(2);
});

test("bombs, halves and scripts are refused, and leave nothing", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const half = (await photo()).subarray(0, 3_000);
  const wanted: [Buffer, string][] = [
    [pixelBomb(100_000, 100_000), "TOO_MANY_PIXELS"],
    [pixelBomb(10_001, 10_000), "TOO_MANY_PIXELS"],
    [pixelBomb(10_000, 10_000), "UNREADABLE"],
    [half, "UNREADABLE"],
    [Buffer.from("GIF89a/*<script>alert(1)</script>"), "UNREADABLE"],
    [Buffer.from("RIFF    WEBP<svg onload=alert(1)>"), "UNREADABLE"],
  ];
  for (const [bytes, refusal] of wanted) {
    const { uploadUrl, attachment } = await begins(ana.does, bytes.length);
    expect((await puts(uploadUrl, bytes)).status).toBe(422);
    expect(await shown(ana, attachment.id)).toMatchObject({ state: "REFUSED", refusal, thumbnail: null });
  }
  const left = await readdir(scene.mediaDir, { recursive: true, withFileTypes: true });
  expect(left.filter((entry) => entry.isFile())).toEqual([]);
});

test("pictures in a bucket are written anew, too", async () => {
  await using s3 = await startS3();
  await using scene = await startScene(s3.settings);
  const { ana } = await scene.people("ana");
  const taken = await photo();
  const { uploadUrl, attachment } = await begins(ana.does, taken.length, { contentType: "image/jpeg" });
  await puts(uploadUrl, taken, { "content-type": "image/jpeg" });
  await ana.does("completeUpload", { attachmentId: attachment.id }, "__typename");
  const picture = await shown(ana, attachment.id);
  expect(picture).toMatchObject({ state: "READY", width: 800, height: 1_200 });
  expect((await bytesOf(picture.url)).includes("Zebuphone")).toBe(false);
  expect((await bytesOf(picture.thumbnail.url)).length).toBeGreaterThan(50);
  expect([...s3.objects.keys()].map((key) => key.replace(/[\da-f-]{36}/, "id")).toSorted()).toEqual([
    "files/id",
    "files/id.thumbnail",
  ]);
});

test("a program that hangs, fills the memory, crashes or talks without end is ended, and says nothing of the next", async () => {
  const bounds = { timeMs: 2_000, memoryBytes: 300_000_000 };
  const { signal } = new AbortController();
  const run = (source: string, own = {}) =>
    runProgram(process.execPath, ["-e", source], { ...bounds, ...own }, signal);
  expect(await run("for (;;);", { timeMs: 300 })).toMatchObject({ reason: "it took too long" });
  expect(
    await run("const kept = []; for (;;) kept.push(Buffer.alloc(1e7, 1));", { timeMs: 20_000 }),
  ).toMatchObject({ reason: "it took too much memory" });
  expect(await run("process.abort()")).toMatchObject({ output: null });
  expect(await run("process.kill(process.pid, 'SIGSEGV')")).toMatchObject({ output: null });
  expect(await run("process.exit(3)")).toMatchObject({ output: null });
  expect(await run("for (;;) process.stdout.write('x'.repeat(1e6))")).toMatchObject({ output: null });
  expect(await run("process.stdout.write(JSON.stringify(Object.keys(process.env).sort()))")).toEqual({
    output: Buffer.from('["LC_ALL","PATH"]'),
  });
  // Ended by somebody else, or not begun: that says nothing of what was read.
  await expect(run("process.kill(process.pid, 'SIGKILL')")).rejects.toThrow("SIGKILL");
  await expect(runProgram("/nowhere", [], bounds, signal)).rejects.toThrow("ENOENT");
  await expect(
    runProgram(process.execPath, ["-e", "for (;;);"], bounds, AbortSignal.timeout(200)),
  ).rejects.toThrow();
});
