/** Uploads: what is accepted, under which name, and what is left of what is not. */
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { UNSENT_UPLOADS_MAX } from "../../src/domain/attachment/createUpload.ts";
import { newId } from "../../src/lib/ids.ts";
import { decodeNodeId } from "../../src/schema/nodeId.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person, Scene } from "../conversation/scene.ts";
import { becomes } from "../transports/support.ts";
import { begins, PNG, puts, uploads } from "../support/uploads.ts";

const GOOD = { filename: "photo.png", contentType: "image/png", byteSize: PNG.length };

/** Names of all files, whole and not, but for thumbnails. */
async function filesOf({ mediaDir }: Scene): Promise<string[]> {
  const entries = await readdir(mediaDir, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .filter((name) => !name.endsWith(".thumbnail"));
}

async function shown(person: Person, id: string): Promise<Readonly<Record<string, unknown>> | null> {
  const { data } = await person.asks<{ node: Readonly<Record<string, unknown>> | null }>(
    `query ($id: ID!) { node(id: $id) { ... on Attachment {
      kind state filename contentType byteSize width height durationMs waveform url
    } } }`,
    { id },
  );
  return data.node;
}

/** Begins to bring bytes, and brings so many. */
function sendsPart(uploadUrl: string, byteSize: number, part: string): Socket {
  const url = new URL(uploadUrl);
  const socket = connect(Number(url.port), url.hostname);
  socket.on("error", () => undefined);
  socket.write(
    `PUT ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-length: ${byteSize}\r\n\r\n${part}`,
  );
  return socket.resume();
}

test("an upload is pending, then ready: stored under its id, and what its bytes say it is", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const { uploadUrl, attachment } = await begins(ana.does, PNG.length, {
    filename: "../../etc/pass\u0000wd\u202e\u061cgnp.exe",
    contentType: "text/html",
    waveform: [1],
  });
  expect(await shown(ana, attachment.id)).toEqual({
    kind: "FILE",
    state: "PENDING",
    filename: "passwdgnp.exe",
    contentType: "text/html",
    byteSize: PNG.length,
    width: null,
    height: null,
    durationMs: null,
    waveform: [1],
    url: null,
  });
  expect(await shown(bo, attachment.id)).toBeNull();
  expect(await shown(scene.anonymous, attachment.id)).toBeNull();
  expect((await puts(uploadUrl, PNG)).status).toBe(204);
  expect(await shown(ana, attachment.id)).toMatchObject({
    kind: "IMAGE",
    state: "READY",
    contentType: "image/png",
    waveform: null,
    url: expect.stringContaining("/media/") as string,
  });
  expect(await filesOf(scene)).toEqual([decodeNodeId(attachment.id).id]);
});

test("bytes that came are never replaced, and the same bytes again are answered the same", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const { uploadUrl, attachment } = await begins(ana.does, 4);
  const endings = await Promise.all(["aaaa", "bbbb", "cccc"].map((bytes) => puts(uploadUrl, bytes)));
  expect(endings.map(({ status }) => status)).toEqual([204, 204, 204]);
  const url = String((await shown(ana, attachment.id))?.["url"]);
  const kept = await (await fetch(url)).text();
  expect((await puts(uploadUrl, "dddd")).status).toBe(204);
  expect(await (await fetch(url)).text()).toBe(kept);
  expect(await filesOf(scene)).toHaveLength(1);
});

test("the same clientKey is the same upload with another link, and other input is a conflict", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const first = await begins(ana.does, 4, { clientKey: "key" });
  const again = await begins(ana.does, 4, { clientKey: "key" });
  expect(again.attachment).toEqual(first.attachment);
  expect((await puts(again.uploadUrl, "aaaa")).status).toBe(204);
  expect(await begins(ana.does, 4, { clientKey: "key" })).toMatchObject({ attachment: { state: "READY" } });
  expect(await ana.tries("createUpload", { ...GOOD, byteSize: 5, clientKey: "key" })).toBe(
    "IdempotencyConflictError",
  );
  await scene.db.attachment.deleteMany();
  expect(await ana.tries("createUpload", { ...GOOD, byteSize: 4, clientKey: "key" })).toBe("NotFoundError");
});

