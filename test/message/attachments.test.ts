/** Messages with attachments: who may send which, who sees them, and what becomes of them. */
import { expect, test } from "vitest";
import { ATTACHMENTS_MAX } from "../../src/domain/attachment/attachment.ts";
import { newId } from "../../src/lib/ids.ts";
import { decodeNodeId, encodeNodeId } from "../../src/schema/nodeId.ts";
import { makeGroup } from "../conversation/group.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person } from "../conversation/scene.ts";
import { countStatements } from "../support/countStatements.ts";
import { begins, PNG, puts, sendsAttachments, uploads } from "../support/uploads.ts";

const FIELDS = `id body deletedAt isWithheld
  attachments { id kind state filename contentType byteSize width height durationMs waveform createdAt url }`;

interface Shown {
  readonly body: string;
  readonly attachments: readonly { readonly id: string; readonly url: string }[];
}

async function shown(person: Person, id: string): Promise<Shown | null> {
  const source = `query ($id: ID!) { node(id: $id) { ... on Message { ${FIELDS} } } }`;
  return (await person.asks<{ node: Shown | null }>(source, { id })).data.node;
}

async function seesAttachment(person: Person, id: string): Promise<boolean> {
  const source = "query ($id: ID!) { node(id: $id) { ... on Attachment { filename url } } }";
  return (await person.asks<{ node: object | null }>(source, { id })).data.node !== null;
}

const statusOf = async (url: string | undefined): Promise<number> => (await fetch(url ?? "")).status;

test("a message of attachments alone shows them to every member, in the order in which they were sent", async () => {
  await using scene = await startScene();
  const { ana, bo, eve } = await scene.people("ana", "bo", "eve");
  const group = await makeGroup(ana, [bo]);
  const photo = await uploads(ana.does, PNG, { width: 1, height: 1 });
  const voice = await uploads(ana.does, "OggS and so on", {
    filename: "voice.ogg",
    contentType: "audio/ogg",
    durationMs: 1_500,
    waveform: [0, 128, 255],
  });
  const notes = await uploads(ana.does, "just text", { filename: "notes.txt", contentType: "text/plain" });
  for (const id of [photo, voice, notes]) expect(await seesAttachment(bo, id)).toBe(false);
  const messageId = await sendsAttachments(ana.does, group, [voice, notes, photo]);
  expect(await shown(bo, messageId)).toMatchObject({
    body: "",
    attachments: [
      {
        id: voice,
        kind: "VOICE",
        state: "READY",
        contentType: "audio/ogg",
        durationMs: 1_500,
        waveform: [0, 128, 255],
      },
      {
        id: notes,
        kind: "FILE",
        filename: "notes.txt",
        contentType: "application/octet-stream",
        byteSize: 9,
        waveform: null,
      },
      { id: photo, kind: "IMAGE", contentType: "image/png", width: 1, height: 1, durationMs: null },
    ],
  });
  for (const id of [photo, voice, notes]) expect(await seesAttachment(bo, id)).toBe(true);
  expect(await seesAttachment(eve, photo)).toBe(false);
  expect(await seesAttachment(scene.anonymous, photo)).toBe(false);
  expect(await shown(eve, messageId)).toBeNull();
});

test("only one's own that are ready can be sent, others answer like an id of nothing, and nothing is written", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, [bo]);
  const own = await uploads(ana.does);
  const others = await uploads(bo.does);
  const { attachment: pending } = await begins(ana.does, PNG.length);
  const { attachment: othersPending } = await begins(bo.does, PNG.length);
  const expired = await uploads(ana.does);
  await scene.db.attachment.update({
    where: { id: decodeNodeId(expired).id },
    data: { expiresAt: new Date(0) },
  });
  const before = await scene.log();
  const ending = (...attachmentIds: string[]) =>
    ana.tries("sendMessage", { conversationId, clientKey: newId(), attachmentIds });
  for (const id of [
    others,
    othersPending.id,
    expired,
    encodeNodeId("Attachment", newId()),
    bo.id,
    "nothing",
  ]) {
    expect(await ending(own, id)).toBe("NotFoundError");
  }
  expect(await ending(own, pending.id)).toBe("AttachmentNotReadyError");
  expect(await ending(own, own)).toBe("InputValidationError");
  expect(await ending()).toBe("InputValidationError");
  const many = Array.from({ length: ATTACHMENTS_MAX + 1 }, () => encodeNodeId("Attachment", newId()));
  expect(await ending(...many)).toBe("InputValidationError");
  expect(await ending(...many.slice(1))).toBe("NotFoundError");
  expect(await scene.log()).toEqual(before);
  expect(await scene.db.attachmentUse.count()).toBe(0);
  expect(
    await scene.anonymous.tries("sendMessage", { conversationId, clientKey: newId(), attachmentIds: [own] }),
  ).toBe("UNAUTHENTICATED");
  expect(await ending(own)).toBe("SendMessagePayload");
});

