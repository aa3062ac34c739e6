/** What a message, a member and a conversation show at delivery is known already: no event costs a read. */
import { isInterfaceType } from "graphql";
import { expect, inject, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { parseConfig } from "../../src/config.ts";
import { ERASED_NAME } from "../../src/domain/erasure/nameless.ts";
import type { Places } from "../../src/domain/places.ts";
import type { ReadEvents } from "../../src/domain/ports.ts";
import type { EventKind } from "../../src/domain/rows.ts";
import { schema } from "../../src/graph.ts";
import type { Database } from "../../src/storage/database.ts";
import { graphql } from "../gen/index.ts";
import { NO_LIMITS, startApp } from "../support/app.ts";
import {
  ChangeMemberRoleDocument,
  InviteMembersDocument,
  PinDocument,
  ReactDocument,
  RequestErasureDocument,
  RevokeInvitationDocument,
  UnpinDocument,
  UnreactDocument,
  UpdateConversationDocument,
} from "../support/documents.ts";
import { doesOf, sendsAttachments, uploads } from "../support/uploads.ts";
import { PASSWORD } from "../support/people.ts";
import { becomes, RawSocket, readMetric } from "../transports/support.ts";
import { nextItems } from "./items.ts";
import { follow as followOverSse } from "./sse.ts";

const STANDARD = `
  fragment Standard on Message {
    id seq changedSeq clientKey body createdAt editedAt deletedAt isWithheld pinnedSeq
    reactions { emoji count }
    content { __typename }
    attachments { id kind state filename contentType byteSize width height durationMs waveform createdAt url }
    replyTo { id body sender { id displayName } }
    forwardedFrom { sentAt sender { id displayName } }
    thread { replyCount lastReplyAt root { id changedSeq sender { id displayName } } }
    sender { id username displayName avatarUrl }
    conversation { id title memberCount headSeq }
  }
  fragment Event on ConversationEvent {
    id seq cursor occurredAt
    actor { id displayName avatarUrl }
    conversation { id kind title memberCount headSeq headCursor }
    ... on MessageSent { sentMessage { ...Standard } }
    ... on MessageEdited { editedMessage { ...Standard } }
    ... on MessageDeleted { deletedMessage { ...Standard } }
    ... on MessagePinned { pinnedMessage { ...Standard } }
    ... on MessageUnpinned { unpinnedMessage { ...Standard } }
    ... on ReactionAdded { emoji reactedMessage { ...Standard } }
    ... on ReactionRemoved { emoji reactedMessage { ...Standard } }
    ... on MessagesRemoved { removalReason throughSeq sender { id displayName } changedMessages { ...Standard } }
    ... on MemberJoined { member { id role joinedAt user { id displayName avatarUrl } conversation { id title } } }
    ... on MemberLeft { member { id role user { id displayName } } }
    ... on MemberRoleChanged { role member { id role user { id displayName } } }
    ... on MemberMuted { silencedUntil member { id silencedUntil user { id displayName } } }
    ... on MemberUnmuted { member { id silencedUntil user { id displayName } } }
    ... on MemberBanned { bannedUntil bannedUser { id displayName } }
    ... on MemberUnbanned { unbannedUser { id displayName } }
    ... on MemberInvited { invitationId expiresAt invitedUser { id displayName } }
    ... on InvitationEnded { invitationId invitedUser { id displayName } }
    ... on ConversationCreated { createdConversation { id kind title memberCount headSeq } }
    ... on ConversationUpdated { updatedConversation { id title description memberCount } }
  }`;
const FOLLOW = `${STANDARD}
  subscription ($conversationId: ID!) {
    conversationEvents(conversationId: $conversationId) { __typename ...Event }
  }`;
const INBOX = `${STANDARD} subscription { inboxEvents { __typename ...Event } }`;

const LeaveDocument = graphql(`
  mutation NoReadsLeave($input: LeaveConversationInput!) {
    leaveConversation(input: $input) {
      __typename
    }
  }
`);

const PenaltiesDocument = graphql(`
  mutation NoReadsPenalties(
    $mute: MuteMemberInput!
    $unmute: UnmuteMemberInput!
    $ban: BanMemberInput!
    $unban: UnbanMemberInput!
  ) {
    muteMember(input: $mute) {
      __typename
    }
    unmuteMember(input: $unmute) {
      __typename
    }
    banMember(input: $ban) {
      __typename
    }
    unbanMember(input: $unban) {
      __typename
    }
  }
`);

/** Two nodes; the second one's database can be taken away, so that it knows what the broker tells it and no more. */
async function startNodes() {
  await using started = new AsyncDisposableStack();
  const app = started.use(await startApp({ REDIS_URL: inject("redisUrl"), WORKER: "true" }));
  let isAway = false;
  const refuse = (): void => {
    if (isAway) throw Object.assign(new Error("The database is away."), { code: "ECONNREFUSED" });
  };
  const database = (whole: Database): Database => {
    const { pool } = whole;
    const [query, connect] = [pool.query.bind(pool), pool.connect.bind(pool)];
    Object.assign(pool, {
      query: (...args: Parameters<typeof query>): unknown => {
        refuse();
        return query(...args);
      },
      connect: (...args: Parameters<typeof connect>): unknown => {
        refuse();
        return connect(...args);
      },
    });
    return whole;
  };
  /** Of what the database goes away behind: the page with it, and then the place of whoever is shown the page. */
  let lastRead: EventKind | null = null;
  let isPageRead = false;
  const readEvents =
    (read: ReadEvents): ReadEvents =>
    async (...page) => {
      const events = await read(...page);
      isPageRead ||= events.some(({ kind }) => kind === lastRead);
      return events;
    };
  const places = (whole: Places): Places => ({
    ...whole,
    readPlace: async (...whose) => {
      const place = await whole.readPlace(...whose);
      isAway ||= isPageRead;
      return place;
    },
  });
  const env = {
    NODE_ENV: "test",
    PORT: "0",
    LOG_LEVEL: "silent",
    DATABASE_URL: app.databaseUrl,
    REDIS_URL: inject("redisUrl"),
    ACCESS_TOKEN_SECRET: "access-token-secret-for-the-tests",
    REFRESH_TOKEN_SECRET: "refresh-token-secret-for-the-tests",
    WORKER: "false",
    ...NO_LIMITS,
  };
  const around = { database, readEvents, places };
  const other = started.use(await createApp(parseConfig(env, process.cwd()), { around }));
  const kept = started.move();
  return {
    people: app.people,
    other,
    isAway: () => isAway,
    takeAway: () => {
      isAway = true;
    },
    takeAwayBehind: (kind: EventKind) => {
      lastRead = kind;
    },
    giveBack: () => {
      isAway = false;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** More than go one by one: while one batch is written, the next gathers. */
const REPLIES = 24;

/** Begins a conversation: so no follower is live before it. */
const FIRST = "ConversationCreated";

test("every kind of event reaches a conversation's and an inbox's followers without a read", async () => {
  await using nodes = await startNodes();
  const { ana, bo, cy, group } = await nodes.people.inGroup("ana", "bo", "cy");
  const [dee, eve] = [await nodes.people.register("dee"), await nodes.people.register("eve")];
  await using follower = await RawSocket.enter(nodes.other.url, bo.authorization);
  follower.subscribe("1", FOLLOW, { conversationId: group });
  await using inbox = await RawSocket.enter(nodes.other.url, bo.authorization);
  inbox.subscribe("1", INBOX);
  for (const socket of [follower, inbox]) {
    expect(await nextItems(socket, 1)).toMatchObject([{ __typename: "StreamReady" }]);
  }
  // Then both are in the hub.
  await ana.sends(group, "first");
  for (const socket of [follower, inbox]) await nextItems(socket, 1);

  const photo = await uploads(doesOf(ana));
  nodes.takeAway();
  const [kept] = await ana.sends(group, "kept");
  const [regretted] = await cy.sends(group, "regretted");
  await ana.edits(kept?.id ?? "", "kept, better");
  const messageId = kept?.id ?? "";
  await cy.answers(group, "an answer", { replyToId: messageId, threadRootId: messageId });
  await sendsAttachments(doesOf(ana), group, [photo]);
  await cy.asks(ReactDocument, { input: { messageId, emoji: "👍" } });
  await cy.asks(UnreactDocument, { input: { messageId, emoji: "👍" } });
  await ana.asks(PinDocument, { input: { messageId } });
  await ana.asks(UnpinDocument, { input: { messageId } });
  await ana.deletes(regretted?.id ?? "");
  await ana.asks(UpdateConversationDocument, { input: { conversationId: group, title: "Renamed" } });
  await ana.asks(ChangeMemberRoleDocument, {
    input: { conversationId: group, userId: bo.id, role: "ADMIN" },
  });
  await ana.adds(group, dee);
  await dee.sends(group, "hello");
  await cy.asks(LeaveDocument, { input: { conversationId: group } });
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const of = (person: { id: string }) => ({ conversationId: group, userId: person.id });
  await ana.asks(PenaltiesDocument, {
    mute: { ...of(dee), until },
    unmute: of(dee),
    ban: { ...of(cy), until },
    unban: of(cy),
  });
  const invited = await ana.asks(InviteMembersDocument, {
    input: { conversationId: group, userIds: [cy.id], expiresAt: until },
  });
  if (invited.inviteMembers.__typename !== "InviteMembersPayload") throw new Error("Nobody was invited.");
  const invitationId = invited.inviteMembers.sentInvitations[0]?.id ?? "";
  await ana.asks(RevokeInvitationDocument, { input: { invitationId } });
  await ana.adds(group, eve);
  await eve.answers(group, "in a thread", { threadRootId: messageId });
  await eve.asks(RequestErasureDocument, { input: { password: PASSWORD } });
  const wanted = [
    {
      __typename: "MessageSent",
      sentMessage: { sender: { displayName: "ana" }, conversation: { id: group } },
    },
    { __typename: "MessageSent", actor: { displayName: "cy" } },
    { __typename: "MessageEdited", editedMessage: { body: "kept, better", sender: { displayName: "ana" } } },
    {
      __typename: "MessageSent",
      sentMessage: {
        body: "an answer",
        replyTo: { id: kept?.id, body: "kept, better", sender: { displayName: "ana" } },
        thread: { replyCount: 1, root: { id: kept?.id, sender: { displayName: "ana" } } },
      },
    },
    {
      __typename: "MessageSent",
      sentMessage: {
        body: "",
        attachments: [{ id: photo, kind: "IMAGE", url: expect.stringContaining(nodes.other.url) as string }],
      },
    },
    {
      __typename: "ReactionAdded",
      actor: { displayName: "cy" },
      emoji: "👍",
      reactedMessage: { reactions: [{ emoji: "👍", count: 1 }], sender: { displayName: "ana" } },
    },
    { __typename: "ReactionRemoved", emoji: "👍", reactedMessage: { reactions: [] } },
    { __typename: "MessagePinned", pinnedMessage: { pinnedSeq: 10, body: "kept, better" } },
    { __typename: "MessageUnpinned", unpinnedMessage: { pinnedSeq: null } },
    {
      __typename: "MessageDeleted",
      actor: { displayName: "ana" },
      deletedMessage: { body: "", sender: { displayName: "cy" } },
    },
    { __typename: "ConversationUpdated", updatedConversation: { title: "Renamed" } },
    { __typename: "MemberRoleChanged", role: "ADMIN", member: { user: { displayName: "bo" } } },
    { __typename: "MemberJoined", member: { role: "MEMBER", user: { displayName: "dee" } } },
    {
      __typename: "MessageSent",
      sentMessage: {
        body: "hello",
        sender: { displayName: "dee" },
        conversation: { title: "Renamed", memberCount: 4 },
      },
    },
    { __typename: "MemberLeft", member: { user: { displayName: "cy" } } },
    {
      __typename: "MemberMuted",
      silencedUntil: until,
      member: { silencedUntil: until, user: { displayName: "dee" } },
    },
    { __typename: "MemberUnmuted", member: { silencedUntil: null, user: { displayName: "dee" } } },
    { __typename: "MemberBanned", bannedUntil: until, bannedUser: { displayName: "cy" } },
    { __typename: "MemberUnbanned", unbannedUser: { displayName: "cy" } },
    { __typename: "MemberInvited", invitationId, expiresAt: until, invitedUser: { displayName: "cy" } },
    { __typename: "InvitationEnded", invitationId, invitedUser: { displayName: "cy" } },
    { __typename: "MemberJoined", member: { user: { id: eve.id } } },
    { __typename: "MessageSent", sentMessage: { thread: { replyCount: 2 } } },
    { __typename: "MemberLeft", member: { user: { id: eve.id } } },
    {
      __typename: "MessagesRemoved",
      removalReason: "ERASURE",
      sender: { id: eve.id, displayName: ERASED_NAME },
      changedMessages: [{ id: messageId, body: "kept, better", thread: { replyCount: 1 } }],
    },
  ];
  for (const socket of [follower, inbox]) {
    expect(await nextItems(socket, wanted.length)).toMatchObject(wanted);
  }
  nodes.giveBack();
  const event = schema.getType("ConversationEvent");
  const kinds = isInterfaceType(event) ? schema.getPossibleTypes(event) : [];
  const covered = new Set([FIRST, ...wanted.map(({ __typename }) => __typename)]);
  expect(covered).toEqual(new Set(kinds.map(({ name }) => name)));
});

test("replies to one thread that are sent at once are told without a read, each with its root as it left it", async () => {
  await using nodes = await startNodes();
  const { ana, bo, cy, group } = await nodes.people.inGroup("ana", "bo", "cy");
  const [root] = await ana.sends(group, "root");
  await using follower = await RawSocket.enter(nodes.other.url, bo.authorization);
  follower.subscribe("1", FOLLOW, { conversationId: group });
  await nextItems(follower, 1);
  await Promise.all([ana, cy].map((person) => person.sends(group, "hello")));
  await nextItems(follower, 2);

  nodes.takeAway();
  const people = Array.from({ length: REPLIES }, (_, index) => (index % 2 === 0 ? ana : cy));
  await Promise.all(people.map((person) => person.answers(group, "re", { threadRootId: root?.id ?? "" })));
  const told = await nextItems(follower, REPLIES);
  expect(told).toMatchObject(
    told.map(({ seq }, index) => ({
      seq: 5 + index,
      sentMessage: { thread: { replyCount: index + 1, root: { changedSeq: seq } } },
    })),
  );
  nodes.giveBack();
});

test("the event that begins a conversation costs the reads that open it there, and none to show it", async () => {
  await using nodes = await startNodes();
  const { ana, bo, group } = await nodes.people.inGroup("ana", "bo");
  await using inbox = await RawSocket.enter(nodes.other.url, bo.authorization);
  inbox.subscribe("1", INBOX);
  await nextItems(inbox, 1);
  // Then this node knows who ana is.
  await ana.sends(group, "first");
  await nextItems(inbox, 1);

  nodes.takeAwayBehind("CONVERSATION_CREATED");
  const made = await ana.makesGroup("Made", bo);
  const conversation = { id: made, title: "Made", memberCount: 2, headSeq: 1 };
  expect(await nextItems(inbox, 1)).toMatchObject([
    {
      __typename: FIRST,
      seq: 1,
      actor: { displayName: "ana" },
      conversation,
      createdConversation: conversation,
    },
  ]);
  expect(nodes.isAway()).toBe(true);
  // Who has come so far goes on without reads.
  await ana.sends(made, "second");
  expect(await nextItems(inbox, 1)).toMatchObject([{ seq: 2, sentMessage: { body: "second" } }]);
  nodes.giveBack();
});

test("a selection that does read waits for the database, and then has everything once, in order", async () => {
  await using nodes = await startNodes();
  const { ana, bo, group } = await nodes.people.inGroup("ana", "bo");
  const query = `subscription ($conversationId: ID!) {
    conversationEvents(conversationId: $conversationId) {
      __typename
      ... on MessageSent { seq sentMessage { readCount } }
    }
  }`;
  await using reading = await RawSocket.enter(nodes.other.url, bo.authorization);
  reading.subscribe("1", query, { conversationId: group });
  await using standard = await RawSocket.enter(nodes.other.url, ana.authorization);
  standard.subscribe("1", FOLLOW, { conversationId: group });
  await using overSse = await followOverSse(nodes.other.url, bo, query, { conversationId: group });
  await using standardOverSse = await followOverSse(nodes.other.url, ana, FOLLOW, { conversationId: group });
  for (const socket of [reading, standard]) await nextItems(socket, 1);
  for (const stream of [overSse, standardOverSse]) await stream.next();
  await ana.sends(group, "first");
  for (const socket of [reading, standard]) await nextItems(socket, 1);
  for (const stream of [overSse, standardOverSse]) await stream.next();
  const before = await readMetric(nodes.other.url, "parley_live_executions_total");

  nodes.takeAway();
  await ana.sends(group, "second", "third");
  expect(await nextItems(standard, 2)).toMatchObject([{ seq: 3 }, { seq: 4 }]);
  for (const seq of [3, 4]) expect(await standardOverSse.next()).toMatchObject({ seq });
  // Two for the one, and tries for the other.
  const executions = () => readMetric(nodes.other.url, "parley_live_executions_total");
  await becomes(async () => (await executions()) > before + 4, true);
  nodes.giveBack();
  await ana.sends(group, "fourth");
  expect(await nextItems(reading, 3)).toMatchObject([3, 4, 5].map((seq) => ({ seq })));
  for (const seq of [3, 4, 5]) expect(await overSse.next()).toMatchObject({ seq });
  expect(await nextItems(standard, 1)).toMatchObject([{ seq: 5 }]);
  await ana.sends(group, "fence");
  expect(await nextItems(reading, 1)).toMatchObject([{ seq: 6 }]);
});