test("what breaks a rule is refused, and so are more uploads and more bytes than one person may have", async () => {
  await using scene = await startScene({ UPLOAD_BYTES_MAX: "1000000", UPLOAD_MEGABYTES_PER_USER: "2" });
  const { ana, bo } = await scene.people("ana", "bo");
  const ending = (input: object, person = ana) =>
    person.tries("createUpload", { ...GOOD, clientKey: newId(), ...input });
  for (const input of [
    { byteSize: 0 },
    { byteSize: -1 },
    { byteSize: 1_000_001 },
    { filename: "x".repeat(256) },
    { contentType: "png" },
    { contentType: "image/png; charset=x" },
    { contentType: "image/png\r\nx: y" },
    { width: 0 },
    { height: 100_001 },
    { durationMs: 86_400_001 },
    { waveform: [256] },
    { waveform: [-1] },
    { waveform: Array.from({ length: 101 }, () => 0) },
    { clientKey: "" },
  ]) {
    expect([input, await ending(input)]).toEqual([input, "InputValidationError"]);
  }
  expect(await scene.db.attachment.count()).toBe(0);
  expect(await ending({}, scene.anonymous)).toBe("UNAUTHENTICATED");

  expect([await ending({ byteSize: 1_000_000 }), await ending({ byteSize: 1_000_000 })]).toEqual([
    "CreateUploadPayload",
    "CreateUploadPayload",
  ]);
  expect(await ending({ byteSize: 1_000_000 })).toBe("UploadQuotaError");
  expect(await ending({ byteSize: 97_152 })).toBe("CreateUploadPayload");
  expect(await ending({ byteSize: 1 })).toBe("UploadQuotaError");

  const { id: ownerId } = await scene.db.user.findUniqueOrThrow({ where: { username: "bo" } });
  const unsent = {
    ownerId,
    filename: "f",
    contentType: "a/b",
    byteSize: 1,
    createdAt: new Date(),
    expiresAt: new Date(Date.now() + 60_000),
  };
  await scene.db.attachment.createMany({
    data: Array.from({ length: UNSENT_UPLOADS_MAX - 1 }, () => ({ id: newId(), ...unsent })),
  });
  expect((await Promise.all([ending({}, bo), ending({}, bo), ending({}, bo)])).toSorted()).toEqual([
    "CreateUploadPayload",
    "TooManyUploadsError",
    "TooManyUploadsError",
  ]);
});

test.each([
  ["/", "file"],
  ["..", "file"],
  ["C:\\fakepath\\cat.gif", "cat.gif"],
  ["  my photo.jpg ", "my photo.jpg"],
  ["a\tb\u0007.txt", "ab.txt"],
  ["кот.png", "кот.png"],
])("a file that is called %j is called %j", async (filename, wanted) => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const id = await uploads(ana.does, PNG, { filename });
  expect(await shown(ana, id)).toMatchObject({ filename: wanted });
});

test("a link that is not good, not any more, or of another file is answered like one of nothing", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const { uploadUrl } = await begins(ana.does, 4);
  const { uploadUrl: other } = await begins(ana.does, 4);
  const changed = (change: (url: URL) => void): string => {
    const url = new URL(uploadUrl);
    change(url);
    return url.href;
  };
  const bad = [
    changed((url) => url.searchParams.delete("signature")),
    changed((url) => url.searchParams.set("signature", "x")),
    changed((url) => url.searchParams.set("until", String(Date.now() + 10_000_000))),
    changed((url) => {
      url.pathname = new URL(other).pathname;
    }),
    changed((url) => {
      url.pathname = `/media/${newId()}`;
    }),
    changed((url) => {
      url.pathname = "/media/..%2f..%2fetc%2fpasswd";
    }),
  ];
  for (const url of bad) {
    const refused = await puts(url, "aaaa");
    expect([refused.status, await refused.json()]).toEqual([404, { status: "not found" }]);
    expect((await fetch(url)).status).toBe(404);
  }
  // What is for one thing is not for another.
  expect((await fetch(uploadUrl)).status).toBe(404);
  expect(await filesOf(scene)).toEqual([]);
  expect((await fetch(uploadUrl, { method: "POST", body: "aaaa" })).status).toBe(405);
});

