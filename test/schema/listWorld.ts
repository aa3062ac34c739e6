/** Three of everything that stands in a list, three times over: what the costs of lists are measured in. */
import { newId } from "../../src/lib/ids.ts";
import { makeGroup } from "../conversation/group.ts";
import { startScene } from "../conversation/scene.ts";
import { followLog } from "../search/scene.ts";
import type { Person, Scene } from "../conversation/scene.ts";
import { reports, rowOf } from "../report/scene.ts";
import { sendsAttachments, uploads } from "../support/uploads.ts";

export const EACH = 3;

export interface ListWorld extends Scene {
  /** Owns the conversations, administers the server, and has something in every list. */
  readonly ana: Person;
  /** One of the conversations: the liveliest. */
  readonly conversationId: string;
}

export async function startListWorld(): Promise<ListWorld> {
  const scene = await startScene({
    RATE_MUTATIONS_PER_10_SECONDS: "100000",
    RATE_SENDS_PER_10_SECONDS: "100000",
    RATE_REQUESTS_PER_10_SECONDS: "100000",
  });
  const { ana, bo, cy, dee, fay } = await scene.people("ana", "bo", "cy", "dee", "fay");
  await scene.db.user.update({ where: { id: rowOf(ana.id) }, data: { serverRole: "ADMIN" } });
  const crowd = await scene.crowd(2 * EACH);
  const [invited, others] = [crowd.slice(0, EACH), crowd.slice(EACH)];
  for (const userId of others) await ana.does("blockUser", { userId }, "__typename");

  let conversationId = "";
  for (let index = 0; index < EACH; index += 1) {
    conversationId = await makeGroup(ana, [bo, cy, dee, fay], "CHANNEL");
    await fill(conversationId, { ana, readers: [bo, cy, dee], author: fay, invited, others });
    const elsewhere = await makeGroup(cy, []);
    await cy.does("inviteMembers", { conversationId: elsewhere, userIds: [ana.id] }, "__typename");
    await makeRule(ana, null, `word${index}`);
    const requested = { userId: rowOf(ana.id), requestedAt: new Date(), state: "FAILED" } as const;
    await scene.db.dataExport.create({ data: { id: newId(), ...requested } });
  }
  await beNotified(scene, ana);
  await beFlagged(scene);
  await using indexing = followLog(scene);
  await indexing.catchUp();
  return { ...scene, ana, conversationId };
}

/** Devices, and what was decided of messages of others. */
async function beNotified({ db }: Scene, ana: Person): Promise<void> {
  const userId = rowOf(ana.id);
  for (let index = 0; index < EACH; index += 1) {
    const device = { platform: "WEB", provider: "CONSOLE", installId: `browser ${index}`, token: newId() };
    await ana.does("registerDevice", device, "__typename");
  }
  const messages = await db.message.findMany({ where: { senderId: { not: userId } }, take: EACH });
  await db.notification.createMany({
    data: messages.map(({ id, conversationId, seq }) => ({
      userId,
      conversationId,
      seq,
      messageId: id,
      state: "SUPPRESSED",
      reason: "READ",
      decidedAt: new Date(),
    })),
  });
}

/** Reports with earlier messages, as those of a content rule have them. */
async function beFlagged({ db }: Scene): Promise<void> {
  for (const { id: reportId, conversationId, targetId } of await db.report.findMany()) {
    if (conversationId === null) continue;
    const messages = await db.message.findMany({
      where: { conversationId, id: { not: targetId } },
      orderBy: { seq: "asc" },
      take: EACH,
    });
    await db.flaggedMessage.createMany({
      data: messages.map(({ id: messageId, seq: messageSeq, changedSeq: messageChangedSeq }) => ({
        id: newId(),
        reportId,
        messageId,
        messageSeq,
        messageChangedSeq,
      })),
    });
  }
}

interface Cast {
  readonly ana: Person;
  readonly readers: readonly Person[];
  /** Whose messages are reported. */
  readonly author: Person;
  readonly invited: readonly string[];
  readonly others: readonly string[];
}

async function fill(conversationId: string, cast: Cast): Promise<void> {
  const { ana, readers, author } = cast;
  for (const person of [ana, ...readers.slice(1)]) {
    const messageId = await sendsAttachments((...args) => author.does(...args), conversationId, [
      await uploads((...args) => author.does(...args)),
    ]);
    const reportId = await reports(person, { messageId });
    for (let note = 0; note < EACH; note += 1) {
      await ana.does("addReportNote", { reportId, body: "Seen.", clientKey: newId() }, "__typename");
    }
  }
  for (let index = 0; index < EACH; index += 1) await sayMuch(conversationId, cast);

  await ana.does("saveDraft", { conversationId, body: "I was about to" }, "__typename");
  await ana.does("inviteMembers", { conversationId, userIds: cast.invited }, "__typename");
  for (const userId of cast.others) {
    await ana.does("createInviteLink", { conversationId, clientKey: newId() }, "__typename");
    await ana.does("banMember", { conversationId, userId, until: null }, "__typename");
    await makeRule(ana, conversationId, `word${userId}`);
  }
  await ana.does("updateConversation", { conversationId, visibility: "PUBLIC" }, "__typename");
}

/** A message that is edited, pinned, answered in a thread, and to which everybody reacts. */
async function sayMuch(conversationId: string, { ana, readers }: Cast): Promise<void> {
  const attachmentId = await uploads((...args) => ana.does(...args));
  const messageId = await sendsAttachments((...args) => ana.does(...args), conversationId, [attachmentId], {
    body: "@bo @cy @dee",
  });
  for (let edit = 0; edit < EACH; edit += 1) {
    await ana.does("editMessage", { messageId, body: `@bo @cy @dee ${edit}` }, "__typename");
  }
  await ana.does("pinMessage", { messageId }, "__typename");
  for (const person of readers) {
    for (const emoji of ["👍", "🎉", "👀"])
      await person.does("addReaction", { messageId, emoji }, "__typename");
    const reply = { conversationId, body: "Yes.", threadRootId: messageId, clientKey: newId() };
    await person.does("sendMessage", reply, "__typename");
  }
  for (const person of readers) await person.does("markRead", { conversationId, seq: 1_000 }, "__typename");
}

async function makeRule(ana: Person, conversationId: string | null, pattern: string): Promise<void> {
  const rule = { conversationId, kind: "WORD", pattern, action: "FLAG", clientKey: newId() };
  await ana.does("createContentRule", rule, "__typename");
}
