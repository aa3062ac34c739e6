/** Files in a bucket, from the upload past the server to the deletion. */
import { expect, test, vi } from "vitest";
import { parseConfig } from "../../src/config.ts";
import { newId } from "../../src/lib/ids.ts";
import { cleanMedia } from "../../src/jobs/mediaCleaning.ts";
import { createS3Files } from "../../src/media/s3Files.ts";
import { makeGroup } from "../conversation/group.ts";
import { startScene } from "../conversation/scene.ts";
import { startS3 } from "../support/s3Server.ts";
import { puts, sendsAttachments } from "../support/uploads.ts";

const SELECTED = "createdUpload { uploadUrl uploadHeaders { name value } attachment { id } }";

interface Created {
  readonly createdUpload: {
    readonly uploadUrl: string;
    readonly uploadHeaders: readonly { readonly name: string; readonly value: string }[];
    readonly attachment: { readonly id: string };
  };
}

test("bytes go to the bucket past the server, are looked at, shown by it, and deleted", async () => {
  await using s3 = await startS3();
  await using scene = await startScene(s3.settings);
  const { ana, bo } = await scene.people("ana", "bo");
  const group = await makeGroup(ana, [bo]);
  const text = "%PDF-1.7 and so on";
  const input = {
    filename: "a.pdf",
    contentType: "application/pdf",
    byteSize: text.length,
    clientKey: "key",
  };
  const { createdUpload } = await ana.does<Created>("createUpload", input, SELECTED);
  const { uploadUrl, attachment } = createdUpload;
  const headers = Object.fromEntries(createdUpload.uploadHeaders.map(({ name, value }) => [name, value]));
  expect(new URL(uploadUrl).origin).toBe(s3.settings["S3_ENDPOINT"]);
  expect((await puts(uploadUrl, `${text}!`, headers)).status).toBe(403);
  expect((await puts(uploadUrl, text, { "content-type": "text/html" })).status).toBe(403);
  const complete = { attachmentId: attachment.id };
  expect(await ana.tries("completeUpload", complete)).toBe("AttachmentNotReadyError");
  expect((await puts(uploadUrl, text, headers)).status).toBe(200);
  s3.isDown = true;
  expect(await ana.tries("completeUpload", complete)).toBe("UNAVAILABLE");
  s3.isDown = false;
  const { completedUpload } = await ana.does<{ completedUpload: { state: string; url: string } }>(
    "completeUpload",
    complete,
    "completedUpload { state contentType url }",
  );
  expect(completedUpload).toMatchObject({ state: "READY", contentType: "application/pdf" });
  const messageId = await sendsAttachments(ana.does, group, [attachment.id]);

  // A client whose request is still good changes nothing of what is shown.
  await puts(uploadUrl, "<script>alert(1)  ", headers);
  const { data } = await bo.asks<{ node: { attachments: { url: string }[] } }>(
    "query ($id: ID!) { node(id: $id) { ... on Message { attachments { url } } } }",
    { id: messageId },
  );
  const url = data.node.attachments[0]?.url ?? "";
  const part = await fetch(url, { headers: { range: "bytes=5-7" } });
  expect([part.status, await part.text()]).toEqual([206, "1.7"]);
  expect(part.headers.get("x-content-type-options")).toBe("nosniff");
  expect(part.headers.get("content-disposition")).toContain("attachment");
  expect((await fetch(url.replace("/media/", "/media/x"), { method: "PUT", body: "x" })).status).toBe(404);

  await ana.does("deleteMessage", { messageId }, "__typename");
  expect((await fetch(url)).status).toBe(404);
  const { s3: place } = parseConfig({ NODE_ENV: "test", ...s3.settings }, ".");
  if (place === null) throw new Error("There is no bucket.");
  using files = createS3Files(place);
  await cleanMedia(scene.db, files, new Date(Date.now() + 60_000), new AbortController().signal);
  expect([...s3.objects.keys()]).toEqual([]);
});

test("what is refused leaves nothing in the bucket, and a file that is gone from it is not found", async () => {
  await using s3 = await startS3();
  await using scene = await startScene(s3.settings);
  const { ana } = await scene.people("ana");
  const brings = async (text: string, clientKey: string) => {
    const input = { filename: "a", contentType: "application/zip", byteSize: text.length, clientKey };
    const { createdUpload } = await ana.does<Created>("createUpload", input, SELECTED);
    await puts(createdUpload.uploadUrl, text, { "content-type": "application/zip" });
    const { completedUpload } = await ana.does<{ completedUpload: { state: string; url: string } }>(
      "completeUpload",
      { attachmentId: createdUpload.attachment.id },
      "completedUpload { state refusal url }",
    );
    return completedUpload;
  };
  expect(await brings("%PDF-1.7", "one")).toEqual({
    state: "REFUSED",
    refusal: "CONTRADICTS_TYPE",
    url: null,
  });
  expect(s3.objects.size).toBe(0);
  const { url } = await brings("text", "two");
  expect((await fetch(url)).status).toBe(200);
  const [key = ""] = s3.objects.keys();
  expect(key).toMatch(/^files\//);
  (s3.objects as Map<string, unknown>).delete(key);
  expect((await fetch(url)).status).toBe(404);
  s3.isDown = true;
  expect((await fetch(url)).status).toBe(503);
});

test("a bucket that takes what is asked and says nothing is not waited for without end, and nothing is printed", async () => {
  await using s3 = await startS3();
  const { s3: place } = parseConfig({ NODE_ENV: "test", ...s3.settings }, ".");
  if (place === null) throw new Error("There is no bucket.");
  using files = createS3Files(place, { connectMs: 1_000, answerMs: 200, copyMs: 200, idleMs: 300 });
  using printed = vi.spyOn(console, "warn");
  const id = newId();
  await files.writeUpload(id, Buffer.from("bytes"));
  await using upload = await files.findUpload(id);
  s3.silence = "IN_BYTES";
  await expect(upload?.read(0, 4)).rejects.toThrow("timed out");
  s3.silence = "ALL";
  for (const asked of [
    () => files.findUpload(id),
    () => files.read(id, "FULL", 0, 4),
    () => files.writeUpload(id, Buffer.from("bytes")),
    () => upload?.keep("text/plain"),
    () => files.parts.begin(id, "text/plain"),
    () => files.remove([id]),
  ]) {
    await expect(asked()).rejects.toMatchObject({ code: "UNAVAILABLE" });
  }
  s3.silence = "NONE";
  await upload?.keep("text/plain");
  expect(printed.mock.calls).toEqual([]);
});

test("a bucket needs its keys, and keys a bucket", () => {
  const refused = (env: object) => () => parseConfig({ NODE_ENV: "test", ...env }, ".");
  expect(refused({ S3_BUCKET: "b" })).toThrow("S3_ACCESS_KEY_ID is unset, but must be given with S3_BUCKET.");
  expect(refused({ S3_BUCKET: "b", S3_ACCESS_KEY_ID: "k" })).toThrow(
    "S3_SECRET_ACCESS_KEY is unset, but must be given with S3_BUCKET.",
  );
  expect(refused({ S3_ENDPOINT: "http://s3" })).toThrow(
    "S3_BUCKET is unset, but must be given with S3_ENDPOINT.",
  );
  expect(refused({ S3_BUCKET: "b", S3_ENDPOINT: "s3" })).toThrow("S3_ENDPOINT");
});
