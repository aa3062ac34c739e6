/** What somebody who comes back is told of what is unread, in one operation and few statements. */
import { expect, test } from "vitest";
import { deletesForSelf } from "../ownRows/scene.ts";
import { startApp } from "../support/app.ts";
import { measureOperation } from "../support/countStatements.ts";
import { markRead } from "./scene.ts";

const SUMMARY = `{
  viewer {
    unreadCount mentionCount unreadConversationCount
    conversations(first: 3, filter: { isUnread: true }) {
      edges { node { title lastMessage { body } viewerMember { unreadCount mentionCount } } }
    }
  }
}`;
/** The totals, the page, its last messages and memberships, and both counts of them. */
const STATEMENTS_MAX = 7;

test("who comes back asks what is unread, where, and how much of it is to them", async () => {
  await using app = await startApp();
  const { ana, bo, group: first } = await app.people.inGroup("ana", "bo");
  const [second, third, fourth, fifth] = await Promise.all(
    ["Second", "Third", "Fourth", "Fifth"].map((title) => ana.makesGroup(title, bo)),
  );
  const [seen] = await ana.sends(first, "read");
  await markRead(bo, first, seen?.seq ?? 0);
  const [hidden] = await ana.sends(fifth ?? "", "hidden");
  await deletesForSelf(bo, hidden?.id ?? "");
  await ana.sends(second ?? "", "@bo one", "two");
  const few = await measureOperation(app, bo, SUMMARY);
  expect(few.data).toEqual({
    viewer: {
      unreadCount: 2,
      mentionCount: 1,
      unreadConversationCount: 1,
      conversations: {
        edges: [
          {
            node: {
              title: "Second",
              lastMessage: { body: "two" },
              viewerMember: { unreadCount: 2, mentionCount: 1 },
            },
          },
        ],
      },
    },
  });
  await ana.sends(third ?? "", "one");
  await ana.sends(fourth ?? "", "@bo one");
  await ana.sends(first, "one");
  const many = await measureOperation(app, bo, SUMMARY);
  expect(many.data).toMatchObject({
    viewer: {
      unreadCount: 5,
      mentionCount: 2,
      unreadConversationCount: 4,
      conversations: {
        edges: [{ node: { title: "Group" } }, { node: { title: "Fourth" } }, { node: { title: "Third" } }],
      },
    },
  });
  expect(many.statements).toBe(few.statements);
  expect(many.statements).toBeLessThanOrEqual(STATEMENTS_MAX);
});