test("as many as may be go with one message, and a page of them costs no statement more", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const group = await makeGroup(ana, []);
  const page = () =>
    countStatements(
      scene,
      ana,
      `{ conversation(id: "${group}") { messages(last: 20) { edges { node { id attachments { id filename byteSize } } } } } }`,
    );
  await sendsAttachments(ana.does, group, [await uploads(ana.does)]);
  const few = await page();
  const ids: string[] = [];
  for (let count = 0; count < ATTACHMENTS_MAX; count += 1) ids.push(await uploads(ana.does, "text"));
  const messageId = await sendsAttachments(ana.does, group, ids);
  for (const id of ids.slice(0, 5)) await sendsAttachments(ana.does, group, [id]);
  expect((await shown(ana, messageId))?.attachments.map(({ id }) => id)).toEqual(ids);
  expect(await page()).toBe(few);
});

test("many attachments by their ids cost one statement", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const group = await makeGroup(ana, [bo]);
  const ids = [await uploads(ana.does), await uploads(ana.does), await uploads(ana.does)];
  await sendsAttachments(ana.does, group, ids);
  const nodes = (some: readonly string[]) =>
    countStatements(scene, bo, `{ nodes(ids: ${JSON.stringify(some)}) { ... on Attachment { filename } } }`);
  expect(await nodes(ids.slice(0, 1))).toBe(1);
  expect(await nodes(ids)).toBe(1);
});

test("a retry is the same message, and other attachments, or another order, are a conflict", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const conversationId = await makeGroup(ana, []);
  const [one, two] = [await uploads(ana.does), await uploads(ana.does)];
  const input = { clientKey: "key" };
  const first = await sendsAttachments(ana.does, conversationId, [one, two], input);
  expect(await sendsAttachments(ana.does, conversationId, [one, two], input)).toBe(first);
  for (const attachmentIds of [[two, one], [one]]) {
    const other = { conversationId, ...input, attachmentIds };
    expect(await ana.tries("sendMessage", other)).toBe("IdempotencyConflictError");
  }
});

test("an edit leaves attachments, and a deletion takes them from everywhere at once", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const group = await makeGroup(ana, [bo]);
  const photo = await uploads(ana.does);
  const messageId = await sendsAttachments(ana.does, group, [photo]);
  await ana.does("editMessage", { messageId, body: "look" }, "__typename");
  const edited = await shown(bo, messageId);
  expect(edited).toMatchObject({ body: "look", attachments: [{ id: photo }] });
  const [link] = edited?.attachments ?? [];
  expect(await statusOf(link?.url)).toBe(200);

  await ana.does("deleteMessage", { messageId }, "__typename");
  expect(await shown(bo, messageId)).toMatchObject({ attachments: [] });
  expect(await statusOf(link?.url)).toBe(404);
  for (const person of [ana, bo]) expect(await seesAttachment(person, photo)).toBe(false);
  const again = { conversationId: group, clientKey: newId(), attachmentIds: [photo] };
  expect(await ana.tries("sendMessage", again)).toBe("NotFoundError");
  const row = await scene.db.message.findUniqueOrThrow({ where: { id: decodeNodeId(messageId).id } });
  expect([row.attachments, await scene.db.attachmentUse.count()]).toEqual([null, 0]);
});

