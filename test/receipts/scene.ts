/** What the scenes of this folder have in common: people who mark, and what they are shown. */
import { randomUUID } from "node:crypto";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import type { TypedDocumentString } from "../gen/graphql.ts";
import { graphql } from "../gen/index.ts";
import type { Person } from "../support/people.ts";
import { rowsOf } from "../support/rows.ts";

const MarkReadDocument = graphql(`
  mutation MarkRead($input: MarkReadInput!) {
    markRead(input: $input) {
      __typename
      ... on MarkReadPayload {
        clampedToSeq
        advancedMember {
          id
          deliveredSeq
          readSeq
          unreadCount
        }
      }
      ... on UserError {
        code
      }
    }
  }
`);

const MarkDeliveredDocument = graphql(`
  mutation MarkDelivered($input: MarkDeliveredInput!) {
    markDelivered(input: $input) {
      __typename
      ... on MarkDeliveredPayload {
        clampedToSeq
        advancedMember {
          deliveredSeq
          readSeq
        }
      }
      ... on UserError {
        code
      }
    }
  }
`);

const MarkUnreadDocument = graphql(`
  mutation MarkUnread($input: MarkUnreadInput!) {
    markUnread(input: $input) {
      __typename
      ... on MarkUnreadPayload {
        clampedToSeq
        rewoundMember {
          deliveredSeq
          readSeq
          unreadCount
        }
      }
      ... on UserError {
        code
      }
    }
  }
`);

const OwnMarksDocument = graphql(`
  query OwnMarks($id: ID!) {
    conversation(id: $id) {
      viewerMember {
        deliveredSeq
        readSeq
        unreadCount
        mentionCount
      }
    }
  }
`);

const MarksDocument = graphql(`
  query Marks($id: ID!) {
    conversation(id: $id) {
      members(first: 100) {
        edges {
          node {
            id
            user {
              username
            }
            changedSeq
            deliveredSeq
            readSeq
            unreadCount
            mentionCount
          }
        }
      }
    }
  }
`);

const MessageReceiptsDocument = graphql(`
  query MessageReceipts($id: ID!, $first: Int, $after: String) {
    node(id: $id) {
      __typename
      ... on Message {
        readCount
        deliveredCount
        mentions {
          username
        }
        readBy(first: $first, after: $after) {
          edges {
            cursor
            node {
              user {
                username
              }
            }
          }
          pageInfo {
            hasNextPage
          }
        }
      }
    }
  }
`);

const ViewerCountsDocument = graphql(`
  query ViewerCounts {
    viewer {
      unreadCount
      mentionCount
    }
  }
`);

export async function markRead(person: Person, conversationId: string, seq: number) {
  return (await person.asks(MarkReadDocument, { input: { conversationId, seq } })).markRead;
}

export async function markDelivered(person: Person, conversationId: string, seq: number) {
  return (await person.asks(MarkDeliveredDocument, { input: { conversationId, seq } })).markDelivered;
}

export async function markUnread(person: Person, conversationId: string, seq: number) {
  return (await person.asks(MarkUnreadDocument, { input: { conversationId, seq } })).markUnread;
}

/** What the person is shown of their own membership; null where there is none. */
export async function ownMarks(person: Person, conversationId: string) {
  return (await person.asks(OwnMarksDocument, { id: conversationId })).conversation?.viewerMember ?? null;
}

/** What `asker` is shown of the members, by username. */
export async function marksSeenBy(asker: Person, conversationId: string) {
  const { conversation } = await asker.asks(MarksDocument, { id: conversationId });
  return new Map(
    conversation?.members.edges.map(({ node: { user, ...member } }) => [user.username, member]) ?? [],
  );
}

/** What `asker` is shown of who has read a message; null where there is no such message for them. */
export async function receiptsOf(
  asker: Person,
  messageId: string,
  page: { first?: number; after?: string } = {},
) {
  const { node } = await asker.asks(MessageReceiptsDocument, { id: messageId, ...page });
  if (node?.__typename !== "Message") return null;
  const { readBy, mentions, ...counts } = node;
  return {
    ...counts,
    readBy: readBy.edges.map((edge) => edge.node.user.username),
    endCursor: readBy.edges.at(-1)?.cursor ?? null,
    hasNextPage: readBy.pageInfo.hasNextPage,
    mentions: mentions.map((user) => user.username),
  };
}

export async function viewerCounts(person: Person) {
  const { viewer } = await person.asks(ViewerCountsDocument, {});
  return { unreadCount: viewer?.unreadCount, mentionCount: viewer?.mentionCount };
}

/** The UUID inside a global id. */
export function uuidOf(globalId: string): string {
  return Buffer.from(globalId, "base64url").toString("utf8").split(":")[1] ?? "";
}

/**
 * Makes `count` members of a conversation who never sign in, each with a mark at a position between 0 and the head, in
 * turn. Returns their user ids.
 */
export async function addCrowd(
  app: { readonly databaseUrl: string },
  conversationId: string,
  count: number,
): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    app,
    `WITH people AS (
       INSERT INTO "user" (id, username, display_name)
       SELECT gen_random_uuid(), $2 || n, 'Crowd ' || n FROM generate_series(1, $3::int) AS n
       RETURNING id
     ), members AS (
       INSERT INTO member (id, conversation_id, user_id, joined_seq, visible_from_seq, changed_seq)
       SELECT gen_random_uuid(), $1::uuid, id, 1, 0, 1 FROM people
     )
     SELECT id FROM people`,
    [uuidOf(conversationId), `crowd.${randomUUID().slice(0, 8)}.`, count],
  );
  await rowsOf(
    app,
    `INSERT INTO member_mark (conversation_id, user_id, delivered_seq, read_seq, receipt_seq)
     SELECT c.id, crowd.id, n % (c.head_seq + 1), n % (c.head_seq + 1), n % (c.head_seq + 1)
     FROM conversation c, unnest($2::uuid[]) WITH ORDINALITY AS crowd(id, n) WHERE c.id = $1::uuid`,
    [uuidOf(conversationId), rows.map((row) => row.id)],
  );
  return rows.map((row) => row.id);
}

/** A subscription of `person` at the server with this URL, item by item; it ends with the scope. */
export function listen<Data, Variables extends Record<string, unknown>>(
  url: string,
  person: Person,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): AsyncGenerator<Data> & AsyncDisposable {
  const client = createClient({
    url: `${url.replace(/^http/, "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: person.authorization },
    retryAttempts: 0,
  });
  async function* items(): AsyncGenerator<Data> {
    try {
      for await (const { data, errors } of client.iterate<Data>({ query: document.toString(), variables })) {
        if (errors !== undefined || data == null) throw new Error(JSON.stringify(errors));
        yield data;
      }
    } finally {
      await client.dispose();
    }
  }
  return Object.assign(items(), {
    async [Symbol.asyncDispose](): Promise<void> {
      await client.dispose();
    },
  });
}
