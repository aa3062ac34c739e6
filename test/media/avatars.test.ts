/** Pictures of people and conversations that were uploaded: whose they may be, who gets them, and when they go. */
import { expect, test } from "vitest";
import { cleanMedia } from "../../src/jobs/mediaCleaning.ts";
import { createDiskFiles } from "../../src/media/diskFiles.ts";
import { decodeNodeId } from "../../src/schema/nodeId.ts";
import { makeGroup } from "../conversation/group.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person, Scene } from "../conversation/scene.ts";
import { readInbox } from "../realtime/inboxScene.ts";
import { openJobs } from "../removal/scene.ts";
import { startApp } from "../support/app.ts";
import { PASSWORD } from "../support/people.ts";
import { expectEventsExplain } from "../support/snapshot.ts";
import { begins, doesOf, PNG, sendsAttachments, uploads } from "../support/uploads.ts";

const forever = new AbortController().signal;

async function setsOwn(person: Person, input: object): Promise<string | null> {
  const { updatedUser } = await person.does<{ updatedUser: { avatarUrl: string | null } }>(
    "updateProfile",
    input,
    "updatedUser { avatarUrl }",
  );
  return updatedUser.avatarUrl;
}

async function sets(person: Person, conversationId: string, input: object): Promise<string | null> {
  const { updatedConversation } = await person.does<{ updatedConversation: { avatarUrl: string | null } }>(
    "updateConversation",
    { conversationId, ...input },
    "updatedConversation { avatarUrl }",
  );
  return updatedConversation.avatarUrl;
}

/** A user's or a conversation's, as `person` is shown it. */
async function seen(person: Person, id: string): Promise<string | null | undefined> {
  const { data } = await person.asks<{ node: { avatarUrl: string | null } | null }>(
    `query ($id: ID!) { node(id: $id) {
      ... on User { avatarUrl } ... on Conversation { avatarUrl } ... on ConversationCard { avatarUrl }
    } }`,
    { id },
  );
  return data.node?.avatarUrl;
}

async function statusOf(url: string | null | undefined): Promise<number> {
  return (await fetch(url ?? "")).status;
}

/** As if a minute had passed; answers how many attachments are left. */
async function cleans(scene: Scene): Promise<number> {
  await cleanMedia(scene.db, createDiskFiles(scene.mediaDir), new Date(Date.now() + 60_000), forever);
  return scene.db.attachment.count();
}

test("an uploaded image becomes one's picture, others get it, and it goes when another takes its place", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const [first, second] = [await uploads(ana.does), await uploads(ana.does)];

  const url = await setsOwn(ana, { avatarAttachmentId: first });
  const shown = await fetch((await seen(bo, ana.id)) ?? "");
  expect([shown.status, shown.headers.get("content-type")]).toEqual([200, "image/png"]);
  expect(await seen(scene.anonymous, ana.id)).toBeUndefined();
  // It waits for no message to be sent with, and counts as no upload that is not sent.
  expect(
    (await scene.db.attachment.findUniqueOrThrow({ where: { id: decodeNodeId(first).id } })).expiresAt,
  ).toBeNull();
  const { profileVersion } = await scene.db.user.findUniqueOrThrow({ where: { username: "ana" } });
  await setsOwn(ana, { avatarAttachmentId: first, about: null });
  expect(await scene.db.user.findUniqueOrThrow({ where: { username: "ana" } })).toMatchObject({
    profileVersion,
  });
  await setsOwn(ana, { about: "Here" });
  expect(await statusOf(url)).toBe(200);

  await setsOwn(ana, { avatarAttachmentId: second });
  expect([await statusOf(url), await statusOf(await seen(bo, ana.id))]).toEqual([404, 200]);
  expect(await cleans(scene)).toBe(1);
  // A URL takes its place, and the other way round.
  expect(await setsOwn(ana, { avatarUrl: "https://example.com/ana.png" })).toBe(
    "https://example.com/ana.png",
  );
  expect(await cleans(scene)).toBe(0);
  const third = await uploads(ana.does);
  expect(await statusOf(await setsOwn(ana, { avatarAttachmentId: third }))).toBe(200);
  expect(await setsOwn(ana, { avatarUrl: null })).toBeNull();
  expect(await cleans(scene)).toBe(0);
});

