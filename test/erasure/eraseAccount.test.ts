/** The job of an erasure: what it takes away, what it leaves, what others are told, and how it goes on after a kill. */
import { expect, test } from "vitest";
import { blockUser } from "../../src/domain/privacy/blockUser.ts";
import { decodeNodeId } from "../../src/schema/nodeId.ts";
import { graphql } from "../gen/index.ts";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import {
  ChangeMemberRoleDocument,
  InviteMembersDocument,
  PinDocument,
  ReactDocument,
  RequestErasureDocument,
} from "../support/documents.ts";
import { PASSWORD } from "../support/people.ts";
import type { Person } from "../support/people.ts";
import { rowsOf } from "../support/rows.ts";
import { expectEventsExplain } from "../support/snapshot.ts";
import { expectWholeLog, kindsIn, openJobs } from "../removal/scene.ts";

const ForwardDocument = graphql(`
  mutation ErasureForward($input: ForwardMessageInput!) {
    forwardMessage(input: $input) {
      __typename
      ... on ForwardMessagePayload {
        forwardedMessage {
          id
        }
      }
    }
  }
`);

const MembersDocument = graphql(`
  query ErasureMembers($id: ID!) {
    conversation(id: $id) {
      memberCount
      members(first: 10) {
        edges {
          node {
            role
            user {
              username
            }
          }
        }
      }
    }
  }
`);

async function asksForErasure(person: Person): Promise<void> {
  const { requestErasure } = await person.asks(RequestErasureDocument, { input: { password: PASSWORD } });
  expect(requestErasure.__typename).toBe("RequestErasurePayload");
}

async function forwards(person: Person, messageId: string, conversationId: string): Promise<string> {
  const { forwardMessage } = await person.asks(ForwardDocument, {
    input: { messageId, conversationId, clientKey: crypto.randomUUID() },
  });
  if (forwardMessage.__typename !== "ForwardMessagePayload") throw new Error(forwardMessage.__typename);
  return forwardMessage.forwardedMessage.id;
}

const bodiesOf = async (person: Person, conversationId: string): Promise<string[]> =>
  ((await person.history(conversationId))?.messages.edges ?? []).map(({ node }) => node.body);

async function rolesIn(person: Person, id: string): Promise<Record<string, string>> {
  const { conversation } = await person.asks(MembersDocument, { id });
  const members = conversation?.members.edges ?? [];
  expect(members).toHaveLength(conversation?.memberCount ?? -1);
  return Object.fromEntries(members.map(({ node }) => [node.user.username, node.role]));
}

/** Cy leaves something of every kind in a group of Bo's, and elsewhere. */
async function liveThrough(app: TestApp) {
  const { ana, bo, cy, group } = await app.people.inGroup("bo", "ana", "cy");
  const [one, own] = [await bo.sends(group, "by bo"), await cy.sends(group, "by cy", "also by cy")];
  const [ofBo, ofCy] = [one[0]?.id ?? "", own[0]?.id ?? ""];
  await cy.edits(ofCy, "by cy, better");
  await cy.answers(group, "in a thread", { threadRootId: ofBo });
  await ana.answers(group, "in a thread by ana", { threadRootId: ofBo });
  await ana.answers(group, "an answer", { replyToId: ofCy });
  await ana.answers(group, "in a thread of cy's", { threadRootId: own[1]?.id ?? "" });
  await cy.asks(ReactDocument, { input: { messageId: ofBo, emoji: "👍" } });
  await cy.asks(ReactDocument, { input: { messageId: ofBo, emoji: "🎉" } });
  await ana.asks(ReactDocument, { input: { messageId: ofBo, emoji: "👍" } });
  await ana.asks(ReactDocument, { input: { messageId: ofCy, emoji: "👍" } });
  await bo.asks(PinDocument, { input: { messageId: ofCy } });
  await forwards(ana, ofCy, group);
  return { ana, bo, cy, group, ofCy };
}

