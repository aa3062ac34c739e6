/** Uploads that are taken back before they are sent: their bytes, their place and their part of the quota come back. */
import { randomUUID } from "node:crypto";
import { readdir } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { UNSENT_UPLOADS_MAX } from "../../src/domain/attachment/createUpload.ts";
import { newId } from "../../src/lib/ids.ts";
import { PART_BYTES } from "../../src/media/partSizes.ts";
import { decodeNodeId, encodeNodeId } from "../../src/schema/nodeId.ts";
import { makeGroup } from "../conversation/group.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person, Scene } from "../conversation/scene.ts";
import { startS3 } from "../support/s3Server.ts";
import type { S3Server } from "../support/s3Server.ts";
import { begins, PNG, puts, sendsAttachments, uploads } from "../support/uploads.ts";

const GOOD = { filename: "photo.png", contentType: "image/png", byteSize: PNG.length };

const takesBack = (person: Person, attachmentId: string): Promise<string> =>
  person.tries("deleteUpload", { attachmentId });

/** Names of all that lies in the folder and in the bucket. */
async function bytesOf({ mediaDir }: Scene, s3?: S3Server): Promise<string[]> {
  const entries = await readdir(mediaDir, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  return [...files, ...(s3?.objects.keys() ?? []), ...(s3?.parted.keys() ?? [])];
}

async function linkOf(person: Person, id: string): Promise<string | null | undefined> {
  const { data } = await person.asks<{ node: { url: string | null } | null }>(
    "query ($id: ID!) { node(id: $id) { ... on Attachment { url } } }",
    { id },
  );
  return data.node?.url;
}

test("a picture of a person or of a conversation is not taken back while it is one", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const [own, groups, replaced] = [await uploads(ana.does), await uploads(ana.does), await uploads(ana.does)];
  const group = await makeGroup(ana, []);
  expect(await ana.tries("updateProfile", { avatarAttachmentId: own })).toBe("UpdateProfilePayload");
  for (const avatarAttachmentId of [replaced, groups]) {
    const input = { conversationId: group, avatarAttachmentId };
    expect(await ana.tries("updateConversation", input)).toBe("UpdateConversationPayload");
  }
  expect(await takesBack(ana, own)).toBe("AttachmentInUseError");
  expect(await takesBack(ana, groups)).toBe("AttachmentInUseError");
  expect(await takesBack(ana, replaced)).toBe("DeleteUploadPayload");
});

test("a file that is taken back is gone with its bytes and its link; again changes nothing", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const clientKey = randomUUID();
  const id = await uploads(ana.does, PNG, { clientKey });
  const group = await makeGroup(ana, []);
  const url = (await linkOf(ana, id)) ?? "";
  expect((await fetch(url)).status).toBe(200);

  const input = { attachmentId: id };
  expect(await ana.does("deleteUpload", input, "deletedAttachmentId")).toMatchObject({
    deletedAttachmentId: id,
  });
  expect(await bytesOf(scene)).toEqual([]);
  expect((await fetch(url)).status).toBe(404);
  expect(await linkOf(ana, id)).toBeUndefined();
  expect(await ana.tries("completeUpload", input)).toBe("NotFoundError");
  const sending = { conversationId: group, attachmentIds: [id], clientKey: randomUUID() };
  expect(await ana.tries("sendMessage", sending)).toBe("NotFoundError");
  expect(await ana.tries("createUpload", { ...GOOD, clientKey })).toBe("NotFoundError");
  const again = await Promise.all([1, 2].map(() => ana.does("deleteUpload", input, "deletedAttachmentId")));
  expect(again).toMatchObject([{ deletedAttachmentId: id }, { deletedAttachmentId: id }]);
  expect(await scene.db.attachment.count()).toBe(0);
});

