/** What the scenes of this folder have in common: what people set, write and delete for themselves alone. */
import { TypedDocumentString } from "../gen/graphql.ts";
import type { Person } from "../support/people.ts";

/** The data of an operation. */
export function asks<Data>(person: Person, source: string, variables: object = {}): Promise<Data> {
  return person.asks(new TypedDocumentString<Data, object>(source), variables);
}

/** The result of a mutation: its `__typename`, and what is selected of its payload. */
export async function does<Payload = object>(
  person: Person,
  mutation: string,
  input: object,
  selection = "__typename",
): Promise<Payload & { __typename: string }> {
  const name = `${mutation.slice(0, 1).toUpperCase()}${mutation.slice(1)}`;
  const data = await asks<{ result: Payload & { __typename: string } }>(
    person,
    `mutation ($input: ${name}Input!) {
      result: ${mutation}(input: $input) { __typename ... on ${name}Payload { ${selection} } }
    }`,
    { input },
  );
  return data.result;
}

const SETTINGS = "notificationLevel mutedUntil isPinned isArchived isHidden";

export interface Settings {
  readonly notificationLevel: string | null;
  readonly mutedUntil: string | null;
  readonly isPinned: boolean | null;
  readonly isArchived: boolean | null;
  readonly isHidden: boolean | null;
}

/** Sets, and answers what stands then; or the type of the refusal. */
export async function sets(person: Person, conversationId: string, changes: object) {
  const result = await does<{ updatedMember?: Settings }>(
    person,
    "updateConversationSettings",
    { conversationId, ...changes },
    `updatedMember { ${SETTINGS} }`,
  );
  return result.updatedMember ?? result.__typename;
}

/** What the person is shown of the settings of each member, by username. */
export async function settingsSeenBy(person: Person, conversationId: string) {
  const { conversation } = await asks<{
    conversation: { members: { edges: { node: Settings & { user: { username: string } } }[] } };
  }>(
    person,
    `query ($id: ID!) {
      conversation(id: $id) { members { edges { node { ${SETTINGS} user { username } } } } }
    }`,
    { id: conversationId },
  );
  return new Map(
    conversation.members.edges.map(({ node: { user, ...settings } }) => [user.username, settings]),
  );
}

export interface ListArgs {
  readonly first?: number;
  readonly after?: string | null;
  readonly filter?: object;
  readonly order?: string;
}

/** A page of the person's conversations, by title. */
export async function lists(person: Person, args: ListArgs = {}) {
  const { viewer } = await asks<{
    viewer: {
      conversations: {
        edges: { node: { title: string } }[];
        pageInfo: { hasNextPage: boolean; endCursor: string | null };
      };
    };
  }>(
    person,
    `query ($first: Int, $after: String, $filter: ConversationFilter, $order: ConversationOrder) {
      viewer { conversations(first: $first, after: $after, filter: $filter, order: $order) {
        edges { node { title } } pageInfo { hasNextPage endCursor }
      } }
    }`,
    args,
  );
  const { edges, pageInfo } = viewer.conversations;
  return { titles: edges.map(({ node }) => node.title), ...pageInfo };
}

/** Saves a draft: its text as it is then, null where there is none; or the type of the refusal. */
export async function drafts(person: Person, conversationId: string, body: string) {
  const result = await does<{ savedDraft?: { id: string; body: string; savedAt: string } | null }>(
    person,
    "saveDraft",
    { conversationId, body },
    "savedDraft { id body savedAt }",
  );
  return result.savedDraft === undefined ? result.__typename : result.savedDraft;
}

/** The bodies of what the person has not sent, the last changed first. */
export async function draftsOf(person: Person): Promise<string[]> {
  const { viewer } = await asks<{ viewer: { drafts: { edges: { node: { body: string } }[] } } }>(
    person,
    "{ viewer { drafts { edges { node { body } } } } }",
  );
  return viewer.drafts.edges.map(({ node }) => node.body);
}

export async function deletesForSelf(person: Person, messageId: string) {
  return does<{ deletedMessageId?: string; member?: { unreadCount: number; mentionCount: number } }>(
    person,
    "deleteMessageForMe",
    { messageId },
    "deletedMessageId member { unreadCount mentionCount }",
  );
}

/** What the person finds in a conversation: bodies, the newest body, counts. */
export async function finds(person: Person, conversationId: string) {
  const { conversation } = await asks<{
    conversation: {
      messages: { edges: { node: { body: string } }[] };
      lastMessage: { body: string } | null;
      viewerMember: { unreadCount: number; mentionCount: number };
    } | null;
  }>(
    person,
    `query ($id: ID!) { conversation(id: $id) {
      messages(last: 100) { edges { node { body } } }
      lastMessage { body }
      viewerMember { unreadCount mentionCount }
    } }`,
    { id: conversationId },
  );
  if (conversation === null) return null;
  return {
    bodies: conversation.messages.edges.map(({ node }) => node.body),
    last: conversation.lastMessage?.body ?? null,
    ...conversation.viewerMember,
  };
}