test("who has uploaded a picture sees the file, and nobody else does", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const id = await uploads(ana.does);
  await setsOwn(ana, { avatarAttachmentId: id });
  const file = async (person: Person) => {
    const query = "query ($id: ID!) { node(id: $id) { ... on Attachment { state url } } }";
    const { data } = await person.asks<{ node: { state: string; url: string } | null }>(query, { id });
    return data.node;
  };
  const own = await file(ana);
  expect([own?.state, await statusOf(own?.url)]).toEqual(["READY", 200]);
  expect(await file(bo)).toBeNull();
});

test("a conversation's picture is for whoever sees it, and for its card", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");
  const channel = await makeGroup(ana, [bo], "CHANNEL");
  const url = await sets(ana, channel, { avatarAttachmentId: await uploads(ana.does) });
  expect(await statusOf(url)).toBe(200);
  expect(await statusOf(await seen(bo, channel))).toBe(200);
  expect(await seen(cy, channel)).toBeUndefined();
  await ana.does("updateConversation", { conversationId: channel, visibility: "PUBLIC" }, "__typename");
  const { data } = await cy.asks<{ publicConversations: { edges: { node: { avatarUrl: string } }[] } }>(
    "{ publicConversations { edges { node { avatarUrl } } } }",
  );
  expect(await statusOf(data.publicConversations.edges[0]?.node.avatarUrl)).toBe(200);
  // A link for another conversation does not lead to it.
  const other = new URL(url ?? "");
  other.searchParams.set("for", decodeNodeId(ana.id).id);
  expect(await statusOf(other.href)).toBe(404);

  // Who has set it leaves: it is the conversation's. A link of before ends with it.
  await ana.does("changeMemberRole", { conversationId: channel, userId: bo.id, role: "OWNER" }, "__typename");
  await ana.does("leaveConversation", { conversationId: channel }, "__typename");
  expect(await statusOf(await seen(bo, channel))).toBe(200);
  expect(await sets(bo, channel, { avatarAttachmentId: null })).toBeNull();
  expect(await statusOf(url)).toBe(404);
  expect(await cleans(scene)).toBe(0);
});

test("a link to the picture that is written back changes nothing, and one to another file is refused", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const group = await makeGroup(ana, [bo]);
  await ana.does("changeMemberRole", { conversationId: group, userId: bo.id, role: "ADMIN" }, "__typename");
  const own = await setsOwn(ana, { avatarAttachmentId: await uploads(ana.does) });
  const theirs = await sets(ana, group, { avatarAttachmentId: await uploads(ana.does) });
  // As old as it may be.
  const old = (own ?? "").replace(/until=\d+/, "until=1");

  for (const avatarUrl of [own, old])
    expect(await statusOf(await setsOwn(ana, { avatarUrl, about: `${avatarUrl?.length}` }))).toBe(200);
  for (const person of [ana, bo]) {
    const input = { avatarUrl: theirs, title: person.username };
    expect(await statusOf(await sets(person, group, input))).toBe(200);
  }
  expect(await cleans(scene)).toBe(2);

  const { origin } = new URL(own ?? "");
  for (const avatarUrl of [theirs, `${origin}/media/`, `${own?.split("?", 1)[0]}/x`])
    expect([avatarUrl, await ana.tries("updateProfile", { avatarUrl })]).toEqual([
      avatarUrl,
      "InputValidationError",
    ]);
  const input = { conversationId: group, avatarUrl: own };
  expect(await ana.tries("updateConversation", input)).toBe("InputValidationError");
  // Nor of those who have none.
  expect(await bo.tries("updateProfile", { avatarUrl: own })).toBe("InputValidationError");
  expect(await statusOf(own)).toBe(200);
  // Beside our files is somewhere else.
  expect(await setsOwn(ana, { avatarUrl: `${origin}/ana.png` })).toBe(`${origin}/ana.png`);
});

