/** Public channels: announcements that few may write, and one where everybody may, slowly. */
import { createContentRule } from "../../domain/contentRule/createContentRule.ts";
import { createGroup } from "../../domain/conversation/createGroup.ts";
import { updateConversation } from "../../domain/conversation/updateConversation.ts";
import { changeMemberRole } from "../../domain/member/changeMemberRole.ts";
import { joinConversation } from "../../domain/member/joinConversation.ts";
import { muteMember } from "../../domain/member/muteMember.ts";
import { pinMessage } from "../../domain/message/pinMessage.ts";
import { blockUser } from "../../domain/privacy/blockUser.ts";
import { reportContent } from "../../domain/report/reportContent.ts";
import type { MessageRow } from "../../domain/rows.ts";
import {
  MUTED_UNTIL_MAX,
  updateConversationSettings,
} from "../../domain/settings/updateConversationSettings.ts";
import { react, readTo, say, talk } from "./scene.ts";
import type { Demo } from "./scene.ts";
import { NOTHING_SET } from "./settings.ts";

const RELEASE_NOTES = `**Parley 0.1** is close @all:

1. threads, with a list of those one follows
2. drafts on all of one's devices
3. public channels like this one

Run \`npm start\` to see it.`;

/** Answers the news that somebody will pass on. */
export async function announce(demo: Demo): Promise<MessageRow> {
  const { ports, people } = demo;
  const { conversation } = await createGroup(ports, people.ana, {
    title: "Announcements",
    memberIds: [people.bo, people.cy],
    kind: "CHANNEL",
    clientKey: "demo-announcements",
  });
  const conversationId = conversation.id;
  await updateConversation(ports, people.ana, {
    conversationId,
    description: "What is new, and what is about to be. Everybody reads, few write.",
    visibility: "PUBLIC",
    postingPolicy: "MODERATORS",
  });
  for (const name of ["di", "eli"] as const) await joinConversation(ports, people[name], { conversationId });
  const hello = await say(demo, conversationId, ["ana", "Hello, everybody who has found this channel."]);
  await readTo(demo, hello, "bo", "cy", "di");
  const news = await say(demo, conversationId, ["ana", RELEASE_NOTES]);
  await pinMessage(ports, people.ana, news.id);
  await react(demo, news, "🚀", "bo", "di", "eli");
  await react(demo, news, "👀", "cy");
  await readTo(demo, news, "ana", "di");
  return news;
}

/** Di owns it, Bo moderates: what Eli says waits in his queue. Ana does not want to hear of it for now. */
export async function chatSlowly(demo: Demo): Promise<void> {
  const { ports, people } = demo;
  const { conversation } = await createGroup(ports, people.di, {
    title: "Water cooler",
    memberIds: [people.ana, people.bo, people.cy, people.eli],
    kind: "CHANNEL",
    clientKey: "demo-water-cooler",
  });
  const conversationId = conversation.id;
  await changeMemberRole(ports, people.di, { conversationId, userId: people.bo, role: "MODERATOR" });
  const riddle = await say(demo, conversationId, ["di", "What has keys and opens no door?"]);
  await say(demo, conversationId, ["cy", "A keyboard!"], { replyToId: riddle.id });
  const answer = await talk(
    demo,
    conversationId,
    ["bo", "A map."],
    ["di", "@cy wins. (Bo, a *map*?)"],
    ["bo", "It has a legend at least."],
  );
  await react(demo, answer, "😄", "di", "cy", "ana");
  await readTo(demo, answer, "ana", "bo", "cy", "di");
  // What has such a link waits in the queue by itself; and Cy reports it as well.
  await createContentRule(ports, people.di, {
    conversationId,
    kind: "LINK",
    pattern: "keyboards.example",
    action: "FLAG",
    clientKey: "demo-keyboards",
  });
  const advertisement = await say(demo, conversationId, [
    "eli",
    "Cheap keyboards, only today! <https://keyboards.example/cheap>",
  ]);
  await reportContent(ports, people.cy, {
    kind: "MESSAGE",
    targetId: advertisement.id,
    reason: "SPAM",
    words: "The third one this week.",
    clientKey: "demo",
  });
  const muted = { conversationId, userId: people.eli };
  if ((await ports.db.member.count({ where: { ...muted, silencedUntil: null } })) > 0) {
    await muteMember(ports, people.bo, { ...muted, until: new Date(Date.now() + 3_600_000) });
  }
  await blockUser(ports, people.cy, people.eli);
  await updateConversation(ports, people.di, {
    conversationId,
    description: "Anything but work. One message a minute.",
    visibility: "PUBLIC",
    slowModeSeconds: 60,
  });
  await updateConversationSettings(ports, people.ana, {
    ...NOTHING_SET,
    conversationId,
    mutedUntil: MUTED_UNTIL_MAX,
  });
}