test("events explain an erasure to those who stay", async () => {
  await using app = await startApp();
  await using jobs = openJobs(app);
  const { bo, cy, group } = await liveThrough(app);
  await asksForErasure(cy);
  await expectEventsExplain(bo, group, () => jobs.erase(cy));
  expect(await bodiesOf(bo, group)).toEqual(["by bo", "", "", "an answer", ""]);
  expect(await rolesIn(bo, group)).toEqual({ ana: "MEMBER", bo: "OWNER" });
  for (const table of ["message_revision", "pin"])
    expect(await rowsOf(app, `SELECT 1 FROM ${table}`)).toEqual([]);
  expect(await rowsOf(app, "SELECT reply_count FROM message WHERE body = 'by bo'")).toEqual([
    { reply_count: 1 },
  ]);
});

test("what others forwarded of theirs goes too, wherever it is; what others wrote stays", async () => {
  await using app = await startApp();
  await using jobs = openJobs(app);
  const { ana, bo, cy, group, ofCy } = await liveThrough(app);
  const elsewhere = await ana.makesGroup("Elsewhere", bo);
  const copy = await forwards(ana, ofCy, elsewhere);
  await forwards(bo, copy, elsewhere);
  await ana.sends(elsewhere, "by ana");
  const direct = await cy.opensConversationWith(bo);
  await cy.sends(direct, "to bo");
  await bo.sends(direct, "to cy");

  await asksForErasure(cy);
  await expectEventsExplain(bo, elsewhere, () => jobs.erase(cy));
  expect(await bodiesOf(bo, elsewhere)).toEqual(["", "", "by ana"]);
  expect(await bodiesOf(bo, direct)).toEqual(["", "to cy"]);
  expect(await bodiesOf(bo, group)).toContain("an answer");
  expect(await rowsOf(app, "SELECT 1 FROM message WHERE forwarded_sender_id IS NOT NULL")).toEqual([]);
});

test("a group passes to the highest role, and among equals to the oldest member; it is never without an owner", async () => {
  await using app = await startApp();
  await using jobs = openJobs(app);
  const { ana, bo, cy, dee, group } = await app.people.inGroup("ana", "bo", "cy", "dee");
  for (const person of [cy, dee]) {
    await ana.asks(ChangeMemberRoleDocument, {
      input: { conversationId: group, userId: person.id, role: "MODERATOR" },
    });
  }
  const shared = await ana.makesGroup("Shared", bo);
  await ana.asks(ChangeMemberRoleDocument, {
    input: { conversationId: shared, userId: bo.id, role: "OWNER" },
  });
  const alone = await ana.makesGroup("Alone");
  await asksForErasure(ana);
  await expectEventsExplain(bo, group, () => jobs.erase(ana));
  expect(await rolesIn(bo, group)).toEqual({ bo: "MEMBER", cy: "OWNER", dee: "MODERATOR" });
  const kinds = await kindsIn(app, group);
  expect(kinds.slice(-2)).toEqual(["MEMBER_ROLE_CHANGED", "MEMBER_LEFT"]);
  expect(await kindsIn(app, shared)).toEqual(["CONVERSATION_CREATED", "MEMBER_ROLE_CHANGED", "MEMBER_LEFT"]);
  expect(await kindsIn(app, alone)).toEqual(["CONVERSATION_CREATED", "MEMBER_LEFT"]);

  // Among plain members it is who has been one for longest.
  await asksForErasure(cy);
  await jobs.erase(cy);
  await asksForErasure(dee);
  await jobs.erase(dee);
  expect(await rolesIn(bo, group)).toEqual({ bo: "OWNER" });
});

