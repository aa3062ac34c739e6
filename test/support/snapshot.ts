/** A client's copy of a conversation: what a snapshot says, and how each event changes it. */
import { expect } from "vitest";
import type { ResultOf } from "@graphql-typed-document-node/core";
import { graphql } from "../gen/index.ts";
import type { Person } from "./people.ts";

graphql(`
  fragment SnapshotMessage on Message {
    id
    seq
    changedSeq
    body
    editedAt
    deletedAt
    deletionReason
    attachments {
      id
      kind
      filename
    }
    pinnedSeq
    reactions {
      emoji
      count
      viewerHasReacted
      users(first: 3) {
        edges {
          node {
            username
          }
        }
      }
    }
    sender {
      username
    }
    forwardedFrom {
      sender {
        username
      }
    }
    replyTo {
      id
      seq
      body
      changedSeq
      deletedAt
      sender {
        username
      }
      forwardedFrom {
        sender {
          username
        }
      }
    }
    thread {
      replyCount
      root {
        id
        changedSeq
      }
    }
  }
`);

graphql(`
  fragment SnapshotMember on Member {
    id
    role
    changedSeq
    removedSeq
    silencedUntil
    user {
      username
    }
  }
`);

const FieldsFragment = graphql(`
  fragment SnapshotFields on Conversation {
    title
    description
    avatarUrl
    postingPolicy
    visibility
    historyVisibility
    historyLastN
    slowModeSeconds
    editWindowSeconds
    attachmentsMax
    attachmentBytesMax
    attachmentKinds
    retentionDays
    customData
  }
`);

const SnapshotDocument = graphql(`
  query Snapshot($id: ID!) {
    conversation(id: $id) {
      ...SnapshotFields
      headSeq
      headCursor
      memberCount
      members(first: 100) {
        edges {
          node {
            ...SnapshotMember
          }
        }
      }
      bans(first: 10) {
        edges {
          node {
            bannedUser {
              username
            }
            bannedUntil
          }
        }
      }
      invitations(first: 10) {
        edges {
          node {
            invitationId: id
            invitedUser {
              username
            }
            expiresAt
          }
        }
      }
      messages(last: 20) {
        edges {
          node {
            ...SnapshotMessage
          }
        }
      }
      pinnedMessages(first: 10) {
        edges {
          node {
            ...SnapshotMessage
          }
        }
      }
    }
  }
`);

const LogDocument = graphql(`
  query Log($id: ID!, $after: Cursor!) {
    conversationEvents(conversationId: $id, after: $after, first: 10) {
      pageInfo {
        hasNextPage
      }
      edges {
        cursor
        node {
          __typename
          seq
          occurredAt
          ... on MessageSent {
            sentMessage {
              ...SnapshotMessage
            }
          }
          ... on MessageEdited {
            editedMessage {
              ...SnapshotMessage
            }
          }
          ... on MessageDeleted {
            deletedMessage {
              ...SnapshotMessage
            }
          }
          ... on MessagePinned {
            pinnedMessage {
              ...SnapshotMessage
            }
          }
          ... on MessageUnpinned {
            unpinnedMessage {
              ...SnapshotMessage
            }
          }
          ... on ReactionAdded {
            reactedMessage {
              ...SnapshotMessage
            }
          }
          ... on ReactionRemoved {
            reactedMessage {
              ...SnapshotMessage
            }
          }
          ... on MessagesRemoved {
            throughSeq
            sender {
              username
            }
            changedMessages {
              ...SnapshotMessage
            }
          }
          ... on MemberJoined {
            member {
              ...SnapshotMember
            }
          }
          ... on MemberLeft {
            member {
              ...SnapshotMember
            }
          }
          ... on MemberRoleChanged {
            member {
              ...SnapshotMember
            }
          }
          ... on MemberMuted {
            member {
              ...SnapshotMember
            }
          }
          ... on MemberUnmuted {
            member {
              ...SnapshotMember
            }
          }
          ... on MemberBanned {
            bannedUser {
              username
            }
            bannedUntil
          }
          ... on MemberUnbanned {
            unbannedUser {
              username
            }
          }
          ... on MemberInvited {
            invitationId
            invitedUser {
              username
            }
            expiresAt
          }
          ... on InvitationEnded {
            invitationId
          }
          ... on ConversationUpdated {
            updatedConversation {
              ...SnapshotFields
            }
          }
        }
      }
    }
  }
`);