test("nobody takes back a file of somebody else's, or one that a message has, or one that never was", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const group = await makeGroup(ana, [bo]);
  const [unsent, sent] = [await uploads(ana.does), await uploads(ana.does)];
  const messageId = await sendsAttachments(ana.does, group, [sent]);
  const forwarded = await bo.does<{ forwardedMessage: { id: string } }>(
    "forwardMessage",
    { messageId, conversationId: group, clientKey: newId() },
    "forwardedMessage { id }",
  );
  const endings = async () => ({
    stranger: await takesBack(bo, unsent),
    anonymous: await takesBack(scene.anonymous, unsent),
    reader: await takesBack(bo, sent),
    owner: await takesBack(ana, sent),
    never: await takesBack(ana, encodeNodeId("Attachment", newId())),
  });
  const expected = {
    stranger: "NotFoundError",
    anonymous: "UNAUTHENTICATED",
    reader: "NotFoundError",
    owner: "AttachmentInUseError",
    never: "NotFoundError",
  };
  expect(await endings()).toEqual(expected);
  // What somebody has forwarded has it still.
  await ana.does("deleteMessage", { messageId }, "__typename");
  expect(await endings()).toEqual(expected);
  expect(await scene.db.attachment.count()).toBe(2);
  await bo.does("deleteMessage", { messageId: forwarded.forwardedMessage.id }, "__typename");
  expect(await takesBack(ana, sent)).toBe("DeleteUploadPayload");
  expect(await bytesOf(scene)).toHaveLength(2);
});

test("its part of the quota and its place among what is not sent are free at once", async () => {
  await using scene = await startScene({ UPLOAD_BYTES_MAX: "2000000", UPLOAD_MEGABYTES_PER_USER: "2" });
  const { ana } = await scene.people("ana");
  const asks = (byteSize: number) => ana.tries("createUpload", { ...GOOD, byteSize, clientKey: newId() });
  const { attachment } = await begins(ana.does, 2_000_000);
  expect(await asks(1_000_000)).toBe("UploadQuotaError");
  expect(await takesBack(ana, attachment.id)).toBe("DeleteUploadPayload");
  expect(await asks(1_000_000)).toBe("CreateUploadPayload");

  const { id: ownerId } = await scene.db.user.findUniqueOrThrow({ where: { username: "ana" } });
  const [createdAt, expiresAt] = [new Date(), new Date(Date.now() + 3_600_000)];
  const row = { ownerId, filename: "f", contentType: "a/b", byteSize: 1, createdAt, expiresAt };
  const ids = Array.from({ length: UNSENT_UPLOADS_MAX - 1 }, () => newId());
  await scene.db.attachment.createMany({ data: ids.map((id) => ({ id, ...row })) });
  expect(await asks(1)).toBe("TooManyUploadsError");
  expect(await takesBack(ana, encodeNodeId("Attachment", ids[0] ?? ""))).toBe("DeleteUploadPayload");
  expect([await asks(1), await asks(1)]).toEqual(["CreateUploadPayload", "TooManyUploadsError"]);
});

test("one whose bytes are still looked at goes too, with the job that would look at them", async () => {
  await using scene = await startScene({ MEDIA_AT_A_TIME: "0", WORKER: "false" });
  const { ana } = await scene.people("ana");
  const { uploadUrl, attachment } = await begins(ana.does, PNG.length);
  expect((await puts(uploadUrl, PNG)).status).toBe(202);
  const key = decodeNodeId(attachment.id).id;
  expect(await scene.db.job.count({ where: { name: "processMedia", key } })).toBe(1);
  expect(await takesBack(ana, attachment.id)).toBe("DeleteUploadPayload");
  expect(await scene.db.job.count({ where: { name: "processMedia", key } })).toBe(0);
  expect(await bytesOf(scene)).toEqual([]);
  expect((await puts(uploadUrl, PNG)).status).toBe(404);
  expect(await bytesOf(scene)).toEqual([]);
});

test("a send at the same moment has it, or finds nothing", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const conversationId = await makeGroup(ana, []);
  for (let round = 0; round < 10; round += 1) {
    const id = await uploads(ana.does);
    const sending = { conversationId, attachmentIds: [id], clientKey: randomUUID() };
    const pair = await Promise.all([ana.tries("sendMessage", sending), takesBack(ana, id)]);
    const count = await scene.db.attachmentUse.count({ where: { attachmentId: decodeNodeId(id).id } });
    const expected =
      count === 1 ? ["SendMessagePayload", "AttachmentInUseError"] : ["NotFoundError", "DeleteUploadPayload"];
    expect(pair).toEqual(expected);
  }
});

