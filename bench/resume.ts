/** Coming back: one client with 10,000 events of backlog, and 10,000 clients at once with a few missed events each. */
import { setTimeout as delay } from "node:timers/promises";
import { encodeConversationCursor } from "../src/domain/cursor.ts";
import { encodeNodeId } from "../src/schema/nodeId.ts";
import type { BenchmarkContext, Report } from "./support/benchmark.ts";
import { isWhole } from "./support/options.ts";
import { joined, markdownTable } from "./support/report.ts";
import type { ServerProcess } from "./support/spawnServer.ts";
import { median, quantile, sorted } from "./support/statistics.ts";
import { atMost, verdictTable } from "./support/verdict.ts";
import { AskingSocket } from "./chat/ask.ts";
import { parleyAsking, PARLEY } from "./chat/contestants.ts";
import { PLAIN_FOLLOW } from "./chat/documents.ts";
import { seedLog } from "./chat/seedLog.ts";
import { Stage } from "./chat/stage.ts";
import { Crowd } from "./crowd/crowd.ts";

const ROUNDS = 3;
const BACKLOG = 10_000;
const CLIENTS = 10_000;
/** Conversations that the clients of the storm come back to. */
const CONVERSATIONS = 100;
/** Each has missed up to this many events. */
const MISSED_MAX = 20;
const STORM_WITHIN_MS = 30_000;
const STATEMENTS_MAX = 2;
const REPORTED_AFTER_MS = 11_000;

/** No snapshot: who comes back has one. */
const COMING_BACK = parleyAsking(PLAIN_FOLLOW);

interface Backlog {
  readonly ms: number;
  readonly serverMicrosEach: number;
}
interface Storm {
  readonly allMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly serverMicrosEach: number;
  readonly postgresMicrosEach: number | null;
  /** Of PostgreSQL, a client, sign-in included; null where they were not counted. */
  readonly transactionsEach: number | null;
}

export async function runResumeBenchmark(context: BenchmarkContext): Promise<Report> {
  const roundCount = context.rounds ?? ROUNDS;
  // BENCH_SIZES makes both smaller.
  const clients = context.sizes?.[0] ?? CLIENTS;
  const backlogCount = context.sizes?.[0] ?? BACKLOG;
  await using started = new AsyncDisposableStack();
  const stage = await Stage.open(started, context, { people: clients, isStoring: true });
  const { people } = stage.world;
  const [person] = people;
  if (person === undefined) throw new Error("Nobody is there.");
  const server = await stage.serverOf(PARLEY);

  context.say("Writing the logs …");
  const [long = ""] = await stage.world.makeConversations([[person]]);
  await seedLog(stage.postgres.pool, {
    conversationId: long,
    senderId: person.userId,
    count: backlogCount,
    signal: context.signal,
  });
  const members = Array.from({ length: CONVERSATIONS }, (_, conversation) =>
    people.filter((_person, index) => index % CONVERSATIONS === conversation),
  );
  const conversationIds = await stage.world.makeConversations(members);
  for (const [index, conversationId] of conversationIds.entries()) {
    const senderId = members[index]?.[0]?.userId ?? person.userId;
    const { pool } = stage.postgres;
    await seedLog(pool, { conversationId, senderId, count: MISSED_MAX, signal: context.signal });
  }

  const backlogs: Backlog[] = [];
  const storms: Storm[] = [];
  // Round 0 warms up, and counts statements, which takes PostgreSQL a while to tell.
  let statements = Number.NaN;
  for (let round = 0; round <= roundCount; round += 1) {
    const backlog = await readBacklog(stage, server, long, backlogCount);
    await stage.settle(server);
    const storm = await comeBack(stage, server, conversationIds, round === 0);
    await stage.settle(server);
    context.say(
      [
        `${round}  ${backlogCount.toLocaleString("en")} events in ${backlog.ms.toFixed(0)} ms, server ${backlog.serverMicrosEach.toFixed(1)} µs an event`,
        `${clients.toLocaleString("en")} clients in ${(storm.allMs / 1000).toFixed(2)} s, p99 ${storm.p99Ms.toFixed(0)} ms, server ${storm.serverMicrosEach.toFixed(0)} µs a client`,
        storm.transactionsEach === null ? "" : `${storm.transactionsEach.toFixed(2)} statements a client`,
      ].join("  "),
    );
    statements = storm.transactionsEach ?? statements;
    if (round === 0) continue;
    backlogs.push(backlog);
    storms.push(storm);
  }
  const middle = <Item>(items: readonly Item[], read: (item: Item) => number | null): number =>
    median(items.map(read).filter((value) => value !== null));
  const allMs = middle(storms, (storm) => storm.allMs);
  const isKept = isWhole(context, roundCount);
  return {
    isKept,
    markdown: joined(
      [
        stage.setting("resume"),
        `Medians of ${roundCount} rounds after one of warm-up. The storm: ${clients.toLocaleString("en")} clients open a socket, sign in and subscribe, all at once, with`,
        `cursors up to ${MISSED_MAX} events old, spread over ${CONVERSATIONS} conversations; it has passed when the last has its \`StreamReady\`. Every`,
        `replay was counted. Statements are PostgreSQL's transactions during the warm-up, sign-in included.`,
      ].join("\n"),
      markdownTable(
        ["", "time", "server µs each", "p50 ms", "p99 ms", "statements each"],
        [
          [
            `one client, ${backlogCount.toLocaleString("en")} events`,
            `${middle(backlogs, ({ ms }) => ms).toFixed(0)} ms`,
            middle(backlogs, ({ serverMicrosEach }) => serverMicrosEach).toFixed(1),
            "–",
            "–",
            "–",
          ],
          [
            `${clients.toLocaleString("en")} clients at once`,
            `${(allMs / 1000).toFixed(2)} s`,
            middle(storms, ({ serverMicrosEach }) => serverMicrosEach).toFixed(0),
            middle(storms, ({ p50Ms }) => p50Ms).toFixed(0),
            middle(storms, ({ p99Ms }) => p99Ms).toFixed(0),
            statements.toFixed(2),
          ],
        ],
      ),
      verdictTable(
        [
          atMost("All clients caught up", allMs / 1000, STORM_WITHIN_MS / 1000, "s"),
          atMost("Statements a client, sign-in included", statements, STATEMENTS_MAX, ""),
        ],
        isKept,
      ),
    ),
  };
}