type Loaded = NonNullable<ResultOf<typeof SnapshotDocument>["conversation"]>;
type LogEvent = ResultOf<typeof LogDocument>["conversationEvents"]["edges"][number]["node"];

/**
 * The law of every mutation: the old snapshot, changed by the events since, is the fresh snapshot. `change` must have
 * happened when it resolves; `witness` is a member before and after.
 */
export async function expectEventsExplain(
  witness: Person,
  conversationId: string,
  change: () => Promise<unknown>,
): Promise<void> {
  const old = await load(witness, conversationId);
  await change();
  const fresh = await load(witness, conversationId);
  const events = await eventsSince(witness, conversationId, old.headCursor);
  const explained = events.reduce(apply, copyOf(old));
  expect(events.length, "the change is in the log").toBeGreaterThan(0);
  expect(explained).toEqual(copyOf(fresh));
}

/** Page by page: one of everything that every event shows would cost more than a query may. */
async function eventsSince(witness: Person, id: string, cursor: string): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  for (let after: string | null = cursor; after !== null;) {
    const page: ResultOf<typeof LogDocument> = await witness.asks(LogDocument, { id, after });
    const { edges, pageInfo } = page.conversationEvents;
    events.push(...edges.map(({ node }) => node));
    after = pageInfo.hasNextPage ? (edges.at(-1)?.cursor ?? null) : null;
  }
  return events;
}

async function load(witness: Person, id: string): Promise<Loaded> {
  const { conversation } = await witness.asks(SnapshotDocument, { id });
  if (conversation === null) throw new Error(`${witness.username} is no member.`);
  return conversation;
}

type Message = Loaded["messages"]["edges"][number]["node"];
type Member = Loaded["members"]["edges"][number]["node"];
type Ban = NonNullable<Loaded["bans"]>["edges"][number]["node"];
type Invitation = NonNullable<Loaded["invitations"]>["edges"][number]["node"];
type Fields = ResultOf<typeof FieldsFragment>;

interface Copy extends Fields {
  readonly headSeq: number;
  readonly memberCount: number;
  readonly members: readonly Member[];
  /** Null for who may not ban; by username. */
  readonly bans: readonly Ban[] | null;
  /** Null for who may not invite; by username. */
  readonly invitations: readonly Invitation[] | null;
  readonly messages: readonly Message[];
  /** The last one pinned first. */
  readonly pins: readonly Message[];
}

function copyOf({
  headCursor: _place,
  members,
  bans,
  invitations,
  messages,
  pinnedMessages,
  ...fields
}: Loaded): Copy {
  return {
    ...fields,
    members: byId(members.edges.map((edge) => edge.node)),
    bans: bans && bans.edges.map((edge) => edge.node).toSorted(byBanned),
    invitations: invitations && invitations.edges.map((edge) => edge.node).toSorted(byInvited),
    messages: byId(messages.edges.map((edge) => edge.node)),
    pins: pinnedMessages.edges.map((edge) => edge.node),
  };
}

function apply(copy: Copy, event: LogEvent): Copy {
  const next = { ...copy, headSeq: event.seq };
  switch (event.__typename) {
    case "ConversationCreated":
      return next;
    case "ConversationUpdated":
      return { ...next, ...event.updatedConversation };
    case "MemberJoined": {
      const members = put(copy.members, event.member);
      const invitations = notOf(copy.invitations, event.member.user);
      return { ...next, members, memberCount: members.length, invitations };
    }
    case "MemberRoleChanged":
    case "MemberMuted":
    case "MemberUnmuted":
    case "MemberLeft": {
      const members = put(copy.members, event.member).filter((member) => member.removedSeq === null);
      return { ...next, members, memberCount: members.length };
    }
    case "MemberBanned": {
      const { bannedUser, bannedUntil } = event;
      const others = without(copy.bans, bannedUser);
      return {
        ...next,
        bans: others && [...others, { bannedUser, bannedUntil }].toSorted(byBanned),
        invitations: notOf(copy.invitations, bannedUser),
      };
    }
    case "MemberUnbanned":
      return { ...next, bans: without(copy.bans, event.unbannedUser) };
    case "MemberInvited": {
      const { invitationId, invitedUser, expiresAt } = event;
      const others = notOf(copy.invitations, invitedUser);
      const invitations = others && [...others, { invitationId, invitedUser, expiresAt }];
      return { ...next, invitations: invitations && invitations.toSorted(byInvited) };
    }
    case "InvitationEnded": {
      const { invitationId } = event;
      const invitations = copy.invitations?.filter((each) => each.invitationId !== invitationId);
      return { ...next, invitations: invitations ?? null };
    }
    case "MessageSent":
      return withMessage(next, event.sentMessage);
    case "MessageEdited":
      return withMessage(next, event.editedMessage);
    case "MessageDeleted":
      return withMessage(next, event.deletedMessage);
    case "MessagePinned":
      return withMessage(next, event.pinnedMessage);
    case "MessageUnpinned":
      return withMessage(next, event.unpinnedMessage);
    case "ReactionAdded":
    case "ReactionRemoved":
      return withMessage(next, event.reactedMessage);
    case "MessagesRemoved":
      return event.changedMessages.reduce(withMessage, withoutMessages(next, event));
  }
}

