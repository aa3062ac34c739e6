/** Downloads: by links that end, as what the bytes are, and never as something that runs. */
import { readdir, readlink } from "node:fs/promises";
import { request } from "node:http";
import { expect, onTestFinished, test, vi } from "vitest";
import { createLinks } from "../../src/media/links.ts";
import { newId } from "../../src/lib/ids.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person } from "../conversation/scene.ts";
import { PNG, uploads } from "../support/uploads.ts";
import { becomes } from "../transports/support.ts";

async function linkTo(person: Person, id: string): Promise<string> {
  const { data } = await person.asks<{ node: { url: string } }>(
    "query ($id: ID!) { node(id: $id) { ... on Attachment { url } } }",
    { id },
  );
  return data.node.url;
}

test("a picture is shown and everything else is saved, with headers that let nothing run", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const script = "<script>alert(1)</script>";
  const wanted: [string | Uint8Array, string, string, string][] = [
    [`ID3${script}`, "a.html", "audio/mpeg", "inline"],
    [`<!doctype html>${script}`, "c.png", "application/octet-stream", "attachment"],
    [
      `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`,
      "d.svg",
      "application/octet-stream",
      "attachment",
    ],
    [`<?xml version="1.0"?><svg/>`, "e.jpg", "application/octet-stream", "attachment"],
    [`%PDF-1.7 ${script}`, "f.pdf", "application/pdf", "attachment"],
  ];
  for (const [bytes, filename, type, disposition] of wanted) {
    const url = await linkTo(ana, await uploads(ana.does, bytes, { filename, contentType: "text/html" }));
    const answer = await fetch(url);
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(new Uint8Array(Buffer.from(bytes)));
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": type,
      "content-disposition": `${disposition}; filename="${filename}"; filename*=UTF-8''${filename}`,
      "content-length": String(Buffer.byteLength(bytes)),
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
      "accept-ranges": "bytes",
    });
    expect(answer.headers.get("cache-control")).toMatch(/^private, max-age=\d+, immutable$/);
  }
});

test("parts of a file are got by ranges, and HEAD tells of it", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const url = await linkTo(ana, await uploads(ana.does, "0123456789"));
  const part = async (range: string, headers = {}) => {
    const answer = await fetch(url, { headers: { range, ...headers } });
    return [answer.status, answer.headers.get("content-range"), await answer.text()];
  };
  expect(await part("bytes=2-4")).toEqual([206, "bytes 2-4/10", "234"]);
  expect(await part("bytes=7-")).toEqual([206, "bytes 7-9/10", "789"]);
  expect(await part("bytes=-3")).toEqual([206, "bytes 7-9/10", "789"]);
  expect(await part("bytes=0-99")).toEqual([206, "bytes 0-9/10", "0123456789"]);
  expect(await part("bytes=10-")).toEqual([416, "bytes */10", ""]);
  for (const odd of ["bytes=1-2,4-5", "bytes=5-2", "lines=1-2", "bytes=-"]) {
    expect(await part(odd)).toEqual([200, null, "0123456789"]);
  }
  const head = await fetch(url, { method: "HEAD" });
  expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "10", ""]);
  const etag = head.headers.get("etag") ?? "";
  expect(await part("bytes=2-4", { "if-range": etag })).toEqual([206, "bytes 2-4/10", "234"]);
  expect(await part("bytes=2-4", { "if-range": '"other"' })).toEqual([200, null, "0123456789"]);
  expect((await fetch(url, { headers: { "if-none-match": etag } })).status).toBe(304);
  // What is not there is not kept, and not taken for the file.
  const beyond = await fetch(url, { headers: { range: "bytes=99999-" } });
  expect([beyond.status, beyond.headers.get("cache-control"), beyond.headers.get("etag")]).toEqual([
    416,
    null,
    null,
  ]);
  expect(beyond.headers.get("content-disposition")).toBeNull();
});

test("a link that is not good is answered like one of nothing, and a link before sending is its owner's", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const id = await uploads(ana.does);
  const url = await linkTo(ana, id);
  expect((await fetch(url)).status).toBe(200);
  const changed = (name: string, value: string): string => {
    const other = new URL(url);
    other.searchParams.set(name, value);
    return other.href;
  };
  const elsewhere = new URL(url);
  elsewhere.pathname = `/media/${newId()}`;
  for (const bad of [
    changed("for", newId()),
    changed("for", "x"),
    changed("until", "99999999999999"),
    changed("signature", "A".repeat(43)),
    elsewhere.href,
    url.replace(/\?.*/, ""),
  ]) {
    const refused = await fetch(bad);
    expect([refused.status, await refused.json()]).toEqual([404, { status: "not found" }]);
    expect((await fetch(bad, { method: "PUT", body: Buffer.from(PNG) })).status).toBe(404);
  }
  await scene.db.attachment.updateMany({ data: { expiresAt: new Date(0) } });
  expect((await fetch(url)).status).toBe(404);
});

test("links are the same for some minutes, end, and are worth nothing under another secret", () => {
  const options = {
    secret: "one secret",
    baseUrl: () => "https://chat.example.com",
    path: "/media/",
  };
  const links = createLinks(options);
  const [id, scope] = [newId(), newId()];
  const queryOf = (url: string): URLSearchParams => new URL(url).searchParams;
  const url = links.downloadUrl(id, scope);
  expect(url.startsWith(`https://chat.example.com/media/${id}?`)).toBe(true);
  const lives = (links.readDownload(id, queryOf(url))?.expiresAt.getTime() ?? 0) - Date.now();
  expect(lives).toBeGreaterThan(590_000);
  expect(lives).toBeLessThanOrEqual(900_000);
  expect(links.readDownload(newId(), queryOf(url))).toBeNull();
  expect(createLinks({ ...options, secret: "another" }).readDownload(id, queryOf(url))).toBeNull();
  const upload = queryOf(links.uploadLink(id).url);
  expect([links.allowsUpload(id, upload), links.allowsUpload(newId(), upload)]).toEqual([true, false]);
  expect(links.readDownload(id, upload)).toBeNull();
  expect(links.allowsUpload(id, queryOf(url))).toBe(false);

  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  const after = (ms: number) => vi.setSystemTime(Date.now() + ms);
  after(lives - 1_000);
  expect(links.readDownload(id, queryOf(url))).not.toBeNull();
  after(1_001);
  expect(links.readDownload(id, queryOf(url))).toBeNull();
  expect(links.allowsUpload(id, upload)).toBe(true);
  after(3_600_000);
  expect(links.allowsUpload(id, upload)).toBe(false);
});

/** How many files below a folder this process holds open; 0 where the system does not tell. */
async function openBelow(folder: string): Promise<number> {
  const handles = await readdir("/proc/self/fd").catch(() => []);
  const files = await Promise.all(handles.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => "")));
  return files.filter((file) => file.startsWith(folder)).length;
}

test("whoever leaves in the middle of a download leaves nothing open", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const bytes = new Uint8Array(8_000_000);
  const url = await linkTo(ana, await uploads(ana.does, bytes));
  await new Promise<void>((resolve, reject) => {
    const asked = request(url, (answer) => {
      answer.once("data", () => {
        asked.destroy();
        resolve();
      });
    });
    asked.on("error", reject);
    asked.end();
  });
  await becomes(() => openBelow(scene.mediaDir), 0);
  const whole = await fetch(url);
  expect((await whole.arrayBuffer()).byteLength).toBe(bytes.length);
  await becomes(() => openBelow(scene.mediaDir), 0);
});
