/** Who has read a message: counts and lists, to those who may know. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { graphql } from "../gen/index.ts";
import { startApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { addCrowd, listen, markDelivered, markRead, markUnread, receiptsOf, uuidOf } from "./scene.ts";

const SendAgainDocument = graphql(`
  mutation SendAgain($input: SendMessageInput!) {
    sendMessage(input: $input) {
      __typename
      ... on SendMessagePayload {
        sentMessage {
          body
          readCount
          deliveredCount
          mentions {
            username
          }
          readBy {
            edges {
              node {
                id
              }
            }
          }
        }
      }
    }
  }
`);

const PageDocument = graphql(`
  query ReceiptsPage($id: ID!) {
    conversation(id: $id) {
      messages(last: 100) {
        edges {
          node {
            seq
            readCount
            deliveredCount
            readBy(first: 2) {
              edges {
                node {
                  user {
                    username
                  }
                }
              }
            }
          }
        }
      }
    }
  }
`);

const ReplayDocument = graphql(`
  subscription ReceiptsReplay($conversationId: ID!, $after: Cursor) {
    conversationEvents(conversationId: $conversationId, after: $after) {
      __typename
      ... on MessageSent {
        cursor
        sentMessage {
          body
          readCount
          deliveredCount
          mentions {
            username
          }
          readBy {
            edges {
              node {
                id
              }
            }
          }
        }
      }
      ... on MemberLeft {
        member {
          readSeq
          deliveredSeq
          unreadCount
          mentionCount
        }
      }
      ... on MemberJoined {
        member {
          readSeq
          deliveredSeq
          unreadCount
          mentionCount
        }
      }
    }
  }
`);

test("a message is read by the members whose mark has reached it, its sender left out", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy", "dee");
  const [one, two] = await ana.sends(group, "one", "two");
  const first = { id: one?.id ?? "", seq: one?.seq ?? 0 };
  const second = { id: two?.id ?? "", seq: two?.seq ?? 0 };
  expect(await receiptsOf(bo, first.id)).toMatchObject({ readCount: 0, deliveredCount: 0, readBy: [] });

  await markRead(ana, group, second.seq);
  await markRead(bo, group, second.seq);
  await markRead(cy, group, first.seq);
  await markDelivered(cy, group, second.seq);
  for (const asker of [ana, bo, cy]) {
    expect(await receiptsOf(asker, first.id)).toMatchObject({
      readCount: 2,
      deliveredCount: 2,
      readBy: ["bo", "cy"],
    });
    expect(await receiptsOf(asker, second.id)).toMatchObject({
      readCount: 1,
      deliveredCount: 2,
      readBy: ["bo"],
    });
  }

  // Read once is read for the others, whatever its reader makes of it.
  await markUnread(bo, group, first.seq);
  expect(await receiptsOf(ana, first.id)).toMatchObject({ readCount: 2 });
  await ana.removes(group, cy);
  expect(await receiptsOf(ana, first.id)).toMatchObject({ readCount: 1, readBy: ["bo"] });
});

test("who may not see a message is not counted as one who read it", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const [one, two] = await ana.sends(group, "one", "two");
  await markRead(bo, group, 3);
  await markRead(cy, group, 3);
  await rowsOf(app, "UPDATE member SET visible_from_seq = 3 WHERE user_id = $1", [uuidOf(bo.id)]);

  expect(await receiptsOf(ana, one?.id ?? "")).toMatchObject({
    readCount: 1,
    deliveredCount: 1,
    readBy: ["cy"],
  });
  expect(await receiptsOf(ana, two?.id ?? "")).toMatchObject({ readCount: 2, readBy: ["bo", "cy"] });
  expect(await receiptsOf(bo, one?.id ?? "")).toMatchObject({ readCount: 0, deliveredCount: 0, readBy: [] });
});

test("readers come in pages, in the order they joined", async () => {
  await using app = await startApp();
  const { ana, bo, cy, dee, group } = await app.people.inGroup("ana", "bo", "cy", "dee");
  const [message] = await ana.sends(group, "one");
  for (const person of [dee, bo, cy]) await markRead(person, group, 2);
  const id = message?.id ?? "";

  const all = (await receiptsOf(ana, id))?.readBy ?? [];
  expect(all.toSorted()).toEqual(["bo", "cy", "dee"]);
  const page = await receiptsOf(ana, id, { first: 2 });
  expect(page).toMatchObject({ readBy: all.slice(0, 2), hasNextPage: true });
  const rest = await receiptsOf(ana, id, { first: 2, after: page?.endCursor ?? "" });
  expect(rest).toMatchObject({ readBy: all.slice(2), hasNextPage: false });

  const { errors } = await ana.ask(PageOfDocument, { id, after: "junk" });
  expect(errors?.[0]?.extensions?.code).toBe("BAD_REQUEST");
});

const PageOfDocument = graphql(`
  query PageOfReaders($id: ID!, $after: String) {
    node(id: $id) {
      ... on Message {
        readBy(first: 101, after: $after) {
          pageInfo {
            hasNextPage
          }
        }
      }
    }
  }
`);

test("a page of messages tells the same as each message alone, and as the marks say", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  for (let index = 0; index < 6; index += 1) await [ana, bo][index % 2]?.sends(group, `message ${index}`);
  await addCrowd(app, group, 30);
  await markRead(bo, group, 4);
  await rowsOf(
    app,
    "UPDATE member SET visible_from_seq = 5 WHERE id IN (SELECT id FROM member WHERE role = 'MEMBER' ORDER BY id LIMIT 12) AND user_id <> $1",
    [uuidOf(bo.id)],
  );

  const { conversation } = await ana.asks(PageDocument, { id: group });
  const page = conversation?.messages.edges.map(({ node }) => node) ?? [];
  expect(page).toHaveLength(6);
  const counted = await rowsOf(
    app,
    `SELECT message.seq,
            count(*) FILTER (WHERE k.receipt_seq >= message.seq)::int AS "readCount",
            count(*) FILTER (WHERE k.delivered_seq >= message.seq)::int AS "deliveredCount"
     FROM message
     JOIN member m ON m.conversation_id = message.conversation_id AND m.user_id <> message.sender_id
       AND m.visible_from_seq <= message.seq
     LEFT JOIN member_mark k ON k.conversation_id = m.conversation_id AND k.user_id = m.user_id
     GROUP BY message.seq ORDER BY message.seq`,
  );
  expect(page.map(({ seq, readCount, deliveredCount }) => ({ seq, readCount, deliveredCount }))).toEqual(
    counted,
  );
  for (const { readBy, readCount } of page) expect(readBy.edges).toHaveLength(Math.min(2, readCount));
});

test("who has left is shown nothing of what the others read", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const clientKey = randomUUID();
  await bo.send(group, "hello @ana", clientKey);
  const live = await bo.follow(group);
  await live.until("StreamReady");
  await ana.sends(group, "two");
  await markRead(ana, group, 3);
  await markRead(cy, group, 3);
  await live.drop();
  const dee = await app.people.register("dee");
  await ana.adds(group, dee);
  await ana.removes(group, bo);
  await markRead(ana, group, 5);

  // The answer of a repeated send, and a replay up to the removal.
  const again = await bo.asks(SendAgainDocument, {
    input: { conversationId: group, body: "hello @ana", clientKey },
  });
  const nothing = { readCount: 0, deliveredCount: 0, readBy: { edges: [] } };
  expect(again.sendMessage).toMatchObject({
    __typename: "SendMessagePayload",
    sentMessage: { ...nothing, body: "hello @ana", mentions: [{ username: "ana" }] },
  });
  const hidden = { member: { readSeq: null, deliveredSeq: null, unreadCount: null, mentionCount: null } };
  const replay = [];
  const variables = { conversationId: group, after: live.cursor };
  for await (const data of listen(app.url, bo, ReplayDocument, variables)) replay.push(data);
  expect(replay.map((data) => data.conversationEvents)).toMatchObject([
    { __typename: "MessageSent", sentMessage: { ...nothing, body: "two" } },
    { __typename: "MemberJoined", ...hidden },
    { __typename: "MemberLeft", ...hidden },
  ]);
  expect(await receiptsOf(bo, again.sendMessage.__typename)).toBeNull();
});