interface InParts {
  readonly attachment: { readonly id: string };
  readonly parts: readonly { readonly url: string }[];
}

async function beginsInParts(person: Person): Promise<InParts> {
  const { createdUpload } = await person.does<{ createdUpload: InParts }>(
    "createUpload",
    { ...GOOD, byteSize: PART_BYTES + 10, clientKey: newId() },
    "createdUpload { attachment { id } parts { url } }",
  );
  return createdUpload;
}

describe.each(["the disk", "a bucket"])("in %s", (place) => {
  test("parts that have come go, and no more are taken", async () => {
    await using s3 = await startS3();
    await using scene = await startScene(place === "the disk" ? {} : s3.settings);
    const { ana } = await scene.people("ana");
    const { parts, attachment } = await beginsInParts(ana);
    const bring = async () => (await puts(parts[1]?.url ?? "", "0123456789")).status;
    expect([200, 204]).toContain(await bring());
    expect(await bytesOf(scene, s3)).toHaveLength(1);
    expect(await takesBack(ana, attachment.id)).toBe("DeleteUploadPayload");
    expect(await bytesOf(scene, s3)).toEqual([]);
    expect(await bring()).toBe(404);
    expect(await bytesOf(scene, s3)).toEqual([]);
  });
});

test("one that is taken back while the bucket joins its parts leaves nothing there", async () => {
  await using s3 = await startS3();
  await using scene = await startScene(s3.settings);
  const { ana } = await scene.people("ana");
  const { parts, attachment } = await beginsInParts(ana);
  for (const [index, bytes] of [Buffer.alloc(PART_BYTES), "0123456789"].entries()) {
    expect((await puts(parts[index]?.url ?? "", bytes)).status).toBe(200);
  }
  const endings: string[] = [];
  s3.whileJoining = async () => endings.push(await takesBack(ana, attachment.id));
  expect(await ana.tries("completeUpload", { attachmentId: attachment.id })).not.toBe(
    "CompleteUploadPayload",
  );
  expect(endings).toEqual(["DeleteUploadPayload"]);
  expect(await bytesOf(scene, s3)).toEqual([]);
});

test("a whole upload in a bucket goes; one that the bucket does not give up now is a leftover", async () => {
  await using s3 = await startS3();
  await using scene = await startScene(s3.settings);
  const { ana } = await scene.people("ana");
  const brings = async (): Promise<string> => {
    const selected = "createdUpload { uploadUrl uploadHeaders { name value } attachment { id } }";
    interface Created {
      readonly createdUpload: {
        readonly uploadUrl: string;
        readonly uploadHeaders: readonly { readonly name: string; readonly value: string }[];
        readonly attachment: { readonly id: string };
      };
    }
    const { createdUpload } = await ana.does<Created>(
      "createUpload",
      { ...GOOD, clientKey: newId() },
      selected,
    );
    const headers = Object.fromEntries(createdUpload.uploadHeaders.map(({ name, value }) => [name, value]));
    expect((await puts(createdUpload.uploadUrl, PNG, headers)).status).toBe(200);
    return createdUpload.attachment.id;
  };
  const [pending, ready, kept] = [await brings(), await brings(), await brings()];
  await ana.does("completeUpload", { attachmentId: ready }, "__typename");
  expect([await takesBack(ana, pending), await takesBack(ana, ready)]).toEqual([
    "DeleteUploadPayload",
    "DeleteUploadPayload",
  ]);
  expect([...s3.objects.keys()]).toEqual([expect.stringContaining(decodeNodeId(kept).id)]);

  s3.isDown = true;
  expect(await takesBack(ana, kept)).toBe("DeleteUploadPayload");
  expect([s3.objects.size, await scene.db.attachment.count()]).toEqual([1, 0]);
});
