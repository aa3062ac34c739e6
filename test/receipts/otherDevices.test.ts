/** What a person's other devices, and the others' inboxes, are told of marks. */
import { expect, test } from "vitest";
import { graphql } from "../gen/index.ts";
import { startCluster } from "../support/app.ts";
import { listen, markRead, markUnread } from "./scene.ts";

const InboxMarksDocument = graphql(`
  subscription InboxMarks($after: Cursor) {
    inboxEvents(after: $after) {
      __typename
      ... on StreamReady {
        cursor
      }
      ... on ReceiptsAdvanced {
        count
        members {
          readSeq
          user {
            username
          }
        }
      }
      ... on ViewerMarksChanged {
        member {
          conversation {
            id
          }
          deliveredSeq
          readSeq
          unreadCount
          mentionCount
        }
      }
    }
  }
`);

test("marks of one device reach the others on the inbox, on every process, as they are now", async () => {
  await using cluster = await startCluster(2);
  const [here, there] = cluster.nodes;
  if (here === undefined || there === undefined) throw new Error("Two servers were asked for.");
  const { ana, bo, conversation } = await cluster.people.inConversation("ana", "bo");
  await ana.sends(conversation, "one", "@bo two", "three");
  await using phone = listen(there.url, bo, InboxMarksDocument, {});
  const ready = (await phone.next()).value?.inboxEvents;
  if (ready?.__typename !== "StreamReady") throw new Error(`${ready?.__typename} came first.`);
  const untilRead = async (readSeq: number) => {
    for (;;) {
      const item = (await phone.next()).value?.inboxEvents;
      if (item === undefined) throw new Error("The stream is over.");
      if (item.__typename === "ViewerMarksChanged" && item.member.readSeq === readSeq) return item.member;
    }
  };

  await markRead(bo, conversation, 4);
  const own = { conversation: { id: conversation }, deliveredSeq: 4 };
  expect(await untilRead(4)).toEqual({ ...own, readSeq: 4, unreadCount: 0, mentionCount: 0 });
  await markUnread(bo, conversation, 3);
  expect(await untilRead(2)).toEqual({ ...own, readSeq: 2, unreadCount: 2, mentionCount: 1 });

  // A device that was away is told of what stands now, once.
  await using tablet = listen(here.url, bo, InboxMarksDocument, { after: ready.cursor });
  const replayed = [];
  for await (const { inboxEvents: item } of tablet) {
    if (item.__typename === "StreamReady") break;
    replayed.push(item);
  }
  expect(replayed.filter((item) => item.__typename === "ViewerMarksChanged")).toMatchObject([
    { member: { readSeq: 2, unreadCount: 2 } },
  ]);
});
