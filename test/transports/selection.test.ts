/** Which subscriptions get the same bytes for an item: those that select the same of its type, and of no other. */
import { parse, validateSubscriptionArgs } from "graphql";
import type { ValidatedSubscriptionArgs } from "graphql";
import { expect, test } from "vitest";
import type { InboxStreamItem } from "../../src/domain/streams.ts";
import { schema } from "../../src/graph.ts";
import { itemTypeName } from "../../src/schema/streamItems.ts";
import type { ErrorScope } from "../../src/transports/errors.ts";
import type { NextPayload } from "../../src/transports/frames.ts";
import type { OperationPorts } from "../../src/transports/ports.ts";
import { selectedOf } from "../../src/transports/selectedOf.ts";
import { Selections } from "../../src/transports/selection.ts";
import { sent } from "../realtime/fakes.ts";

const SENT: InboxStreamItem = {
  type: "EVENT",
  event: sent(1),
  cursor: "c",
  visibility: { fromSeq: 0, toSeq: null },
};
const JOINED: InboxStreamItem = {
  ...SENT,
  event: {
    ...sent(2),
    kind: "MEMBER_JOINED",
    member: {
      id: "m",
      conversationId: "c",
      userId: "u",
      role: "MEMBER",
      joinedAt: new Date(0),
      joinedSeq: 2,
      visibleFromSeq: 0,
      removedSeq: null,
      silencedUntil: null,
      changedSeq: 2,
    },
  },
};
const READY: InboxStreamItem = { type: "READY", cursor: "c", recovered: false, conversationId: null };

const DOCUMENT = `
  subscription Follow($id: ID!, $after: Cursor, $last: Int, $isLong: Boolean!, $first: Int) {
    conversationEvents(conversationId: $id, after: $after) {
      __typename
      ... on StreamReady { cursor snapshot { messages(last: $last) { edges { node { body } } } } }
      ... on MessageSent { sentMessage { id ...Long @include(if: $isLong) } }
      ... on MemberJoined { member { user { username @skip(if: $isLong) } } }
      ... on MessageDeleted { deletedMessage { readBy(first: $first) { edges { node { id } } } } }
    }
  }
  fragment Long on Message { body revisions(first: $first) { edges { node { body } } } }`;

const ALL = { id: "c", after: null, last: 10, isLong: true, first: 5 };

function argsOf(text: string, variableValues: Record<string, unknown> = ALL): ValidatedSubscriptionArgs {
  const args = validateSubscriptionArgs({ schema, document: parse(text), variableValues });
  if (!("schema" in args)) throw new Error(JSON.stringify(args));
  return args;
}

/** Selections are only compared here: nothing is executed. */
function startSelections() {
  const unused = (): never => {
    throw new Error("Nothing is executed here.");
  };
  const ports = { itemTypeName, createAudienceContext: unused } as unknown as OperationPorts;
  const selections = new Selections(ports, unused);
  return (args: ValidatedSubscriptionArgs) => selections.hold(args);
}

/** The keys of a message and of a member for a document with these variables, each parsed anew. */
function keysOf(text: string, variables: Record<string, unknown> = ALL) {
  const { selection } = startSelections()(argsOf(text, variables));
  return { sent: selection.keyOf(SENT), joined: selection.keyOf(JOINED), ready: selection.keyOf(READY) };
}

const selectsOf = (selection: string, type: string) =>
  selectedOf(argsOf(`subscription ($n: Int, $is: Boolean = true) { inboxEvents { ${selection} } }`, {})).get(
    type,
  );

test("a variable belongs to the types in whose selection it is used, through fragments and directives", () => {
  const byType = selectedOf(argsOf(DOCUMENT));
  expect(Object.fromEntries([...byType].map(([type, { variables }]) => [type, variables]))).toMatchObject({
    MessageSent: ["isLong", "first"],
    MemberJoined: ["isLong"],
    MessageDeleted: ["first"],
    MemberLeft: [],
    StreamReady: ["last"],
  });
});

test("what came with the item is shared, and what that leads to in turn is each follower's own", () => {
  const isPerViewer = (selection: string) => {
    const text = `subscription { inboxEvents { ... on MessageSent { sentMessage { ${selection} } } } }`;
    return selectedOf(argsOf(text, {})).get("MessageSent")?.isPerViewer;
  };
  expect(isPerViewer("replyTo { body sender { id } } thread { replyCount root { body } }")).toBe(false);
  expect(isPerViewer("replyTo { replyTo { id } }")).toBe(true);
  expect(isPerViewer("replyTo { ... on Message { thread { id } } }")).toBe(true);
  expect(isPerViewer("thread { root { replyTo { id } } }")).toBe(true);
});

test("where a stream begins, whose it is and what its snapshot holds split nothing", () => {
  const keys = keysOf(DOCUMENT);
  expect(keys.sent).not.toBeNull();
  for (const variables of [{ id: "d" }, { after: "a cursor" }, { last: 20 }]) {
    expect(keysOf(DOCUMENT, { ...ALL, ...variables })).toEqual(keys);
  }
});

test("a variable inside a type's selection splits that type only", () => {
  const keys = keysOf(DOCUMENT);
  const others = keysOf(DOCUMENT, { ...ALL, first: 6 });
  expect(others.sent).not.toBe(keys.sent);
  expect(others.joined).toBe(keys.joined);
  expect(keysOf(DOCUMENT, { ...ALL, isLong: false }).joined).not.toBe(keys.joined);
});

