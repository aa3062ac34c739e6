/** The pages that are read: what a client asks for, and how the right page is told from another. */
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import type { Operation } from "../chat/speakers.ts";
import { at } from "../support/json.ts";
import { CONVERSATIONS, MODERATORS } from "./fill.ts";
import type { Lister, Places, Reader } from "./fill.ts";
import { idOf, OF } from "./ids.ts";

const PAGE = 50;

export interface Page {
  readonly list: "conversations" | "threads" | "messages" | "members";
  readonly name: string;
  readonly reader: Reader;
  readonly operation: Operation;
  /** Throws for an answer that is not this page. */
  readonly check: (data: unknown) => void;
}

const CONVERSATION_LIST = `query List($first: Int, $after: String, $filter: ConversationFilter, $order: ConversationOrder) {
  viewer { conversations(first: $first, after: $after, filter: $filter, order: $order) {
    edges { node {
      id kind title avatarUrl memberCount headSeq
      viewerMember { role isPinned isArchived mutedUntil readSeq unreadCount mentionCount }
      lastMessage { id seq body createdAt deletedAt sender { id displayName avatarUrl } }
    } }
    pageInfo { hasNextPage endCursor }
  } }
}`;
const THREADS = `query Threads($first: Int, $after: String) {
  viewer { threads(first: $first, after: $after) {
    edges { node {
      replyCount lastReplyAt viewerUnreadCount
      root { id body sender { id displayName avatarUrl } conversation { id title } }
      participants(first: 3) { edges { node { id displayName avatarUrl } } }
    } }
    pageInfo { hasNextPage endCursor }
  } }
}`;
const HISTORY = `query History($id: ID!, $last: Int, $before: String) {
  conversation(id: $id) { messages(last: $last, before: $before) {
    edges { node {
      id seq changedSeq body createdAt editedAt deletedAt isWithheld
      sender { id displayName avatarUrl }
      reactions { emoji count viewerHasReacted }
      replyTo { id body sender { id displayName } }
      thread { id replyCount lastReplyAt viewerIsFollowing viewerUnreadCount }
    } }
    pageInfo { hasPreviousPage startCursor }
  } }
}`;
const MEMBERS = `query Members($id: ID!, $first: Int, $after: String, $role: MemberRole) {
  conversation(id: $id) { memberCount members(first: $first, after: $after, role: $role) {
    edges { node {
      id role joinedAt
      user { id username displayName avatarUrl presence { status customStatus lastSeenAt } }
    } }
    pageInfo { hasNextPage endCursor }
  } }
}`;

/** The same pages, in the same order, for every world. */
export function pagesOf(world: Places & { readonly size: number }): readonly Page[] {
  return [
    ...conversationPages(world, "few"),
    ...conversationPages(world, "many"),
    ...threadPages(world, "few"),
    ...threadPages(world, "many"),
    ...historyPages(world),
    ...memberPages(world),
  ];
}

interface Listed {
  readonly name: string;
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly isWanted?: (n: number) => boolean;
  readonly pinnedFirst?: boolean;
  /** Goes on after the conversation in the middle. */
  readonly isDeep?: boolean;
}

const LISTS: readonly Listed[] = [
  { name: "by activity, the first" },
  { name: "by activity, in the middle", isDeep: true },
  { name: "pinned first, the first", pinnedFirst: true },
  { name: "pinned first, in the middle", pinnedFirst: true, isDeep: true },
  { name: "unread", filter: { isUnread: true }, isWanted: (n) => n % 10 === 0 },
  { name: "mentions me", filter: { mentionsMe: true }, isWanted: (n) => n % 20 === 0 },
  { name: "archived", filter: { isArchived: true }, isWanted: (n) => n % 25 === 2 },
  { name: "groups", filter: { kind: "GROUP" }, isWanted: (n) => n % 2 === 0 },
];

function conversationPages({ newestAt }: Places, lister: Lister): readonly Page[] {
  const count = CONVERSATIONS[lister];
  const middle = count / 2;
  const uuidOf = (n: number): string => idOf(OF.conversation[lister], n);
  const middleAt = newestAt.getTime() - middle * 60_000;
  return LISTS.map(({ name, filter, isWanted = () => true, pinnedFirst = false, isDeep = false }) => {
    const all = Array.from({ length: count }, (_, index) => index + 1).filter(isWanted);
    const isPinned = (n: number): boolean => n % 25 === 1;
    const pinned = pinnedFirst ? all.filter(isPinned) : [];
    const ordered = [...pinned, ...all.filter((n) => !pinned.includes(n))];
    const wanted = ordered.slice(isDeep ? ordered.indexOf(middle) + 1 : 0).slice(0, PAGE);
    const after = pinnedFirst
      ? cursorOf("pinnedConversations", "", 0, middleAt, uuidOf(middle))
      : cursorOf("conversations", "", middleAt, uuidOf(middle));
    return {
      list: "conversations",
      name: `${count.toLocaleString("en")} conversations: ${name}`,
      reader: lister,
      operation: {
        query: CONVERSATION_LIST,
        variables: {
          first: PAGE,
          after: isDeep ? after : null,
          filter: filter ?? null,
          order: pinnedFirst ? "PINNED_FIRST" : "ACTIVITY",
        },
      },
      check: (data) =>
        assertEdges(
          at(data, "viewer", "conversations", "edges"),
          wanted.map((n) => encodeNodeId("Conversation", uuidOf(n))),
          (node) => at(node, "id"),
        ),
    };
  });
}

