/** Large uploads in parts, to the disk and to a bucket: a client that lost its connection goes on where it was. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { claimJoining, giveJoiningBack } from "../../src/domain/attachment/claimJoining.ts";
import type { AttachmentRow } from "../../src/domain/rows.ts";
import type { FileStore } from "../../src/media/fileStore.ts";
import { createLinks } from "../../src/media/links.ts";
import { createLookAt } from "../../src/media/lookAt.ts";
import { PART_BYTES } from "../../src/media/partSizes.ts";
import { createProcessing } from "../../src/media/processing.ts";
import { createUploads } from "../../src/media/uploads.ts";
import { decodeNodeId } from "../../src/schema/nodeId.ts";
import { cleanMedia } from "../../src/jobs/mediaCleaning.ts";
import { createDiskFiles } from "../../src/media/diskFiles.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person, Scene } from "../conversation/scene.ts";
import { rowsOf } from "../support/rows.ts";
import { becomes } from "../transports/support.ts";
import { startS3 } from "../support/s3Server.ts";

const BYTES = Buffer.alloc(2 * PART_BYTES + 1_000, "All work and no play. ");

interface Part {
  readonly number: number;
  readonly byteSize: number;
  readonly isUploaded: boolean;
  readonly url: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

interface Parted {
  readonly parts: readonly Part[];
  readonly attachment: { readonly id: string };
}

async function asks(person: Person, clientKey: string, byteSize = BYTES.length): Promise<Parted> {
  const input = { filename: "film.bin", contentType: "application/octet-stream", byteSize, clientKey };
  const { createdUpload } = await person.does<{ createdUpload: Parted }>(
    "createUpload",
    input,
    "createdUpload { parts { number byteSize isUploaded url headers { name value } } attachment { id } }",
  );
  return createdUpload;
}

async function brings({ url, headers, number, byteSize }: Part, bytes = BYTES): Promise<number> {
  const start = (number - 1) * PART_BYTES;
  const body = bytes.subarray(start, start + byteSize);
  const names = Object.fromEntries(headers.map(({ name, value }) => [name, value]));
  return (await fetch(url, { method: "PUT", body, headers: names })).status;
}

describe.each(["the disk", "a bucket"])("to %s", (place) => {
  test("an upload goes on after a lost connection with the parts that are not there", async () => {
    await using s3 = await startS3();
    await using scene = await startScene(place === "the disk" ? {} : s3.settings);
    const { ana, bo } = await scene.people("ana", "bo");
    const clientKey = randomUUID();
    const first = await asks(ana, clientKey);
    expect(first.parts.map(({ number, byteSize, isUploaded }) => [number, byteSize, isUploaded])).toEqual([
      [1, PART_BYTES, false],
      [2, PART_BYTES, false],
      [3, 1_000, false],
    ]);
    const input = { attachmentId: first.attachment.id };
    const [, second, third] = first.parts;
    if (second === undefined || third === undefined) throw new Error("There are too few parts.");
    expect([200, 204]).toContain(await brings(third));
    expect([200, 204]).toContain(await brings(second));
    expect([400, 403]).toContain(await brings({ ...third, byteSize: 999 }));
    expect([403, 404]).toContain(
      await brings({ ...third, url: third.url.replace(/([pP])art(Number)?=3/, "$1art$2=1") }),
    );
    expect(await ana.tries("completeUpload", input)).toBe("AttachmentNotReadyError");

    const again = await asks(ana, clientKey);
    expect(again.attachment).toEqual(first.attachment);
    expect(again.parts.map(({ isUploaded }) => isUploaded)).toEqual([false, true, true]);
    for (const part of again.parts.filter(({ isUploaded }) => !isUploaded)) await brings(part);
    expect(await bo.tries("completeUpload", input)).toBe("NotFoundError");
    const { completedUpload } = await ana.does<{ completedUpload: { state: string; url: string } }>(
      "completeUpload",
      input,
      "completedUpload { state byteSize url }",
    );
    expect(completedUpload).toMatchObject({ state: "READY", byteSize: BYTES.length });
    const kept = Buffer.from(await (await fetch(completedUpload.url)).arrayBuffer());
    expect(kept.equals(BYTES)).toBe(true);
    expect((await asks(ana, clientKey)).parts).toEqual([]);
    expect(s3.parted.size).toBe(0);
    if (place === "the disk") expect(await readdir(`${scene.mediaDir}/parts`)).toEqual([]);
  });
});

test("what fits into one part comes whole", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  expect((await asks(ana, randomUUID(), PART_BYTES)).parts).toEqual([]);
  expect((await asks(ana, randomUUID(), PART_BYTES + 1)).parts).toHaveLength(2);
});

test("parts come beside each other, and a part that begins again takes over from the one that hangs", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const { parts, attachment } = await asks(ana, randomUUID());
  const [first, second, third] = parts;
  if (first === undefined || second === undefined || third === undefined)
    throw new Error("There are too few.");
  const hanging = hangs(third);
  await once(hanging, "ready");
  await becomes(async () => (await readdir(`${scene.mediaDir}/uploading`).catch(() => [])).length, 1);
  expect(await Promise.all([brings(first), brings(second)])).toEqual([204, 204]);
  expect(hanging.closed).toBe(false);
  const isOver = once(hanging, "close");
  expect(await brings(third)).toBe(204);
  await isOver;
  await becomes(async () => (await readdir(`${scene.mediaDir}/uploading`)).length, 0);
  const input = { attachmentId: attachment.id };
  expect(await ana.does("completeUpload", input, "completedUpload { state }")).toMatchObject({
    completedUpload: { state: "READY" },
  });
});

test("of several who say at once that all parts are there, none meets a fault, while one comes anew", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const { parts, attachment } = await asks(ana, randomUUID());
  for (const part of parts) await brings(part);
  const [, second] = parts;
  if (second === undefined) throw new Error("There are too few.");
  const anew = Buffer.from(BYTES).fill("x", PART_BYTES, 2 * PART_BYTES);
  const input = { attachmentId: attachment.id };
  const complete = () => ana.tries("completeUpload", input);
  const [status, ...answers] = await Promise.all([
    brings(second, anew),
    ...Array.from({ length: 6 }, complete),
  ]);
  expect([202, 204]).toContain(status);
  expect(new Set(answers)).toEqual(new Set(["CompleteUploadPayload"]));
  const { completedUpload } = await ana.does<{ completedUpload: { url: string } }>(
    "completeUpload",
    input,
    "completedUpload { url }",
  );
  const kept = Buffer.from(await (await fetch(completedUpload.url)).arrayBuffer());
  expect(kept.equals(BYTES) || kept.equals(anew)).toBe(true);
  await expectNothingBeside(scene);
});

test("of several who say so on two processes, one makes a whole of the parts, and all are answered alike", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const { parts, attachment } = await asks(ana, randomUUID());
  for (const part of parts) await brings(part);
  const row = await scene.db.attachment.findUniqueOrThrow({ where: { id: decodeNodeId(attachment.id).id } });
  let joins = 0;
  const process = () => {
    const files = createDiskFiles(scene.mediaDir);
    const join: typeof files.parts.join = (...args) => {
      joins += 1;
      return files.parts.join(...args);
    };
    return uploadsOn(scene, { ...files, parts: { ...files.parts, join } });
  };
  await using one = process();
  await using other = process();
  const answers = await Promise.all(
    [one, other, one, other, one, other].map(({ uploads }) => uploads.complete(row)),
  );
  expect(joins).toBe(1);
  expect(new Set(answers)).toEqual(new Set(["READY"]));
  await expectNothingBeside(scene);
});

test("where making a whole of them failed, or its process is gone, the next one does it", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const { parts, attachment } = await asks(ana, randomUUID());
  for (const part of parts) await brings(part);
  const row = await scene.db.attachment.findUniqueOrThrow({
    where: { id: decodeNodeId(attachment.id).id },
  });
  const files = createDiskFiles(scene.mediaDir);
  const join = () => Promise.reject(new Error("The disk is full."));
  await using broken = uploadsOn(scene, { ...files, parts: { ...files.parts, join } });
  await expect(broken.uploads.complete(row)).rejects.toThrow("The disk is full.");

  // One that took too long, and ends while the next one has it, gives back nothing of the other's.
  const slow = await claims(scene, row);
  expect(await claimJoining(scene.db, row.id, row.byteSize)).toBeNull();
  await scene.db.attachment.updateMany({ data: { joiningUntil: new Date(Date.now() - 1_000) } });
  const next = await claims(scene, row);
  await giveJoiningBack(scene.db, row.id, slow);
  expect(await claimJoining(scene.db, row.id, row.byteSize)).toBeNull();

  // Whoever waits for one that fails does it in its place.
  await using whole = uploadsOn(scene, files);
  let waiting: Promise<unknown> | undefined;
  await scene.db.$transaction(async (tx) => {
    await tx.$executeRaw`LOCK TABLE attachment IN EXCLUSIVE MODE`;
    waiting = whole.uploads.complete(row);
    await becomes(async () => (await rowsOf(scene, CLAIMING)).length, 1);
  });
  await giveJoiningBack(scene.db, row.id, next);
  expect(await waiting).toBe("READY");
  expect(await claimJoining(scene.db, row.id, row.byteSize)).toBeNull();
});

test("a part that comes when the upload is complete is not kept", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const { parts, attachment } = await asks(ana, randomUUID());
  for (const part of parts) await brings(part);
  const [, , third] = parts;
  if (third === undefined) throw new Error("There are too few.");
  const late = hangs(third);
  await once(late, "ready");
  await becomes(async () => (await readdir(`${scene.mediaDir}/uploading`)).length, 1);
  const input = { attachmentId: attachment.id };
  expect(await ana.does("completeUpload", input, "completedUpload { state }")).toMatchObject({
    completedUpload: { state: "READY" },
  });
  const answered = once(late, "data");
  late.write("A".repeat(third.byteSize - 1));
  expect(String(await answered)).toMatch(/^HTTP\/1.1 204 /);
  late.destroy();
  await expectNothingBeside(scene);
});

const CLAIMING = `
  SELECT pid FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%joining_until%'`;

async function claims({ db }: Scene, { id, byteSize }: AttachmentRow): Promise<Date> {
  const claim = await claimJoining(db, id, byteSize);
  if (claim === null) throw new Error("Another one has it.");
  return claim;
}

/** What a process of its own does with uploads, over this store. */
function uploadsOn({ db }: Scene, store: FileStore) {
  const links = createLinks({ secret: "secret", baseUrl: () => "http://127.0.0.1", path: "/media/" });
  const lookAt = createLookAt({ store, scan: null, recordings: null });
  const onError = (): void => undefined;
  const processing = createProcessing({ db, store, lookAt, atATime: 2, onError });
  const uploads = createUploads({
    db,
    links,
    store,
    processing,
    onError,
    fileBytesMax: 1e9,
    userBytesMax: 1e9,
  });
  return { uploads, [Symbol.asyncDispose]: () => processing[Symbol.asyncDispose]() };
}

async function expectNothingBeside({ mediaDir }: Scene): Promise<void> {
  for (const folder of ["parts", "uploads", "uploading"]) {
    expect(await readdir(`${mediaDir}/${folder}`).catch(() => [])).toEqual([]);
  }
}

/** Begins to bring a part, and brings one byte of it. */
function hangs({ url, byteSize }: Part): Socket {
  const { hostname, port, host, pathname, search } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  socket.write(`PUT ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\ncontent-length: ${byteSize}\r\n\r\nA`);
  return socket.resume();
}

test("parts that nobody ends go with their attachment", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const { parts } = await asks(ana, randomUUID());
  for (const part of parts.slice(2)) await brings(part);
  expect(await readdir(`${scene.mediaDir}/parts`)).toHaveLength(1);
  await scene.db.attachment.updateMany({ data: { expiresAt: new Date(0) } });
  await cleanMedia(scene.db, createDiskFiles(scene.mediaDir), new Date(), new AbortController().signal);
  expect(await readdir(`${scene.mediaDir}/parts`)).toEqual([]);
});