test("another document, and another operation of the same, are other selections", () => {
  const two = `subscription A { inboxEvents { __typename } } subscription B { inboxEvents { __typename } }`;
  const [a, b] = ["A", "B"].map((operationName) => {
    const args = validateSubscriptionArgs({ schema, document: parse(two), operationName });
    if (!("schema" in args)) throw new Error("unreachable");
    return startSelections()(args).selection.keyOf(SENT);
  });
  expect(a).not.toBe(b);
  expect(keysOf(`${DOCUMENT} # longer`).sent).not.toBe(keysOf(DOCUMENT).sent);
});

test("one selection serves all that hold it, and ends with the last", () => {
  const hold = startSelections();
  const args = argsOf(DOCUMENT);
  const of = (variables: Record<string, unknown>) => {
    const again = validateSubscriptionArgs({
      schema,
      document: args.document,
      variableValues: { ...ALL, ...variables },
    });
    if (!("schema" in again)) throw new Error("unreachable");
    return hold(again);
  };
  const [one, other, another] = [of({ after: "here" }), of({ id: "d", last: 3 }), of({ first: 6 })];
  expect(other.selection).toBe(one.selection);
  expect(another.selection).not.toBe(one.selection);
  one.release();
  const third = of({});
  expect(third.selection).toBe(other.selection);
  third.release();
  other.release();
  expect(of({}).selection).not.toBe(one.selection);
});

test.each([
  ["a field of the viewer's", "... on MessageSent { sentMessage { sender { presence { status } } } }"],
  ["one behind an interface", "... on ConversationEvent { conversation { viewerMember { id } } }"],
  [
    "one behind a fragment on Node",
    "... on Node { ... on MessageSent { conversation { messages { edges { cursor } } } } }",
  ],
  [
    "one that a directive may leave out",
    "... on MessageSent { actor { presence @skip(if: $is) { status } } }",
  ],
])("%s makes its type the follower's own, and no other", (_name, selection) => {
  expect(selectsOf(selection, "MessageSent")?.isPerViewer).toBe(true);
  expect(
    selectsOf(
      `... on MemberLeft { seq } ${selection.replace("ConversationEvent", "MessageSent")}`,
      "MemberLeft",
    ),
  ).toEqual({
    variables: [],
    deciding: [],
    isPerViewer: false,
  });
});

test("subscriptions that ask for other items are apart, also where those items are each follower's own", () => {
  const hold = startSelections();
  const document = parse(`subscription ($typing: Boolean!, $people: Boolean!) {
    inboxEvents {
      __typename
      ... on TypingChanged {
        conversation @include(if: $typing) { viewerMember { user @include(if: $people) { username } } }
      }
    }
  }`);
  const of = (variableValues: Record<string, unknown>) => {
    const args = validateSubscriptionArgs({ schema, document, variableValues });
    if (!("schema" in args)) throw new Error("unreachable");
    return hold(args).selection;
  };
  const told = of({ typing: true, people: true });
  expect(of({ typing: true, people: false })).toBe(told);
  const untold = of({ typing: false, people: true });
  expect(untold).not.toBe(told);
  // What they share they share still.
  expect(untold.keyOf(SENT)).toBe(told.keyOf(SENT));
});

test("a fault of what several share is told in a scope that is none of theirs, another each time", async () => {
  const told: object[] = [];
  let scopes = 0;
  const createScope = (): ErrorScope => {
    scopes += 1;
    return {
      requestId: `shared/${scopes}`,
      log: {
        debug: () => undefined,
        info: () => undefined,
        warn: () => undefined,
        error: ({ err }: { err?: unknown }) => void told.push({ scopes, err }),
      },
      explain: (error) => error,
      onRefused: () => undefined,
    };
  };
  const fault = new Error("broken");
  const createLoaders = () => ({ user: { load: () => Promise.reject(fault) } });
  const operationBounds = { cost: Infinity, depth: Infinity };
  const createAudienceContext = () => ({ operationBounds, createLoaders });
  const ports = { itemTypeName, createAudienceContext } as unknown as OperationPorts;
  const { selection } = new Selections(ports, createScope).hold(
    argsOf("subscription { inboxEvents { __typename ... on MessageSent { actor { username } } } }", {}),
  );
  for (const requestId of ["shared/1", "shared/2"]) {
    const payload = await selection.execute(SENT, { conversation: null });
    const { errors } = JSON.parse(String((payload as NextPayload).json)) as { errors: unknown };
    expect(errors).toMatchObject([{ extensions: { code: "INTERNAL_SERVER_ERROR", requestId } }]);
  }
  expect(told).toEqual([{ scopes: 1, err: fault }]);
});

test("what frames a stream is each follower's own, whatever is selected of it", () => {
  for (const type of ["StreamReady", "StreamReset", "StreamCheckpoint"]) {
    expect(selectsOf("__typename", type)?.isPerViewer).toBe(true);
  }
  expect(keysOf(DOCUMENT).ready).toBeNull();
});

test("a fragment on a type that the item does not have adds nothing", () => {
  const selection =
    "... on MessageSent { ... on ConversationEvent { ... on MemberJoined { seq @skip(if: $is) } } }";
  expect(selectsOf(selection, "MemberJoined")?.variables).toEqual([]);
});