function threadPages({ newestAt }: Places, lister: Lister): readonly Page[] {
  const count = CONVERSATIONS[lister];
  const middle = count / 2;
  const rootOf = (n: number): string => idOf(OF.lastMessage[lister], 4 * n + 1);
  const page = (name: string, from: number): Page => ({
    list: "threads",
    name: `${count.toLocaleString("en")} followed threads: ${name}`,
    reader: lister,
    operation: {
      query: THREADS,
      variables: {
        first: PAGE,
        after: from === 0 ? null : cursorOf("threads", "", newestAt.getTime() - from * 60_000, rootOf(from)),
      },
    },
    check: (data) =>
      assertEdges(
        at(data, "viewer", "threads", "edges"),
        Array.from({ length: PAGE }, (_, index) => encodeNodeId("Message", rootOf(from + index + 1))),
        (node) => at(node, "root", "id"),
      ),
  });
  return [page("the first", 0), page("in the middle", middle)];
}

function historyPages({ historyId, size }: Places & { readonly size: number }): readonly Page[] {
  const id = encodeNodeId("Conversation", historyId);
  const pageBefore = (name: string, seq: number): Page => {
    const seqs: number[] = [];
    // Every tenth is a reply in a thread, and stands beside the history.
    for (let each = seq - 1; seqs.length < PAGE; each -= 1) if (each % 10 !== 9) seqs.unshift(each);
    const before = seq > size ? null : cursorOf("messages", historyId, seq);
    return {
      list: "messages",
      name: `history: ${name}`,
      reader: "guest",
      operation: { query: HISTORY, variables: { id, last: PAGE, before } },
      check: (data) =>
        assertEdges(at(data, "conversation", "messages", "edges"), seqs, (node) => at(node, "seq")),
    };
  };
  return [pageBefore("the newest", size + 1), pageBefore("in the middle", size / 2)];
}

function memberPages({ channelId, size }: Places & { readonly size: number }): readonly Page[] {
  const id = encodeNodeId("Conversation", channelId);
  const step = size / MODERATORS;
  const after = cursorOf("members", channelId, size / 2, idOf(OF.member, size / 2));
  const page = (name: string, isDeep: boolean, role: "MODERATOR" | null): Page => {
    const numbers = Array.from({ length: PAGE }, (_, index) => (index + 1) * (role === null ? 1 : step));
    const usernames = numbers.map((n) => `crowd${n + (isDeep ? size / 2 : 0)}`);
    // The owner has been there longest.
    const wanted = role === null && !isDeep ? ["bench3", ...usernames.slice(0, -1)] : usernames;
    return {
      list: "members",
      name: `members: ${name}`,
      reader: "guest",
      operation: { query: MEMBERS, variables: { id, first: PAGE, after: isDeep ? after : null, role } },
      check: (data) =>
        assertEdges(at(data, "conversation", "members", "edges"), wanted, (node) =>
          at(node, "user", "username"),
        ),
    };
  };
  return [
    page("the first", false, null),
    page("in the middle", true, null),
    page("moderators, the first", false, "MODERATOR"),
    page("moderators, in the middle", true, "MODERATOR"),
  ];
}

function assertEdges(edges: unknown, wanted: readonly unknown[], read: (node: unknown) => unknown): void {
  const found = Array.isArray(edges) ? edges.map((edge: unknown) => read(at(edge, "node"))) : [];
  const isRight = found.length === wanted.length && found.every((each, index) => each === wanted[index]);
  if (!isRight)
    throw new Error(
      `Not the page: ${JSON.stringify(found).slice(0, 500)} instead of ${JSON.stringify(wanted).slice(0, 500)}`,
    );
}

/** As `resolvePage` writes it: pages in the middle of a million are not walked to. */
function cursorOf(name: string, owner: string, ...parts: readonly (string | number)[]): string {
  return Buffer.from([name, owner, ...parts].join(":"), "utf8").toString("base64url");
}