/** From the beginning of the log to its head. */
async function readBacklog(
  stage: Stage,
  server: ServerProcess,
  conversationId: string,
  count: number,
): Promise<Backlog> {
  const [person] = stage.world.people;
  if (person === undefined) throw new Error("Nobody is there.");
  await using socket = await AskingSocket.open(server.url, person);
  const after = encodeConversationCursor({ epoch: stage.epoch, conversationId, seq: 0 });
  const variables = { conversationId: encodeNodeId("Conversation", conversationId), after };
  const before = await stage.readCpu(server);
  const { items, ms } = await socket.follow({ query: PLAIN_FOLLOW, variables }, (text) =>
    text.includes('"StreamReady"'),
  );
  const cpu = await stage.readCpu(server);
  if (items !== count) throw new Error(`${items} of ${count} events were replayed.`);
  return { ms, serverMicrosEach: (cpu.server - before.server) / count };
}

async function comeBack(
  stage: Stage,
  server: ServerProcess,
  conversationIds: readonly string[],
  isCounting: boolean,
): Promise<Storm> {
  const { people } = stage.world;
  const [person] = people;
  if (person === undefined) throw new Error("Nobody is there.");
  const { epoch } = stage;
  const readyAfterMs: number[] = [];
  const transactionsBefore = isCounting ? await readTransactions(stage) : null;
  const cpuBefore = await stage.readCpu(server);
  const begun = performance.now();
  const crowd = await Crowd.open({
    url: server.url,
    count: people.length,
    openingMax: people.length,
    signal: stage.context.signal,
    onReady: () => readyAfterMs.push(performance.now() - begun),
    speakerOf: (index) => {
      const conversationId = conversationIds[index % conversationIds.length] ?? "";
      const follow = { index: Math.floor(index / conversationIds.length), conversationId, epoch };
      return COMING_BACK.follow({ ...follow, person: people[index] ?? person, headSeq: MISSED_MAX }).speaker;
    },
  });
  const allMs = performance.now() - begun;
  const cpu = await stage.readCpu(server);
  const transactions =
    transactionsBefore === null ? null : (await readTransactions(stage)) - transactionsBefore;
  await crowd[Symbol.asyncDispose]();
  const ascending = sorted(readyAfterMs);
  return {
    allMs,
    p50Ms: quantile(ascending, 0.5),
    p99Ms: quantile(ascending, 0.99),
    serverMicrosEach: (cpu.server - cpuBefore.server) / people.length,
    postgresMicrosEach:
      cpu.postgres === null || cpuBefore.postgres === null
        ? null
        : (cpu.postgres - cpuBefore.postgres) / people.length,
    transactionsEach: transactions === null ? null : transactions / people.length,
  };
}

/** A statement outside of a transaction is one. An idle backend reports its last ones within ten seconds. */
async function readTransactions(stage: Stage): Promise<number> {
  await delay(REPORTED_AFTER_MS, undefined, { signal: stage.context.signal });
  const { rows } = await stage.postgres.pool.query<{ count: string }>(
    "SELECT xact_commit + xact_rollback AS count FROM pg_stat_database WHERE datname = current_database()",
  );
  return Number(rows[0]?.count);
}