test("what is forwarded goes with its attachments, for who sees it, and keeps them when the first is deleted", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");
  const here = await makeGroup(ana, [bo]);
  const there = await makeGroup(bo, [cy]);
  const photo = await uploads(ana.does);
  const first = await sendsAttachments(ana.does, here, [photo], { body: "look" });
  const forward = { messageId: first, conversationId: there, clientKey: newId() };
  expect(await cy.tries("forwardMessage", forward)).toBe("NotFoundError");
  const { forwardedMessage: second } = await bo.does<{ forwardedMessage: { id: string } }>(
    "forwardMessage",
    forward,
    "forwardedMessage { id }",
  );
  expect(await seesAttachment(cy, photo)).toBe(true);
  // Who forwards does not own it.
  const own = { conversationId: there, clientKey: newId(), attachmentIds: [photo] };
  expect(await bo.tries("sendMessage", own)).toBe("NotFoundError");

  const before = await shown(bo, first);
  await ana.does("deleteMessage", { messageId: first }, "__typename");
  const after = await shown(cy, second.id);
  expect(after).toMatchObject({ body: "look", attachments: [{ id: photo, kind: "IMAGE" }] });
  expect(await statusOf(after?.attachments[0]?.url)).toBe(200);
  // The link of the conversation where nobody has it any more.
  expect(await statusOf(before?.attachments[0]?.url)).toBe(404);
  await bo.does("deleteMessage", { messageId: second.id }, "__typename");
  expect(await statusOf(after?.attachments[0]?.url)).toBe(404);
  expect(await scene.db.attachment.count({ where: { expiresAt: null } })).toBe(0);
});

test("withheld messages have no attachments, and who has left finds none", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const group = await makeGroup(ana, [bo]);
  const photo = await uploads(ana.does);
  const messageId = await sendsAttachments(ana.does, group, [photo]);
  const ofBo = { where: { user: { username: "bo" } } };
  await scene.db.member.updateMany({ ...ofBo, data: { visibleFromSeq: 3 } });
  expect(await shown(bo, messageId)).toMatchObject({ isWithheld: true, attachments: [] });
  expect(await seesAttachment(bo, photo)).toBe(false);
  await scene.db.member.updateMany({ ...ofBo, data: { visibleFromSeq: 0 } });
  expect(await seesAttachment(bo, photo)).toBe(true);
  await bo.does("deleteMessageForMe", { messageId }, "__typename");
  expect(await seesAttachment(bo, photo)).toBe(false);
  await bo.does("leaveConversation", { conversationId: group }, "__typename");
  expect(await seesAttachment(bo, photo)).toBe(false);
});

test("a deletion and a send of the same file at once leave it with a message, or nowhere", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const [one, two] = [await makeGroup(ana, []), await makeGroup(ana, [])];
  for (let round = 0; round < 10; round += 1) {
    const photo = await uploads(ana.does);
    const messageId = await sendsAttachments(ana.does, one, [photo]);
    const again = { conversationId: two, clientKey: newId(), attachmentIds: [photo] };
    const [, ending] = await Promise.all([
      ana.does("deleteMessage", { messageId }, "__typename"),
      ana.tries("sendMessage", again),
    ]);
    const row = await scene.db.attachment.findUniqueOrThrow({
      where: { id: decodeNodeId(photo).id },
      include: { uses: true },
    });
    const isSent = ending === "SendMessagePayload";
    expect([isSent, row.expiresAt === null, row.uses.length]).toEqual([isSent, isSent, isSent ? 1 : 0]);
  }
});

test("the server's moderators see the files of a reported message", async () => {
  await using scene = await startScene();
  const { ana, bo, guard } = await scene.people("ana", "bo", "guard");
  await scene.db.user.updateMany({ where: { username: "guard" }, data: { serverRole: "MODERATOR" } });
  const group = await makeGroup(ana, [bo]);
  const { uploadUrl, attachment } = await begins(ana.does, PNG.length);
  expect((await puts(uploadUrl, PNG)).status).toBe(204);
  const messageId = await sendsAttachments(ana.does, group, [attachment.id]);
  const about = { target: { messageId }, reason: "SPAM", clientKey: newId() };
  await bo.does("reportContent", about, "__typename");
  const { data } = await guard.asks<{ reports: { edges: { node: { message: Shown } }[] } }>(
    "{ reports(first: 1) { edges { node { message { attachments { id url } } } } } }",
  );
  const [file] = data.reports.edges[0]?.node.message.attachments ?? [];
  expect(file?.id).toBe(attachment.id);
  expect(await statusOf(file?.url)).toBe(200);
});
