/** Ana's direct conversations: with Bo, with Cy, and with herself. */
import { createDirectConversation } from "../../domain/conversation/createDirectConversation.ts";
import { saveDraft } from "../../domain/draft/saveDraft.ts";
import { forwardMessage } from "../../domain/message/forwardMessage.ts";
import type { MessageRow } from "../../domain/rows.ts";
import { hummedTune, upload } from "./files.ts";
import { react, readTo, say, talk } from "./scene.ts";
import type { Demo } from "./scene.ts";

export async function writeNotes(demo: Demo): Promise<void> {
  const { ana } = demo.people;
  const { id } = await createDirectConversation(demo.ports, ana, { userId: ana });
  await talk(
    demo,
    id,
    [
      "ana",
      "Before Thursday:\n\n- [x] ask Bo about the logs\n- [ ] collect the release notes\n- [ ] find a cake",
    ],
    ["ana", "The train at 17:05 has no seats to reserve."],
  );
}

/** Cy waits for an answer; `news` is forwarded to him. */
export async function talkWithCy(demo: Demo, news: MessageRow): Promise<void> {
  const { ports, people } = demo;
  const { id: conversationId } = await createDirectConversation(ports, people.ana, { userId: people.cy });
  await say(demo, conversationId, ["ana", "In case you missed it:"]);
  const forwarded = await forwardMessage(ports, people.ana, {
    messageId: news.id,
    conversationId,
    clientKey: "demo-news",
  });
  await readTo(demo, forwarded.message, "ana", "cy");
  await react(demo, forwarded.message, "🙏", "cy");
  await say(demo, conversationId, ["cy", "I had. Thank you! Here is how glad I am:"]);
  const hum = await upload(demo, "cy", hummedTune());
  if (hum !== null) await say(demo, conversationId, ["cy", "🎶"], { attachmentIds: [hum] });
  await say(demo, conversationId, ["cy", "Could you have a look at my slides before Thursday?"]);
  await saveDraft(ports, people.ana, {
    conversationId,
    threadRootId: null,
    body: "Of course. Send them over, and",
  });
}

export async function talkWithBo(demo: Demo): Promise<void> {
  const { ports, people } = demo;
  const { id: conversationId } = await createDirectConversation(ports, people.ana, { userId: people.bo });
  await talk(demo, conversationId, ["ana", "Hi Bo! Is this thing on?"], ["bo", "Loud and clear 👋"]);
  const question = await say(demo, conversationId, ["bo", "Lunch after the release notes on Thursday?"]);
  const place = await say(demo, conversationId, ["ana", "Yes, please. Here, at one?"], {
    replyToId: question.id,
    content: { location: { latitude: 52.4996, longitude: 13.4284, name: "The café by the canal" } },
  });
  await react(demo, place, "👍", "bo");
  await say(demo, conversationId, ["bo", "They have the good soup."], { replyToId: place.id });
  const last = await talk(
    demo,
    conversationId,
    ["ana", "Nice. I've made a group for the three of us, come and say hello to Cy."],
    ["bo", "On my way."],
  );
  await readTo(demo, last, "ana", "bo");
}
