/** Whoever was removed holds what they were handed before, and learns nothing of what is written after. */
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { RawSocket, post, readMetric } from "../transports/support.ts";
import type { Frame } from "../transports/support.ts";

const MESSAGES = 30;
/** Each is a frame of 1.6 MB with its body asked for 26 times: more than the buffers of two sockets take. */
const LONG = "😀".repeat(16_000);
const TIMES = Array.from({ length: 25 }, (_, index) => `again${index}: body`).join(" ");

const FOLLOW = `
  subscription ($conversationId: ID!, $after: Cursor) {
    conversationEvents(conversationId: $conversationId, after: $after) {
      __typename
      ... on MessageSent {
        sentMessage {
          ${TIMES} body changedSeq revisions(first: 10) { edges { node { replacedSeq body } } }
          mentions { username }
        }
      }
    }
  }`;

const LEAVE = `
  mutation ($input: LeaveConversationInput!) {
    leaveConversation(input: $input) {
      ... on LeaveConversationPayload {
        leftConversation {
          headSeq
          postingPolicy
          messages(last: 10) {
            edges {
              node { seq changedSeq editedAt deletedAt body revisions(first: 10) { edges { node { body } } } }
            }
          }
        }
      }
    }
  }`;

const CHANGE_POLICY = `
  mutation ($input: UpdateConversationInput!) {
    updateConversation(input: $input) { __typename }
  }`;

test("a slow reader who is removed meanwhile is handed no words written after, revisions included", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const live = await bo.follow(group);
  await live.next();
  await live.drop();
  await ana.sends(group, ...Array.from({ length: MESSAGES }, () => LONG));
  const [last] = await ana.sends(group, "before the removal");

  await using reader = await RawSocket.enter(app.url, bo.authorization);
  reader.subscribe("slow", FOLLOW, { conversationId: group, after: live.cursor });
  await reader.next();
  reader.webSocket.pause();
  expect(await deliveriesThatStand(app.url)).toBeLessThan(MESSAGES);
  await ana.removes(group, bo);
  await ana.edits(last?.id ?? "", `written after the removal for @${cy.username}`);
  await ana.edits(last?.id ?? "", "once more");
  reader.webSocket.resume();

  const frames: Frame[] = [];
  while (frames.at(-1)?.type !== "complete") frames.push(await reader.next());
  // As it was before the removal, or withheld where the stream has read it anew.
  const asRead = {
    body: expect.stringMatching(/^(before the removal)?$/),
    changedSeq: MESSAGES + 2,
    revisions: { edges: [] },
    mentions: [],
  };
  expect(frames.slice(-4)).toMatchObject([
    { payload: { data: { conversationEvents: { sentMessage: asRead } } } },
    { payload: { data: { conversationEvents: { __typename: "StreamReady" } } } },
    { payload: { data: { conversationEvents: { __typename: "MemberLeft" } } } },
    { type: "complete" },
  ]);
});

test("who was removed is not told, by leaving, what was changed after", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const [edited, deleted] = await ana.sends(group, "to be edited", "to be deleted");
  await ana.removes(group, bo);
  await ana.edits(edited?.id ?? "", "changed after");
  await ana.deletes(deleted?.id ?? "");
  const restricted = { input: { conversationId: group, postingPolicy: "MODERATORS" } };
  await asks(app.url, ana.authorization, CHANGE_POLICY, restricted);

  const { data } = await asks(app.url, bo.authorization, LEAVE, { input: { conversationId: group } });
  const untold = { editedAt: null, deletedAt: null, body: "", revisions: { edges: [] } };
  expect(data).toEqual({
    leaveConversation: {
      leftConversation: {
        headSeq: 4,
        postingPolicy: "EVERYONE",
        messages: {
          edges: [
            { node: { ...untold, seq: 2, changedSeq: 2 } },
            { node: { ...untold, seq: 3, changedSeq: 3 } },
          ],
        },
      },
    },
  });
});

async function asks(
  url: string,
  authorization: string,
  query: string,
  variables: Readonly<Record<string, unknown>>,
) {
  const { json } = await post(url, { body: JSON.stringify({ query, variables }) }, { authorization });
  expect(json.errors).toBeUndefined();
  return json;
}

/** How many events were handed to streams, once that stands however long others are served. */
async function deliveriesThatStand(url: string): Promise<number> {
  for (let before = -1; ;) {
    const now = await readMetric(url, "parley_deliveries_total");
    if (now === before) return now;
    before = now;
    for (let other = 0; other < 50; other += 1) await post(url, "{ __typename }");
  }
}
