/** The group where most happens: answers, a thread, reactions, a pin, an edit, a deletion, mentions of each. */
import { createGroup } from "../../domain/conversation/createGroup.ts";
import { banMember } from "../../domain/ban/banMember.ts";
import { saveDraft } from "../../domain/draft/saveDraft.ts";
import { createInviteLink } from "../../domain/inviteLink/createInviteLink.ts";
import { changeMemberRole } from "../../domain/member/changeMemberRole.ts";
import { deleteMessage } from "../../domain/message/deleteMessage.ts";
import { editMessage } from "../../domain/message/editMessage.ts";
import { pinMessage } from "../../domain/message/pinMessage.ts";
import type { MessageRow } from "../../domain/rows.ts";
import { updateConversationSettings } from "../../domain/settings/updateConversationSettings.ts";
import { markThreadRead } from "../../domain/thread/markThreadRead.ts";
import { cakePicture, upload } from "./files.ts";
import { react, readTo, say, talk, weeksFromNow } from "./scene.ts";
import type { Demo } from "./scene.ts";
import { NOTHING_SET } from "./settings.ts";

export async function talkInGroup(demo: Demo): Promise<void> {
  const { ports, people } = demo;
  const { conversation } = await createGroup(ports, people.ana, {
    title: "Parley demo",
    memberIds: [people.bo, people.cy],
    kind: "GROUP",
    clientKey: "demo",
  });
  const conversationId = conversation.id;
  const welcome = await say(demo, conversationId, ["ana", "Welcome, both! This is where we try things out."]);
  await react(demo, welcome, "🎉", "bo", "cy");
  await talk(
    demo,
    conversationId,
    ["bo", "Hello! Who else is here?"],
    ["cy", "Me 🙂 Good to see you, Bo."],
    ["ana", "Bo, would you keep an eye on this room when I'm away?"],
    ["bo", "Sure."],
  );
  await changeMemberRole(ports, people.ana, { conversationId, userId: people.bo, role: "MODERATOR" });
  // Who is kept out is no member: Eli, and his keyboards.
  const banned = { conversationId, userId: people.eli };
  // A ban that is placed again begins anew.
  if ((await ports.db.ban.count({ where: banned })) === 0) {
    await banMember(ports, people.bo, { ...banned, until: weeksFromNow(1) });
  }
  await createInviteLink(ports, people.ana, {
    conversationId,
    expiresAt: null,
    usesMax: 25,
    clientKey: "demo",
  });
  const meeting = await planMeeting(demo, conversationId);
  await slip(demo, conversationId);
  await comeBack(demo, conversationId);
  await updateConversationSettings(ports, people.ana, { ...NOTHING_SET, conversationId, isPinned: true });
  await talkInThread(demo, meeting);

  await showCake(demo, conversationId);

  const bye = await say(demo, conversationId, ["ana", "See you on Thursday!"]);
  await react(demo, bye, "👋", "bo", "cy");
  await readTo(demo, bye, "ana", "bo", "cy");
  await talk(demo, conversationId, ["cy", "One more thing."], ["cy", "@ana @bo Who brings the cake? 🍰"]);
}

/** The question is edited, pinned, and the root of a thread. */
async function planMeeting(demo: Demo, conversationId: string): Promise<MessageRow> {
  const { ports, people } = demo;
  await talk(
    demo,
    conversationId,
    ["ana", "Done, you are a moderator now."],
    ["bo", "The power! I'll use it for good."],
  );
  const asked = await say(demo, conversationId, [
    "ana",
    "@all Shall we go through the release notes on Thursday at 10:00?",
  ]);
  await say(demo, conversationId, ["cy", "Thursday works, but I have the dentist at ten."], {
    replyToId: asked.id,
  });
  const moved = await editMessage(ports, people.ana, {
    messageId: asked.id,
    body: "@all Shall we go through the release notes on Thursday at **11:00**?",
  });
  await react(demo, moved, "👍", "bo", "cy");
  await react(demo, moved, "🦷", "bo");
  await pinMessage(ports, people.ana, asked.id);
  await talk(demo, conversationId, ["ana", "Moved it to eleven, see above."], ["cy", "Thank you!"]);
  return asked;
}

async function showCake(demo: Demo, conversationId: string): Promise<void> {
  const cake = await upload(demo, "bo", cakePicture());
  if (cake === null) return;
  const shown = await say(demo, conversationId, ["bo", "Last week's cake, for the record."], {
    attachmentIds: [cake],
  });
  await react(demo, shown, "😋", "ana", "cy");
}

async function slip(demo: Demo, conversationId: string): Promise<void> {
  const list = await say(demo, conversationId, ["cy", "mlik, eggs, bread"]);
  await say(demo, conversationId, ["cy", "Sorry, wrong window. My shopping list does not need a review."]);
  await deleteMessage(demo.ports, demo.people.cy, { messageId: list.id });
  const joke = await say(demo, conversationId, ["bo", "Pity, I had comments on the eggs."]);
  await react(demo, joke, "😄", "ana", "cy");
}

async function comeBack(demo: Demo, conversationId: string): Promise<void> {
  await talk(
    demo,
    conversationId,
    [
      "bo",
      "By the way: I pulled my network cable while you were typing, and nothing was missing when I came back.",
    ],
    [
      "ana",
      "That's the idea: everything after your cursor, in order, once.\n\n```graphql\nsubscription ($id: ID!, $after: Cursor) {\n  conversationEvents(conversationId: $id, after: $after) {\n    cursor\n  }\n}\n```",
    ],
    ["cy", "Then I can read the release notes on the train after all."],
    ["bo", "Tunnels included."],
  );
}

/** Ana has read the first reply; Bo is writing another. */
async function talkInThread(demo: Demo, { id: rootId, conversationId }: MessageRow): Promise<void> {
  const { ports, people } = demo;
  const inThread = { threadRootId: rootId };
  const first = await say(demo, conversationId, ["bo", "I'll collect what has changed."], inThread);
  await markThreadRead(ports, people.ana, { rootId, seq: first.seq });
  await say(demo, conversationId, ["cy", "And I'll bring the list of what has *not*."], inThread);
  await say(demo, conversationId, ["bo", "@ana Do we have a room?"], inThread);
  await saveDraft(ports, people.bo, {
    conversationId,
    threadRootId: rootId,
    body: "If not, there is always the café",
  });
}