test("an erasure that is killed behind any of its parts comes to the same end, and tells nothing twice", async () => {
  await using app = await startApp();
  await using jobs = openJobs(app);
  const { bo, cy, group } = await liveThrough(app);
  const other = await bo.makesGroup("Other", cy);
  await cy.sends(other, "here too");
  const third = await bo.makesGroup("Third");
  await bo.asks(InviteMembersDocument, { input: { conversationId: third, userIds: [cy.id] } });
  const before = { group: await kindsIn(app, group), other: await kindsIn(app, other) };
  await asksForErasure(cy);

  let runs = 0;
  while (!(await jobs.erase(cy, { parts: 1 }))) runs += 1;
  expect(runs).toBeGreaterThan(4);
  const after = { group: await kindsIn(app, group), other: await kindsIn(app, other) };
  expect(after.group.slice(before.group.length)).toEqual([
    "MEMBER_LEFT",
    "MESSAGES_REMOVED",
    "REACTION_REMOVED",
    "REACTION_REMOVED",
  ]);
  expect(after.other.slice(before.other.length)).toEqual(["MEMBER_LEFT", "MESSAGES_REMOVED"]);
  expect((await kindsIn(app, third)).at(-1)).toBe("INVITATION_ENDED");
  for (const id of [group, other, third]) await expectWholeLog(app, id);

  expect(await jobs.erase(cy)).toBe(true);
  expect(await kindsIn(app, group)).toEqual(after.group);
  const [row] = await rowsOf<{ done: number; total: number }>(app, "SELECT done, total FROM erasure");
  expect(row).toEqual({ done: 2, total: 3 });
});

test("two workers that have an erasure at once do it once", async () => {
  await using app = await startApp();
  await using jobs = openJobs(app);
  const { cy, group } = await liveThrough(app);
  const before = await kindsIn(app, group);
  await asksForErasure(cy);
  expect(await Promise.all([jobs.erase(cy), jobs.erase(cy)])).toEqual([true, true]);
  expect((await kindsIn(app, group)).slice(before.length).toSorted()).toEqual([
    "MEMBER_LEFT",
    "MESSAGES_REMOVED",
    "REACTION_REMOVED",
    "REACTION_REMOVED",
  ]);
  await expectWholeLog(app, group);
});

test("it waits for what was under way when it was requested, and takes that away too", async () => {
  await using app = await startApp();
  await using jobs = openJobs(app);
  const { bo, cy } = await app.people.inGroup("bo", "cy");
  await asksForErasure(cy);
  expect(await jobs.erase(cy, { isEarly: true })).toBe(false);
  // As a request would that another process had begun before.
  const [cyId, boId] = [decodeNodeId(cy.id).id, decodeNodeId(bo.id).id];
  await blockUser({ db: jobs.db, presences: { reconsider: () => undefined } }, cyId, boId);
  expect(await rowsOf(app, "SELECT 1 FROM block")).toHaveLength(1);
  expect(await jobs.erase(cy, { isEarly: true })).toBe(false);
  expect(await rowsOf(app, "SELECT 1 FROM block")).toEqual([]);
  expect(await jobs.erase(cy)).toBe(true);
});

test("what somebody forwards while it is removed goes too, and what is under way then is waited for anew", async () => {
  const [reached, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  await using app = await startApp(
    {},
    {
      around: {
        sendMessage: (send) => async (message) => {
          if (message.extras?.forwardedId !== undefined) {
            reached.resolve();
            await held.promise;
          }
          return send(message);
        },
      },
    },
  );
  await using jobs = openJobs(app);
  const { ana, cy, group } = await app.people.inGroup("ana", "cy");
  const [sent] = await cy.sends(group, "words of cy");
  const forwarding = forwards(ana, sent?.id ?? "", await ana.makesGroup("Elsewhere"));
  await reached.promise;
  await asksForErasure(cy);
  expect(await jobs.erase(cy, { isEarly: true })).toBe(false);
  const settling = "SELECT settling_since AS since FROM erasure";
  const [first] = await rowsOf<{ since: Date }>(app, settling);
  held.resolve();
  await forwarding;

  expect(await jobs.erase(cy, { isEarly: true })).toBe(false);
  expect(await rowsOf(app, "SELECT body FROM message")).toEqual([{ body: "" }, { body: "" }]);
  const [second] = await rowsOf<{ since: Date }>(app, settling);
  expect(second?.since.getTime()).toBeGreaterThan(first?.since.getTime() ?? Infinity);
  expect(await jobs.erase(cy)).toBe(true);
});
