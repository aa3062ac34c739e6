/**
 * A removal between two reads of one answer: none of them holds what is written behind it.
 *
 * Each question is asked again and again, and the removal happens before its first statement, its second, and so on.
 */
import { expect, test } from "vitest";
import type { Database } from "../../src/storage/database.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { markRead, uuidOf } from "../receipts/scene.ts";
import { startApp } from "../support/app.ts";
import { UpdateConversationDocument } from "../support/documents.ts";
import { post } from "../transports/support.ts";

const SECRET = "written behind the removal";
/** The conversation began, a message was sent, and bo was removed. */
const REMOVED_SEQ = 3;

const MESSAGE = `
  fragment Whole on Message {
    seq changedSeq body editedAt readCount deliveredCount
    mentions { username }
    readBy(first: 3) { edges { node { user { username } } } }
    revisions(first: 3) { edges { node { replacedSeq body } } }
    conversation { ...Place }
  }`;
const PLACE = "fragment Place on Conversation { title headSeq }";

const QUESTIONS = {
  "a page of history": `query ($group: ID!) {
    conversation(id: $group) { ...Place messages(last: 3) { edges { node { ...Whole } } } }
  } ${MESSAGE} ${PLACE}`,
  "the last message": `query ($group: ID!) {
    conversation(id: $group) { ...Place viewerMember { removedSeq } lastMessage { ...Whole } }
  } ${MESSAGE} ${PLACE}`,
  "a list of conversations": `{
    viewer { conversations(first: 2) { edges { node {
      ...Place viewerMember { removedSeq } lastMessage { ...Whole } messages(last: 2) { edges { node { ...Whole } } }
    } } } }
  } ${MESSAGE} ${PLACE}`,
  "a list of members": `query ($group: ID!) {
    conversation(id: $group) {
      viewerMember { removedSeq }
      members(first: 10) { edges { node { user { username } readSeq deliveredSeq conversation { ...Place } } } }
    }
  } ${PLACE}`,
  "messages and their revisions by id": `query ($group: ID!, $ids: [ID!]!) {
    conversation(id: $group) { viewerMember { removedSeq } }
    nodes(ids: $ids) { ...Whole ... on MessageRevision { replacedSeq body } }
  } ${MESSAGE} ${PLACE}`,
  "events by id": `query ($group: ID!, $events: [ID!]!) {
    conversation(id: $group) { viewerMember { removedSeq } }
    nodes(ids: $events) {
      ... on ConversationEvent { seq conversation { ...Place } }
      ... on MessageSent { sentMessage { ...Whole } }
      ... on MessageEdited { editedMessage { ...Whole } }
    }
  } ${MESSAGE} ${PLACE}`,
  "a page of the log": `query ($group: ID!) {
    conversationEvents(conversationId: $group, first: 10) { edges { node {
      ... on ConversationEvent { seq conversation { ...Place } }
      ... on MessageSent { sentMessage { ...Whole } }
      ... on MemberJoined { member { user { username } } }
    } } }
  } ${MESSAGE} ${PLACE}`,
} as const;

/** A server on which something happens before a statement, counted from now. */
async function startInterrupted() {
  let left = Infinity;
  let interrupt = async (): Promise<void> => undefined;
  const database = (whole: Database): Database => {
    const { pool } = whole;
    const query = pool.query.bind(pool);
    Object.assign(pool, {
      query: async (...args: Parameters<typeof query>): Promise<unknown> => {
        const [statement] = args as unknown as [string | { readonly text: string }];
        const text = typeof statement === "string" ? statement : statement.text;
        // For those of sessions others wait as well, and those of the watch over the log are nobody's.
        if (!/session|log_epoch/.test(text)) left -= 1;
        if (left === 0) {
          left = -1;
          await interrupt();
        }
        return query(...args);
      },
    });
    return whole;
  };
  return {
    app: await startApp({}, { around: { database } }),
    before(statement: number, happens: () => Promise<void>): void {
      left = statement;
      interrupt = happens;
    },
    /** Whether it has happened; it does not any more. */
    settle(): boolean {
      const hasHappened = left < 0;
      left = Infinity;
      return hasHappened;
    },
  };
}

const isLater = (value: unknown): boolean => Number(value) > REMOVED_SEQ;
const isSome = (value: unknown): boolean => Number(value) > 0;
/** By a field's name, whether its value tells of what came behind the removal. */
const TELLS: Readonly<Record<string, (value: unknown) => boolean>> = {
  seq: isLater,
  changedSeq: isLater,
  replacedSeq: isLater,
  headSeq: isLater,
  readSeq: isSome,
  deliveredSeq: isSome,
  readCount: isSome,
  deliveredCount: isSome,
  editedAt: (value) => value !== null,
  mentions: (value) => Array.isArray(value) && value.length > 0,
  username: (value) => value === "dee",
  body: (value) => String(value).startsWith(SECRET),
  title: (value) => value === SECRET,
};

function toldBehind(text: string): string[] {
  const told: string[] = [];
  JSON.parse(text, (key, value: unknown) => {
    if (TELLS[key]?.(value) === true) told.push(`${key}: ${JSON.stringify(value)}`);
    return value;
  });
  return told;
}

test.each(Object.entries(QUESTIONS))(
  "%s asked for while one is removed holds nothing of what came behind",
  { timeout: 60_000 },
  async (_name, query) => {
    const { app: starting, before, settle } = await startInterrupted();
    await using app = starting;
    const { ana, bo, cy, dee } = await app.people.inGroup("ana", "bo", "cy", "dee");
    /** Asks in a new group, with the removal before the statement; null where there are fewer. */
    const askedAround = async (statement: number): Promise<string | null> => {
      const group = await ana.makesGroup("Tea", bo, cy);
      const [message] = await ana.sends(group, "before");
      const id = message?.id ?? "";
      const variables = {
        group,
        ids: [id, encodeNodeId("MessageRevision", `${uuidOf(id)}:${REMOVED_SEQ + 1}`)],
        events: [
          encodeNodeId("MessageSent", `${uuidOf(group)}:${REMOVED_SEQ - 1}`),
          encodeNodeId("MessageEdited", `${uuidOf(group)}:${REMOVED_SEQ + 1}`),
        ],
      };
      before(statement, async () => {
        await ana.removes(group, bo);
        await ana.edits(id, `${SECRET} @${cy.username}`);
        await ana.sends(group, SECRET);
        await ana.asks(UpdateConversationDocument, { input: { conversationId: group, title: SECRET } });
        await ana.adds(group, dee);
        await markRead(cy, group, 100);
      });
      const { text } = await post(
        app.url,
        { body: JSON.stringify({ query, variables }) },
        { authorization: bo.authorization },
      );
      if (settle()) return text;
      expect(JSON.parse(text)).not.toHaveProperty("errors");
      return null;
    };

    let statement = 1;
    for (; ; statement += 1) {
      const text = await askedAround(statement);
      if (text === null) break;
      expect({ statement, told: toldBehind(text) }).toEqual({ statement, told: [] });
    }
    expect(statement).toBeGreaterThan(3);
  },
);
