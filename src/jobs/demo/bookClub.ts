/** A group of others, to which Ana and Cy are invited. */
import { createContentRule } from "../../domain/contentRule/createContentRule.ts";
import { createGroup } from "../../domain/conversation/createGroup.ts";
import { updateConversation } from "../../domain/conversation/updateConversation.ts";
import { inviteMembers } from "../../domain/invitation/inviteMembers.ts";
import { say, talk } from "./scene.ts";
import type { Demo } from "./scene.ts";

export async function foundBookClub(demo: Demo): Promise<void> {
  const { ports, people } = demo;
  const { conversation } = await createGroup(ports, people.di, {
    title: "Book club",
    memberIds: [people.eli],
    kind: "GROUP",
    clientKey: "demo-book-club",
  });
  const conversationId = conversation.id;
  await updateConversation(ports, people.di, {
    conversationId,
    description: "A chapter a week, tea included.",
    historyVisibility: "SINCE_JOINED",
  });
  await talk(
    demo,
    conversationId,
    ["di", "Chapter seven by Friday?"],
    ["eli", "If nobody tells me how it ends."],
    ["di", "I'll ask Ana and Cy, too. And from now on this room keeps the end to itself."],
  );
  await createContentRule(ports, people.di, {
    conversationId,
    kind: "WORD",
    pattern: "the gardener",
    action: "MASK",
    clientKey: "demo-gardener",
  });
  // What the rule hides is stored nowhere.
  await say(demo, conversationId, ["eli", "It was the gardener, wasn't it?"]);
  await askWhere(demo, conversationId);
  await inviteMembers(ports, people.di, {
    conversationId,
    userIds: [people.ana, people.cy],
    expiresAt: null,
  });
}

/** Where the operator has named a type of content, one message has some of it. */
async function askWhere(demo: Demo, conversationId: string): Promise<void> {
  const [type] = demo.ports.customContentTypes;
  if (type === undefined) return;
  const data = { question: "Where do we meet?", options: ["at Di's", "in the library"] };
  await say(demo, conversationId, ["eli", "Where do we meet?"], { content: { custom: { type, data } } });
}
