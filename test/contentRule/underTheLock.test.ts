/** Content rules and the write of messages: what holds is what was committed before the lock was got, and what that costs. */
import { randomUUID } from "node:crypto";
import type pg from "pg";
import { expect, test } from "vitest";
import { hasRules, judgeMessage } from "../../src/domain/contentRule/judgeMessage.ts";
import { RuleBook } from "../../src/domain/contentRule/ruleBook.ts";
import type { SendOutcome } from "../../src/domain/ports.ts";
import { hashInput } from "../../src/lib/hash.ts";
import { newId } from "../../src/lib/ids.ts";
import { idOf } from "../../src/schema/nodeId.ts";
import { connectDatabase } from "../../src/storage/database.ts";
import { createSendMessage } from "../../src/storage/sendMessages.sql.ts";
import { makeGroup } from "../conversation/group.ts";
import type { Person } from "../conversation/scene.ts";
import { Stored, upTo } from "../nodes/stored.ts";
import { rowOf } from "../report/scene.ts";
import { startCluster } from "../support/app.ts";
import { appoints, rules, startRules } from "./scene.ts";

/** The write of messages as a process has it, on connections of its own, with what it asks of PostgreSQL. */
function startProcess(databaseUrl: string, book = new RuleBook()) {
  const { pool, prisma, ...database } = connectDatabase({
    databaseUrl,
    poolMax: 4,
    onIdleError: () => undefined,
  });
  const statements: string[] = [];
  const noting = new WeakSet<pg.PoolClient>();
  pool.on("connect", (client) => {
    if (noting.has(client)) return;
    noting.add(client);
    const query = client.query.bind(client);
    Object.assign(client, {
      query: (...args: Parameters<typeof query>) => {
        const [config] = args as unknown as [pg.QueryConfig | string];
        const text = typeof config === "string" ? config : (config.name ?? config.text);
        if (text === "send_messages") statements.push("send");
        else if (text.includes("server_content_rules")) statements.push("learn");
        return query(...args);
      },
    });
  });
  const send = createSendMessage(pool, () => undefined, {
    holdIn: (conversationId) => hasRules(book.known(conversationId)),
    judge: (message, circumstances) =>
      judgeMessage(book.known(message.conversationId), message, circumstances),
    learn: (conversationId) => book.learn(prisma, conversationId),
  });
  return {
    statements,
    learn: (conversationId: string) => book.learn(prisma, rowOf(conversationId)),
    sends: (person: Person, conversationId: string, body: string, clientKey: string = randomUUID()) =>
      send({
        conversationId: rowOf(conversationId),
        senderId: rowOf(person.id),
        clientKey,
        inputHash: hashInput([body]),
        body,
        extras: null,
        mentionedUsernames: [],
      }),
    /** What was asked since the last look. */
    asked: (): string => statements.splice(0).join(" "),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

function textOf(outcome: SendOutcome): string {
  return outcome.outcome === "SENT" ? `${outcome.message.seq} ${outcome.message.body}` : outcome.outcome;
}

test("a send is one statement where there are no rules, and where they are known; what has changed costs one read", async () => {
  await using scene = await startRules();
  const { ana, mod, bo, cy, group } = scene;
  await appoints(scene, cy, "ADMIN");
  const elsewhere = await makeGroup(ana, [bo]);
  await using here = startProcess(scene.databaseUrl);
  const sends = async (person: Person, conversationId: string, body: string) => {
    const { outcome } = await here.sends(person, conversationId, body);
    return `${outcome}: ${here.asked()}`;
  };

  expect(await sends(bo, group, "hello")).toBe("SENT: send");
  await rules(ana, group, "badger", "BLOCK");
  expect(await sends(bo, group, "hello")).toBe("SENT: send learn send");
  expect(await sends(bo, group, "hello")).toBe("SENT: send");
  expect(await sends(bo, group, "badger")).toBe("CONTENT_BLOCKED: send");
  expect(await sends(bo, elsewhere, "badger")).toBe("SENT: send");
  // Whoever is exempt is found out to be by the write, where it makes a difference.
  expect(await sends(mod, group, "hello")).toBe("SENT: send");
  expect(await sends(mod, group, "badger")).toBe("SENT: send send");

  await rules(cy, null, "otter", "BLOCK");
  expect(await sends(bo, elsewhere, "otter")).toBe("CONTENT_BLOCKED: send learn send");
  expect(await sends(bo, group, "otter")).toBe("CONTENT_BLOCKED: send");
  expect(await sends(mod, group, "otter")).toBe("CONTENT_BLOCKED: send");
});

test("what is judged again keeps its place before what came later", async () => {
  await using scene = await startRules();
  const { ana, bo, group } = scene;
  await rules(ana, group, "badger", "MASK");
  await using here = startProcess(scene.databaseUrl);
  const sent = await Promise.all([
    here.sends(bo, group, "one"),
    here.sends(ana, group, "two badger"),
    here.sends(bo, group, "three badger"),
    here.sends(ana, group, "four badger", "four"),
    here.sends(ana, group, "four badger", "four"),
    here.sends(bo, group, "five"),
  ]);
  const seqs = sent.map(textOf);
  const { length } = await scene.log();
  const first = length - 4;
  expect(seqs).toEqual([
    `${first} one`,
    `${first + 1} two badger`,
    `${first + 2} three ••••••`,
    `${first + 3} four badger`,
    "DUPLICATE",
    `${first + 4} five`,
  ]);
});

test("what is known is bounded: what was used longest ago is forgotten, and holds all the same", async () => {
  await using scene = await startRules();
  const { ana, bo, group } = scene;
  const other = await makeGroup(ana, [bo]);
  for (const each of [group, other]) await rules(ana, each, "badger", "BLOCK");
  const book = new RuleBook(10);
  await using here = startProcess(scene.databaseUrl, book);
  for (const each of [group, other])
    expect((await here.sends(bo, each, "badger")).outcome).toBe("CONTENT_BLOCKED");
  expect(book.known(rowOf(group)).own.version).toBe(0);
  expect(book.known(rowOf(other)).own.version).toBe(1);
  here.asked();
  expect((await here.sends(bo, group, "badger")).outcome).toBe("CONTENT_BLOCKED");
  expect(here.asked()).toBe("send learn send");
});

const SENDS = 32;

test("a rule that commits while 32 sends wait on two nodes refuses all that it forbids, and masks nothing of the rest", async () => {
  await using cluster = await startCluster(2);
  const { ana, bo, group } = await cluster.people.inGroup("ana", "bo");
  const [here, there] = cluster.nodes;
  if (!here || !there) throw new Error("unreachable");
  await using stored = await Stored.open(cluster.databaseUrl);
  const conversationId = idOf("Conversation", group);
  // Code is compiled and connections are open.
  const elsewhere = await ana.makesGroup("Elsewhere", bo);
  await Promise.all(upTo(SENDS).map((each) => bo.on(each % 2 === 0 ? here : there).send(elsewhere, "hello")));

  await stored.rows("BEGIN");
  await stored.rows("SELECT 1 FROM conversation WHERE id = $1 FOR UPDATE", [conversationId]);
  const sends = upTo(SENDS).map((each) =>
    bo.on(each % 2 === 0 ? here : there).send(group, each % 4 < 2 ? "a badger" : "an otter"),
  );
  await expect
    .poll(
      () =>
        stored.rows(
          `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        ),
      { timeout: 2_500, interval: 10 },
    )
    .toHaveLength(2);
  await stored.rows(
    `INSERT INTO content_rule (id, conversation_id, kind, pattern, action, created_by_id, created_at)
     VALUES ($1, $2, 'WORD', 'badger', 'BLOCK', $3, now())`,
    [newId(), conversationId, idOf("User", ana.id)],
  );
  await stored.rows(
    "UPDATE conversation SET content_rules_version = content_rules_version + 1 WHERE id = $1",
    [conversationId],
  );
  await stored.rows("COMMIT");

  const answers = (await Promise.all(sends)).map((answer) => answer.__typename);
  expect(answers).toEqual(
    upTo(SENDS).map((each) => (each % 4 < 2 ? "ContentBlockedError" : "SendMessagePayload")),
  );
  const { headSeq, seqs, messages } = await stored.log(group);
  expect({ headSeq, seqs }).toEqual({ headSeq: 1 + SENDS / 2, seqs: upTo(1 + SENDS / 2) });
  expect(new Set(messages.map(({ body }) => body))).toEqual(new Set(["an otter"]));
});
