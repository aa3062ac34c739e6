/** From bytes that are here to a file that may be seen: what waits, what is refused, and who takes over. */
import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { decodeNodeId } from "../../src/schema/nodeId.ts";
import { makeGroup } from "../conversation/group.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person, Scene } from "../conversation/scene.ts";
import { becomes } from "../transports/support.ts";
import { begins, PNG, puts, sendsAttachments } from "../support/uploads.ts";

const REFUSED = Buffer.concat([PNG, Buffer.from("%PDF-1.7")]);

async function shown(person: Person, id: string) {
  const source = "query ($id: ID!) { node(id: $id) { ... on Attachment { state refusal byteSize url } } }";
  const { data } = await person.asks<{ node: { state: string } | null }>(source, { id });
  return data.node;
}

async function filesOf({ mediaDir }: Scene): Promise<string[]> {
  const entries = await readdir(mediaDir, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .filter((name) => !name.endsWith(".thumbnail"));
}

test("what is refused says why, cannot be sent, and leaves no bytes", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, [bo]);
  const { uploadUrl, attachment } = await begins(ana.does, REFUSED.length);
  expect((await puts(uploadUrl, REFUSED)).status).toBe(422);
  expect((await puts(uploadUrl, REFUSED)).status).toBe(422);
  expect(await shown(ana, attachment.id)).toEqual({
    state: "REFUSED",
    refusal: "SEVERAL_TYPES",
    byteSize: 0,
    url: null,
  });
  expect(await shown(bo, attachment.id)).toBeNull();
  const message = { conversationId, clientKey: "key", attachmentIds: [attachment.id] };
  expect(await ana.tries("sendMessage", message)).toBe("AttachmentRefusedError");
  expect(await ana.tries("completeUpload", { attachmentId: attachment.id })).toBe("CompleteUploadPayload");
  expect(await filesOf(scene)).toEqual([]);
  expect(await scene.db.message.count()).toBe(0);
  expect(await scene.db.job.count()).toBe(0);
});

test("a send waits for a file that is looked at, and is told where that takes too long", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const group = await makeGroup(ana, [bo]);
  const { uploadUrl, attachment } = await begins(ana.does, PNG.length);
  expect((await puts(uploadUrl, PNG)).status).toBe(204);
  const where = { id: decodeNodeId(attachment.id).id };
  await scene.db.attachment.update({ where, data: { state: "PROCESSING" } });
  expect(await shown(ana, attachment.id)).toMatchObject({ state: "PROCESSING", url: null });
  const sending = sendsAttachments(ana.does, group, [attachment.id]);
  await sendsAttachments(ana.does, group, [], { body: "What is sent meanwhile comes before." });
  expect(await scene.db.message.count()).toBe(1);
  await scene.db.attachment.update({ where, data: { state: "READY" } });
  await sending;
  expect(await scene.db.message.count()).toBe(2);
});

test("bytes that nobody has hands for are left to a worker, which does it", async () => {
  await using scene = await startScene({ MEDIA_AT_A_TIME: "0", WORKER: "true" });
  const { ana } = await scene.people("ana");
  const { uploadUrl, attachment } = await begins(ana.does, PNG.length);
  expect([202, 204]).toContain((await puts(uploadUrl, PNG)).status);
  await becomes(async () => (await shown(ana, attachment.id))?.state, "READY");
  await becomes(async () => (await filesOf(scene)).join(" "), decodeNodeId(attachment.id).id);
});

test("only the owner can say that an upload is complete, and not before it is", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const { uploadUrl, attachment } = await begins(ana.does, PNG.length);
  const input = { attachmentId: attachment.id };
  expect(await ana.tries("completeUpload", input)).toBe("AttachmentNotReadyError");
  expect(await bo.tries("completeUpload", input)).toBe("NotFoundError");
  expect(await scene.anonymous.tries("completeUpload", input)).toBe("UNAUTHENTICATED");
  await puts(uploadUrl, PNG);
  expect(await bo.tries("completeUpload", input)).toBe("NotFoundError");
  const done = () =>
    ana.does<object>("completeUpload", input, "completedUpload { id state }").then((payload) => payload);
  expect(await done()).toEqual(await done());
  expect(await done()).toMatchObject({ completedUpload: { id: attachment.id, state: "READY" } });
});

test("the job of a file that somebody waits for goes before what nobody waits for", async () => {
  await using scene = await startScene({ MEDIA_AT_A_TIME: "0" });
  const { ana } = await scene.people("ana");
  const { uploadUrl, attachment } = await begins(ana.does, PNG.length);
  const putting = puts(uploadUrl, PNG);
  const key = decodeNodeId(attachment.id).id;
  const jobs = () => scene.db.job.findMany({ where: { key }, select: { name: true, isUrgent: true } });
  await becomes(async () => (await jobs()).length, 1);
  expect(await jobs()).toEqual([{ name: "processMedia", isUrgent: true }]);
  expect((await putting).status).toBe(202);
});