test("an admin may save a conversation with the picture that another one has given it", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const group = await makeGroup(ana, [bo]);
  await ana.does("changeMemberRole", { conversationId: group, userId: bo.id, role: "ADMIN" }, "__typename");
  const avatarAttachmentId = await uploads(ana.does);
  await sets(ana, group, { avatarAttachmentId });
  const before = await scene.log();
  expect(await statusOf(await sets(bo, group, { avatarAttachmentId }))).toBe(200);
  expect(await scene.log()).toEqual(before);
  expect(await statusOf(await sets(bo, group, { avatarAttachmentId, title: "Tea" }))).toBe(200);
  // It is ana's: nobody else takes it for another one.
  const other = await makeGroup(bo, []);
  const input = { conversationId: other, avatarAttachmentId };
  expect(await bo.tries("updateConversation", input)).toBe("NotFoundError");
});

test("what a picture's file is called is told to nobody who is shown the picture", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const group = await makeGroup(ana, [bo]);
  const named = async (url: string | null | undefined) =>
    /filename="([^"]*)"/.exec((await fetch(url ?? "")).headers.get("content-disposition") ?? "")?.[1];
  const own = await uploads(ana.does, PNG, { filename: "lawyer.png" });
  await setsOwn(ana, { avatarAttachmentId: own });
  await sets(ana, group, { avatarAttachmentId: await uploads(ana.does, PNG, { filename: "bank.png" }) });
  for (const id of [ana.id, group]) expect(await named(await seen(bo, id))).toBe("picture");
  // Members know it of what is sent.
  await sendsAttachments(ana.does, group, [own]);
  await sets(ana, group, { avatarAttachmentId: own });
  expect([await named(await seen(bo, ana.id)), await named(await seen(bo, group))]).toEqual([
    "picture",
    "lawyer.png",
  ]);
});

test("a picture that is used elsewhere as well stays as long as something uses it", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const group = await makeGroup(ana, []);
  const file = await uploads(ana.does);
  const messageId = await sendsAttachments(ana.does, group, [file]);
  await setsOwn(ana, { avatarAttachmentId: file });
  await sets(ana, group, { avatarAttachmentId: file });
  await ana.does("deleteMessage", { messageId }, "__typename");
  expect(await cleans(scene)).toBe(1);
  await setsOwn(ana, { avatarAttachmentId: null });
  expect(await cleans(scene)).toBe(1);
  expect(await statusOf(await seen(ana, group))).toBe(200);
  await sets(ana, group, { avatarUrl: "https://example.com/tea.png" });
  expect(await cleans(scene)).toBe(0);
});

test("only an image of one's own that is ready is taken", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, [bo]);
  const own = await uploads(ana.does);
  const words = await uploads(ana.does, "Some words.", { filename: "a.txt", contentType: "text/plain" });
  const pending = (await begins(ana.does, 5)).attachment.id;
  const { uploadUrl, attachment } = await begins(ana.does, 14, { contentType: "image/png" });
  await fetch(uploadUrl, { method: "PUT", body: "%PDF-1.7 words" });
  const gone = await uploads(ana.does);
  await scene.db.attachment.update({
    where: { id: decodeNodeId(gone).id },
    data: { expiresAt: new Date(0) },
  });

  for (const [avatarAttachmentId, ending] of [
    [await uploads(bo.does), "NotFoundError"],
    [gone, "NotFoundError"],
    [pending, "AttachmentNotReadyError"],
    [attachment.id, "AttachmentRefusedError"],
    [words, "InputValidationError"],
    [ana.id, "NotFoundError"],
  ] as const) {
    expect([ending, await ana.tries("updateProfile", { avatarAttachmentId })]).toEqual([ending, ending]);
    const input = { conversationId, avatarAttachmentId };
    expect([ending, await ana.tries("updateConversation", input)]).toEqual([ending, ending]);
  }
  const both = { avatarAttachmentId: own, avatarUrl: "https://example.com/a.png" };
  expect(await ana.tries("updateProfile", both)).toBe("InputValidationError");
  expect(await ana.tries("updateConversation", { conversationId, ...both })).toBe("InputValidationError");
  const theirs = { conversationId, avatarAttachmentId: await uploads(bo.does) };
  expect(await bo.tries("updateConversation", theirs)).toBe("NotAllowedError");
  // Nor is anything said, or waited for, of a file.
  const { attachment: coming } = await begins(bo.does, 5);
  const early = { conversationId, avatarAttachmentId: coming.id };
  expect(await bo.tries("updateConversation", early)).toBe("NotAllowedError");
  expect(await seen(ana, conversationId)).toBeNull();
  // What was refused is as unsent as before.
  expect(await scene.db.attachment.count({ where: { expiresAt: null } })).toBe(0);
});

