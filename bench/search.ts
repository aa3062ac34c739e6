/** A page of a search among a million messages, for a member of a thousand conversations, four at a time. */
import { Agent } from "node:http";
import type { BenchmarkContext, Report } from "./support/benchmark.ts";
import { at } from "./support/json.ts";
import { describeMachine } from "./support/machine.ts";
import { chosen, isWhole } from "./support/options.ts";
import { startPostgres } from "./support/postgres.ts";
import { joined, markdownTable } from "./support/report.ts";
import { spawnServer } from "./support/spawnServer.ts";
import { quantile, sorted } from "./support/statistics.ts";
import { atMost, verdictTable } from "./support/verdict.ts";
import { makeWorld } from "./support/world.ts";
import { askOverHttp } from "./search/ask.ts";
import { CONVERSATIONS, fill } from "./search/fill.ts";
import { measureLag, SENDS_PER_SECOND } from "./search/lag.ts";
import { kindsOf } from "./search/searches.ts";
import type { SearchKind } from "./search/searches.ts";
import { createLanguage } from "./search/words.ts";

const MESSAGES = 1_000_000;
const PEOPLE = 1_000;
const LANES = 4;
const ROUNDS = 3;
/** Of each kind, in each round. */
const SEARCHES = 40;
const P99_MS = 100;
const LAG_P99_MS = 2_000;
const LAG_SECONDS = 20;
/** Each a conversation with a sender of its own. */
const SENDERS = 200;

const SEARCH = `
  query ($query: String!, $filter: MessageSearchFilter, $sort: MessageSearchOrder) {
    searchMessages(query: $query, filter: $filter, sort: $sort, first: 20) {
      edges {
        rank highlights { text ranges { start end } }
        node { id seq body createdAt sender { id displayName } conversation { id title } }
      }
      pageInfo { hasNextPage endCursor }
      total { count isExact }
      facets {
        conversations { conversation { id title } count } senders { sender { id displayName } count }
        kinds { kind count } months { month count }
      }
    }
  }`;

interface Reading {
  readonly ms: number;
  readonly total: number;
}

export async function runSearchBenchmark(context: BenchmarkContext): Promise<Report> {
  const { say, signal } = context;
  const rounds = context.rounds ?? ROUNDS;
  const [count = MESSAGES] = context.sizes ?? [];
  await using started = new AsyncDisposableStack();
  say(`${describeMachine()}.`);
  const postgres = started.use(await startPostgres());
  const world = await makeWorld(postgres.pool, PEOPLE);
  const language = createLanguage(7);
  const filled = await fill(postgres.pool, world, language, { count, signal, say });
  const server = started.use(
    await spawnServer({
      module: "parley.ts",
      databaseUrl: postgres.databaseUrl,
      // Server and PostgreSQL share what cores there are: a search computes in both, one after the other.
      pinning: { note: "nothing pinned", asServer: (command, args) => ({ command, args }) },
      profileDir: context.profileDir,
    }),
  );
  const agent = new Agent({ keepAlive: true, maxSockets: LANES });
  started.defer(() => agent.destroy());
  const sending = new Agent({ keepAlive: true, maxSockets: 32 });
  started.defer(() => sending.destroy());
  const reader = world.people[0];
  if (reader === undefined) throw new Error("Nobody is there.");
  const url = new URL("/graphql", server.url);
  const search = async (kind: SearchKind): Promise<Reading> => {
    const { data, ms } = await askOverHttp(url, agent, reader, {
      query: SEARCH,
      variables: { ...kind.make() },
    });
    return { ms, total: Number(at(data, "searchMessages", "total", "count")) };
  };

  const kinds = chosen(kindsOf(language, filled), ({ name }) => context.only?.test(name) ?? true);
  const readings = new Map(kinds.map(({ name }) => [name, [] as Reading[]]));
  for (const kind of kinds) for (let n = 0; n < 10; n += 1) await search(kind);
  const before = { server: await server.readCpuMicros(), postgres: postgres.readCpuMicros() ?? Number.NaN };
  for (let round = 1; round <= rounds; round += 1) {
    signal.throwIfAborted();
    // All kinds mixed, as people search.
    const turns = Array.from({ length: SEARCHES }, () => kinds).flat();
    await Promise.all(
      Array.from({ length: LANES }, async (_, lane) => {
        for (let turn = lane; turn < turns.length; turn += LANES) {
          const kind = turns[turn];
          if (kind !== undefined) readings.get(kind.name)?.push(await search(kind));
        }
      }),
    );
    const all = sorted([...readings.values()].flat().map(({ ms }) => ms));
    say(`${round}  p50 ${quantile(all, 0.5).toFixed(1)} ms, p99 ${quantile(all, 0.99).toFixed(1)} ms`);
  }
  const after = { server: await server.readCpuMicros(), postgres: postgres.readCpuMicros() ?? Number.NaN };
  const speakers = world.people.slice(1, 1 + SENDERS);
  const lags = sorted(
    await measureLag({
      pool: postgres.pool,
      url,
      agent: sending,
      senders: speakers,
      conversationIds: await world.makeConversations(speakers.map((speaker) => [speaker, reader])),
      language,
      seconds: context.seconds ?? LAG_SECONDS,
    }),
  );
  say(`lag  p50 ${quantile(lags, 0.5).toFixed(0)} ms, p99 ${quantile(lags, 0.99).toFixed(0)} ms`);
  const all = [...readings.values()].flat().map(({ ms }) => ms);
  const isKept = isWhole(context, rounds);
  return {
    isKept,
    markdown: joined(
      [
        `\`npm run bench -- search\`, ${new Date().toISOString().slice(0, 10)}. ${describeMachine()}, PostgreSQL ${postgres.version} (embedded;`,
        `its default memory). ${count.toLocaleString("en")} messages of 3 to 32 words in ${CONVERSATIONS.all.toLocaleString("en")} conversations, of a vocabulary of 200,000 words as frequent as`,
        `those of a language; who searches is a member of ${CONVERSATIONS.own.toLocaleString("en")} of them. ${LANES} searches at a time over HTTP, all kinds mixed, each with its`,
        `first page of 20, highlights, total and facets. ${rounds} rounds of ${SEARCHES} of each kind, no two alike. CPU of a search: server`,
        `${((after.server - before.server) / all.length / 1000).toFixed(1)} ms, PostgreSQL ${((after.postgres - before.postgres) / all.length / 1000).toFixed(1)} ms.`,
      ].join("\n"),
      markdownTable(
        ["", "p50, ms", "p99, ms", "hits, median"],
        [...readings].map(([name, of]) => {
          const times = sorted(of.map(({ ms }) => ms));
          const totals = sorted(of.map(({ total }) => total));
          return [
            name,
            quantile(times, 0.5).toFixed(1),
            quantile(times, 0.99).toFixed(1),
            quantile(totals, 0.5).toFixed(0),
          ];
        }),
      ),
      verdictTable(
        [
          atMost("a page, p99", quantile(sorted(all), 0.99), P99_MS, "ms"),
          atMost(
            `sent to found at ${SENDS_PER_SECOND} messages a second, p99`,
            quantile(lags, 0.99),
            LAG_P99_MS,
            "ms",
          ),
        ],
        isKept,
      ),
    ),
  };
}