test("more bytes or fewer are refused, and what stops half-way leaves nothing and can be done again", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const { uploadUrl, attachment } = await begins(ana.does, 10_000);
  for (const size of [9_999, 10_001]) {
    expect((await puts(uploadUrl, "x".repeat(size))).status).toBe(400);
  }
  const stream = new Blob(["x".repeat(10_000)]).stream();
  const unsized = await fetch(uploadUrl, { method: "PUT", body: stream, duplex: "half" } as RequestInit);
  expect(unsized.status).toBe(411);

  const socket = sendsPart(uploadUrl, 10_000, "x".repeat(5_000));
  await becomes(async () => (await filesOf(scene)).length, 1);
  socket.destroy();
  await becomes(async () => (await filesOf(scene)).length, 0);
  expect(await shown(ana, attachment.id)).toMatchObject({ state: "PENDING" });
  expect((await puts(uploadUrl, "x".repeat(10_000))).status).toBe(204);
  expect(await shown(ana, attachment.id)).toMatchObject({ state: "READY" });
  expect(await filesOf(scene)).toEqual([decodeNodeId(attachment.id).id]);
});

test("whoever begins an upload again takes it over from a connection that hangs", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const { uploadUrl, attachment } = await begins(ana.does, 10_000);
  for (let time = 0; time < 3; time += 1) {
    const hanging = sendsPart(uploadUrl, 10_000, "y".repeat(5_000));
    await becomes(async () => (await filesOf(scene)).length, 1);
    const next = sendsPart(uploadUrl, 10_000, "y".repeat(6_000));
    await once(hanging, "close");
    await becomes(async () => (await filesOf(scene)).length, 1);
    next.destroy();
    await becomes(async () => (await filesOf(scene)).length, 0);
  }
  const hanging = sendsPart(uploadUrl, 10_000, "y".repeat(5_000));
  await becomes(async () => (await filesOf(scene)).length, 1);
  const isOver = once(hanging, "close");
  expect((await puts(uploadUrl, "x".repeat(10_000))).status).toBe(204);
  await isOver;
  await becomes(async () => (await filesOf(scene)).join(" "), decodeNodeId(attachment.id).id);
});

test("pages of allowed origins may upload, and others not", async () => {
  await using scene = await startScene({ ALLOWED_ORIGINS: "https://chat.example.com" });
  const { ana } = await scene.people("ana");
  const { uploadUrl } = await begins(ana.does, 4);
  const asks = (origin: string) =>
    fetch(uploadUrl, { method: "OPTIONS", headers: { origin, "access-control-request-method": "PUT" } });
  const preflight = await asks("https://chat.example.com");
  expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([
    204,
    "https://chat.example.com",
  ]);
  expect(preflight.headers.get("access-control-allow-methods")).toContain("PUT");
  expect((await asks("https://evil.example")).status).toBe(403);
  expect((await puts(uploadUrl, "aaaa", { origin: "https://evil.example" })).status).toBe(403);
  expect(await filesOf(scene)).toEqual([]);
});

test("an address that asks too often is told to wait", async () => {
  await using scene = await startScene({ RATE_REQUESTS_PER_10_SECONDS: "20" });
  const { ana } = await scene.people("ana");
  const { uploadUrl } = await begins(ana.does, 4);
  let refused: Response | null = null;
  for (let count = 0; count < 21 && refused === null; count += 1) {
    const answer = await fetch(uploadUrl);
    if (answer.status !== 404) refused = answer;
  }
  expect([refused?.status, Number(refused?.headers.get("retry-after")) > 0]).toEqual([429, true]);
});