test("of many who change one picture at once the last one's is there, and the others' are gone", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const group = await makeGroup(ana, []);
  const files: string[] = [];
  for (let made = 0; made < 6; made += 1) files.push(await uploads(ana.does));
  // The same ones, in both orders: what one takes the other lets go.
  await Promise.all(
    [
      ...files.map((avatarAttachmentId) => setsOwn(ana, { avatarAttachmentId })),
      ...files.toReversed().map((avatarAttachmentId) => sets(ana, group, { avatarAttachmentId })),
    ].map((each) => each.catch(() => null)),
  );
  const used = await scene.db.$queryRaw<{ id: string }[]>`
    SELECT avatar_attachment_id AS id FROM "user" WHERE avatar_attachment_id IS NOT NULL
    UNION SELECT avatar_attachment_id FROM conversation WHERE avatar_attachment_id IS NOT NULL`;
  const kept = await scene.db.attachment.findMany({ where: { expiresAt: null } });
  expect(kept.map(({ id }) => id).toSorted()).toEqual(used.map(({ id }) => id).toSorted());
  expect(await cleans(scene)).toBe(kept.length);
  for (const id of [ana.id, group]) expect(await statusOf(await seen(ana, id))).toBe(200);
});

test("an erasure takes the pictures of who is erased, their own and those they gave conversations, and tells of them", async () => {
  await using scene = await startScene();
  await using jobs = openJobs(scene);
  const { ana, bo } = await scene.people("ana", "bo");
  const group = await makeGroup(ana, [bo]);
  const others = await makeGroup(bo, [ana]);
  const own = await setsOwn(ana, { avatarAttachmentId: await uploads(ana.does) });
  const url = await sets(ana, group, { avatarAttachmentId: await uploads(ana.does) });
  await sets(bo, others, { avatarAttachmentId: await uploads(bo.does) });
  await ana.does("requestErasure", { password: PASSWORD }, "__typename");
  expect(await statusOf(own)).toBe(404);
  expect(await jobs.erase(ana)).toBe(true);
  expect(await statusOf(url)).toBe(404);
  expect([await seen(bo, ana.id), await seen(bo, group)]).toEqual([null, null]);
  expect(await statusOf(await seen(bo, others))).toBe(200);
  expect(await scene.log()).toContain("CONVERSATION_UPDATED");
  expect(await cleans(scene)).toBe(1);
});

test("who follows is told of a picture, of a person by a signal and of a conversation by its event", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const query = `subscription { inboxEvents {
    __typename ... on StreamReady { cursor } ... on ProfileChanged { user { avatarUrl } }
  } }`;
  await using inbox = await readInbox(app.url, bo, { query });
  await inbox.until("StreamReady");
  const does = doesOf(ana);
  const avatarAttachmentId = await uploads(does, PNG);
  await does("updateProfile", { avatarAttachmentId }, "__typename");
  const { user } = (await inbox.nextTold()) as unknown as { user: { avatarUrl: string } };
  expect(await statusOf(user.avatarUrl)).toBe(200);
  await expectEventsExplain(bo, group, () =>
    does("updateConversation", { conversationId: group, avatarAttachmentId }, "__typename"),
  );
});
