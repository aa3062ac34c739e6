/** A send that is sent again, on whichever node, is one message for ever. */
import { expect, test } from "vitest";
import { graphql } from "../gen/index.ts";
import { startCluster } from "../support/app.ts";
import type { TestCluster } from "../support/app.ts";
import type { Person } from "../support/people.ts";
import { Stored, upTo } from "./stored.ts";

const LeaveDocument = graphql(`
  mutation RetriesLeave($input: LeaveConversationInput!) {
    leaveConversation(input: $input) {
      __typename
    }
  }
`);

test("100 parallel retries of one send on two nodes are one row and one answer, and leave no gap", async () => {
  await using scene = await startScene();
  const { ana, conversation, stored } = scene;
  const answers = await Promise.all(
    upTo(100).map((attempt) => ana[attempt % 2 === 0 ? "here" : "there"].send(conversation, "once", "key")),
  );
  const [first] = answers;
  expect(first).toMatchObject({ __typename: "SendMessagePayload", sentMessage: { seq: 2, body: "once" } });
  for (const answer of answers) expect(answer).toEqual(first);

  await ana.there.sends(conversation, "next");
  expect(await stored.log(conversation)).toEqual({
    headSeq: 3,
    seqs: upTo(3),
    messages: [
      { seq: 2, clientKey: "key", body: "once" },
      { seq: 3, clientKey: expect.any(String) as string, body: "next" },
    ],
  });
});

test("the same clientKey with another input is a conflict, also in the same moment, and writes nothing", async () => {
  await using scene = await startScene();
  const { ana, conversation, stored } = scene;
  const answers = await Promise.all(
    upTo(100).map((attempt) =>
      ana[attempt % 2 === 0 ? "here" : "there"].send(conversation, attempt % 4 < 2 ? "this" : "that", "key"),
    ),
  );
  const { headSeq, seqs, messages } = await stored.log(conversation);
  expect({ headSeq, seqs }).toEqual({ headSeq: 2, seqs: [1, 2] });
  expect(messages).toMatchObject([{ seq: 2, clientKey: "key" }]);
  for (const [index, answer] of answers.entries()) {
    const body = (index + 1) % 4 < 2 ? "this" : "that";
    expect(answer).toMatchObject(
      body === messages[0]?.body
        ? { __typename: "SendMessagePayload", sentMessage: { seq: 2, body } }
        : { __typename: "IdempotencyConflictError", code: "IDEMPOTENCY_CONFLICT" },
    );
  }
});

test("a retry after an edit and after a deletion answers the message as it is now", async () => {
  await using scene = await startScene();
  const { ana, conversation, stored } = scene;
  const [sent] = await ana.here.sends(conversation, "before");
  const original = await ana.here.send(conversation, "first thought", "key");
  if (original.__typename !== "SendMessagePayload") throw new Error("unreachable");
  const { id, seq } = original.sentMessage;

  await ana.here.edits(id, "second thought");
  expect(await ana.there.send(conversation, "first thought", "key")).toMatchObject({
    sentMessage: {
      id,
      seq,
      changedSeq: seq + 1,
      body: "second thought",
      editedAt: expect.any(String) as string,
    },
  });
  expect(await ana.there.send(conversation, "second thought", "key")).toMatchObject({
    __typename: "IdempotencyConflictError",
  });

  await ana.there.deletes(id);
  expect(await ana.here.send(conversation, "first thought", "key")).toMatchObject({
    sentMessage: { id, seq, changedSeq: seq + 2, body: "", deletedAt: expect.any(String) as string },
  });
  expect(await stored.log(conversation)).toMatchObject({
    headSeq: 5,
    seqs: upTo(5),
    messages: [{ seq: sent?.seq }, { seq }],
  });
});

test("a retry after its sender has left still answers; a new send does not", async () => {
  await using scene = await startScene();
  const { ana, bo, stored } = scene;
  const group = await ana.here.makesGroup("Group", bo.here);
  const sent = await bo.here.send(group, "mine", "key");
  const left = await bo.here.asks(LeaveDocument, { input: { conversationId: group } });
  expect(left.leaveConversation.__typename).toBe("LeaveConversationPayload");

  expect(await bo.there.send(group, "mine", "key")).toEqual(sent);
  expect(await bo.there.send(group, "mine", "another key")).toMatchObject({ __typename: "NotFoundError" });
  expect(await stored.log(group)).toMatchObject({ headSeq: 3, seqs: upTo(3), messages: [{ seq: 2 }] });
});

/** One person, on both nodes. */
interface Everywhere {
  readonly here: Person;
  readonly there: Person;
}

interface Scene extends AsyncDisposable {
  readonly ana: Everywhere;
  readonly bo: Everywhere;
  /** Between the two. */
  readonly conversation: string;
  readonly stored: Stored;
}

async function startScene(): Promise<Scene> {
  await using started = new AsyncDisposableStack();
  const cluster = started.use(await startCluster(2));
  const stored = started.use(await Stored.open(cluster.databaseUrl));
  const [ana, bo] = [await everywhere(cluster, "ana"), await everywhere(cluster, "bo")];
  const conversation = await ana.here.opensConversationWith(bo.here);
  const kept = started.move();
  return { ana, bo, conversation, stored, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function everywhere({ people, nodes }: TestCluster, username: string): Promise<Everywhere> {
  const here = await people.register(username);
  const [, other] = nodes;
  if (other === undefined) throw new Error("There is no second node.");
  return { here, there: here.on(other) };
}