/**
 * The list of pins is what messages say of themselves. A reply in a thread is no part of the history, and tells of its root;
 * and what answers a message shows it as the message itself is shown.
 */
function withMessage(copy: Copy, told: Message): Copy {
  const isReply = told.thread !== null && told.thread.root.id !== told.id;
  const known = isReply ? copy.messages : put(copy.messages, told);
  const messages = known.map((message) => {
    const thread =
      message.id === told.thread?.root.id && told.thread.root.changedSeq >= message.changedSeq
        ? { thread: told.thread, changedSeq: told.thread.root.changedSeq }
        : {};
    const { id, seq, body, changedSeq, deletedAt, sender, forwardedFrom } = told;
    const replyTo =
      message.replyTo?.id === id && changedSeq >= message.replyTo.changedSeq
        ? { replyTo: { id, seq, body, changedSeq, deletedAt, sender, forwardedFrom } }
        : {};
    return { ...message, ...thread, ...replyTo };
  });
  return { ...copy, messages, pins: pinsOf(messages) };
}

function pinsOf(messages: readonly Message[]): Message[] {
  return messages
    .filter(({ pinnedSeq }) => pinnedSeq !== null)
    .toSorted((one, other) => (other.pinnedSeq ?? 0) - (one.pinnedSeq ?? 0));
}

type Removed = Extract<LogEvent, { __typename: "MessagesRemoved" }>;
type Removable = Pick<Message, "seq" | "sender" | "forwardedFrom" | "deletedAt">;

/** One rule for every message that it is true of, wherever the client has it. */
function withoutMessages(copy: Copy, removed: Removed): Copy {
  const whose = removed.sender?.username ?? null;
  const isGone = ({ seq, sender, forwardedFrom, deletedAt }: Removable): boolean =>
    deletedAt === null &&
    seq <= removed.throughSeq &&
    (whose === null || sender.username === whose || forwardedFrom?.sender.username === whose);
  const gone = { body: "", deletedAt: removed.occurredAt, changedSeq: removed.seq, forwardedFrom: null };
  const messages = copy.messages.map((message): Message => {
    if (isGone(message)) {
      const thread = message.thread && {
        ...message.thread,
        root: { ...message.thread.root, changedSeq: removed.seq },
      };
      return { ...message, ...gone, pinnedSeq: null, reactions: [], replyTo: null, thread };
    }
    if (message.replyTo === null || !isGone(message.replyTo)) return message;
    return { ...message, replyTo: { ...message.replyTo, ...gone } };
  });
  return { ...copy, messages, pins: pinsOf(messages) };
}

/** Keeps the copy with the larger changedSeq. */
function put<Row extends { readonly id: string; readonly changedSeq: number }>(
  rows: readonly Row[],
  row: Row,
): Row[] {
  const known = rows.find(({ id }) => id === row.id);
  const newest = known !== undefined && known.changedSeq > row.changedSeq ? known : row;
  return byId([...rows.filter(({ id }) => id !== row.id), newest]);
}

interface Named {
  readonly username: string;
}

function without(bans: Copy["bans"], { username }: Named): Copy["bans"] {
  return bans && bans.filter(({ bannedUser }) => bannedUser.username !== username);
}

function notOf(invitations: Copy["invitations"], { username }: Named): Copy["invitations"] {
  return invitations && invitations.filter(({ invitedUser }) => invitedUser.username !== username);
}

function byBanned(one: Ban, other: Ban): number {
  return one.bannedUser.username < other.bannedUser.username ? -1 : 1;
}

function byInvited(one: Invitation, other: Invitation): number {
  return one.invitedUser.username < other.invitedUser.username ? -1 : 1;
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[]): Row[] {
  return rows.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}
