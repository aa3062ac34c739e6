/** The scenarios of the inbox stream; docs/EVENTS.md has them under the same titles. */
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";

test("one stream carries all conversations, those that begin meanwhile included", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const inbox = await bo.inbox();
  expect(await inbox.next()).toMatchObject({ __typename: "StreamReady", recovered: false });
  await ana.sends(conversation, "in the old one");
  expect(await inbox.bodies(1)).toEqual(["in the old one"]);

  const group = await ana.makesGroup("New", bo);
  await ana.sends(group, "in the new one");
  const items = await inbox.until("MessageSent");
  expect(items.filter((item) => item.__typename !== "StreamCheckpoint")).toMatchObject([
    { __typename: "ConversationCreated", conversation: { id: group } },
    { __typename: "MessageSent", sentMessage: { body: "in the new one" } },
  ]);
});

test("an inbox resumes from its last checkpoint: what happened since comes, in order", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const group = await ana.makesGroup("Group", bo);
  const inbox = await bo.inbox();
  await inbox.next();
  await ana.sends(conversation, "seen");
  await inbox.until("StreamCheckpoint");
  const after = inbox.cursor;
  await inbox.drop();
  await ana.sends(conversation, "missed one");
  await ana.sends(group, "missed two");
  await ana.sends(conversation, "missed three");
  const later = await ana.makesGroup("Later", bo);

  const resumed = await bo.inbox({ after });
  const items = await resumed.until("StreamReady");
  const missed = (id: string) =>
    items.flatMap((item) =>
      "conversation" in item && item.conversation.id === id
        ? [item.__typename === "MessageSent" ? item.sentMessage.body : item.__typename]
        : [],
    );
  expect(missed(conversation)).toEqual(["missed one", "missed three"]);
  expect(missed(group)).toEqual(["missed two"]);
  expect(missed(later)).toEqual(["ConversationCreated"]);
  expect(items.at(-1)).toMatchObject({ recovered: true });
});

/** Without what comes again, which a client drops. */
function newerThan<Item extends object>(seq: number, items: readonly Item[]): Item[] {
  return items.filter((item) => !("seq" in item) || Number(item.seq) > seq);
}

test("a removal during an absence reaches the removed on the inbox", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const inbox = await bo.inbox();
  await inbox.next();
  const after = inbox.cursor;
  await inbox.drop();
  await ana.sends(group, "before");
  await ana.removes(group, bo);
  await ana.sends(group, "after");

  const resumed = await bo.inbox({ after });
  const items = newerThan(1, await resumed.until("StreamReady"));
  expect(items.map((item) => item.__typename)).toEqual(["MessageSent", "MemberLeft", "StreamReady"]);
  await ana.adds(group, bo);
  await ana.sends(group, "welcome back");
  expect(await resumed.bodies(1)).toEqual(["welcome back"]);
});

test("who was removed and came back during an absence is told of both, before StreamReady", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const inbox = await bo.inbox();
  await inbox.next();
  const after = inbox.cursor;
  await inbox.drop();
  await ana.sends(group, "before");
  await ana.removes(group, bo);
  await ana.sends(group, "while bo was out");
  await ana.adds(group, bo);
  await ana.sends(group, "welcome back");

  const resumed = await bo.inbox({ after });
  expect(newerThan(1, await resumed.until("StreamReady"))).toMatchObject([
    { __typename: "MessageSent", sentMessage: { body: "before" } },
    { __typename: "MemberLeft" },
    { __typename: "MemberJoined" },
    { __typename: "MessageSent", sentMessage: { body: "welcome back" } },
    { __typename: "StreamReady", recovered: true },
  ]);
});

test("who is removed and added again while following gets both, and goes on", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const inbox = await bo.inbox();
  await inbox.next();
  await ana.removes(group, bo);
  await ana.sends(group, "not for bo");
  await ana.adds(group, bo);
  await ana.sends(group, "for bo");
  const items = await inbox.until("MessageSent");
  expect(items.flatMap((item) => (item.__typename === "StreamCheckpoint" ? [] : [item.__typename]))).toEqual([
    "MemberLeft",
    "MemberJoined",
    "MessageSent",
  ]);
  expect(items.at(-1)).toMatchObject({ sentMessage: { body: "for bo" } });
});

test("a cursor of another history gets StreamReset; of another user, of a conversation, or broken, BAD_REQUEST", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const inbox = await bo.inbox();
  await inbox.next();
  const [, , user] = Buffer.from(inbox.cursor ?? "", "base64url")
    .toString()
    .split(":");
  const otherEpoch = Buffer.from(`i:${user}:${user}:1`).toString("base64url");
  const reset = await bo.inbox({ after: otherEpoch });
  expect(await reset.take(2)).toMatchObject([
    { __typename: "StreamReset" },
    { __typename: "StreamReady", recovered: false },
  ]);
  const live = await ana.follow(conversation);
  await live.next();
  for (const after of [inbox.cursor, live.cursor, "nonsense"]) {
    await expect(ana.inbox({ after })).rejects.toMatchObject([{ extensions: { code: "BAD_REQUEST" } }]);
  }
});
