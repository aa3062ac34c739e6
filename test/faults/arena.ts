/** Where a fault happens: real processes of Parley with a PostgreSQL and a Redis of their own, and people by the thousand. */
import { SignJWT } from "jose";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId, idOf } from "../../src/schema/nodeId.ts";
import { Proxy } from "../nodes/proxy.ts";
import type { ServerProcessOptions } from "../nodes/serverProcess.ts";
import { Slot } from "../nodes/slot.ts";
import { Person } from "../support/people.ts";
import type { Membership, TableLog } from "./history.ts";
import { findLastingPort, OwnPostgres, OwnRedis, rows } from "./machines.ts";

const SECRET = "access-token-secret-of-the-fault-suite";
const TOKEN_TTL_SECONDS = 4 * 3600;
const SAMPLE_EVERY_MS = 250;
/** What `createGroup` takes beside the owner; the others are added past the API. */
const FIRST_MEMBERS_MAX = 100;

export type Place = "clients" | "redis";

export interface ArenaOptions extends Pick<ServerProcessOptions, "program" | "execArgv"> {
  readonly nodes: number;
  readonly settings?: Readonly<Record<string, string>>;
  /** What a proxy stands in front of. */
  readonly proxied?: readonly Place[];
}

export class Arena implements AsyncDisposable {
  readonly postgres: OwnPostgres;
  readonly redis: OwnRedis;
  readonly slots: readonly Slot[];
  /** One before each node, in their order; none unless asked for. */
  readonly clientProxies: readonly Proxy[];
  readonly redisProxy: Proxy | null;
  /** What the nodes logged at `info` and above. */
  readonly logged: readonly string[];
  peakMemoryBytes = 0;
  readonly #started: AsyncDisposableStack;

  private constructor(parts: Parts, started: AsyncDisposableStack) {
    this.#started = started;
    this.postgres = parts.postgres;
    this.redis = parts.redis;
    this.slots = parts.slots;
    this.clientProxies = parts.clientProxies;
    this.redisProxy = parts.redisProxy;
    this.logged = parts.logged;
    const timer = setInterval(() => void this.#sample(), SAMPLE_EVERY_MS);
    started.defer(() => clearInterval(timer));
  }

  static async start(options: ArenaOptions): Promise<Arena> {
    const { nodes, settings = {}, proxied = [], ...program } = options;
    await using started = new AsyncDisposableStack();
    const [postgres, redis] = await Promise.all([OwnPostgres.start(), OwnRedis.start()]);
    started.use(postgres);
    started.use(redis);
    const before = async (place: Place, url: string): Promise<Proxy | null> =>
      proxied.includes(place) ? started.use(await Proxy.before(url)) : null;
    const redisProxy = await before("redis", redis.url);
    const env = {
      ...ENVIRONMENT,
      DATABASE_URL: postgres.databaseUrl,
      REDIS_URL: redisProxy?.url ?? redis.url,
      ...settings,
    };
    const logged: string[] = [];
    const onLog = (line: string): void => void logged.push(line);
    const slots: Slot[] = [];
    const clientProxies: Proxy[] = [];
    for (let index = 0; index < nodes; index += 1) {
      const port = await findLastingPort();
      const slot = new Slot({ ...env, PORT: String(port) }, { ...program, onLog, startsWithinMs: 60_000 });
      slots.push(started.use(slot));
      await slot.start();
      const proxy = await before("clients", await slot.url);
      if (proxy !== null) clientProxies.push(proxy);
    }
    const parts = { postgres, redis, slots, clientProxies, redisProxy, logged };
    return new Arena(parts, started.move());
  }

  slot(index: number): Slot {
    const slot = this.slots[index];
    if (slot === undefined) throw new Error(`There is no node ${index}.`);
    return slot;
  }

  /** Where a client that prefers this node connects: there, or to another that is up, or to the first that is again. */
  url(preferred: number): () => Promise<string> {
    return async () => {
      for (let offset = 0; offset < this.slots.length; offset += 1) {
        const index = (preferred + offset) % this.slots.length;
        if (this.slot(index).isUp) return this.clientProxies[index]?.url ?? (await this.slot(index).url);
      }
      const up = this.slots.map(async (slot, index) => {
        const url = await slot.url;
        return this.clientProxies[index]?.url ?? url;
      });
      return Promise.race(up);
    };
  }

  rows<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return rows<Row>(this.postgres.databaseUrl, sql, values);
  }

  /** People made past the API, each signed in for hours, on the first node. */
  async crowd(count: number): Promise<Person[]> {
    const url = await this.slot(0).url;
    const made = Array.from({ length: count }, () => ({ userId: newId(), sessionId: newId() }));
    const names = made.map(({ userId }) => `p${userId.replaceAll("-", "")}`);
    await this.rows(
      `WITH made AS (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS m(user_id, session_id, name)),
         users AS (INSERT INTO "user" (id, username, display_name) SELECT user_id, name, name FROM made)
       INSERT INTO session (id, user_id, expires_at) SELECT session_id, user_id, now() + interval '1 day' FROM made`,
      [made.map(({ userId }) => userId), made.map(({ sessionId }) => sessionId), names],
    );
    const key = new TextEncoder().encode(SECRET);
    return Promise.all(
      made.map(async ({ userId, sessionId }, index) => {
        const accessToken = await sign(key, userId, sessionId);
        const user = { id: encodeNodeId("User", userId), username: names[index] ?? "" };
        return new Person(url, user, { accessToken, refreshToken: "" }, new Set());
      }),
    );
  }

  /** Another device of this person's, with a session of its own, on the first node that is up. */
  async signsInAgain(person: Person): Promise<Person> {
    const sessionId = newId();
    const userId = idOf("User", person.id);
    await this.rows(
      "INSERT INTO session (id, user_id, expires_at) VALUES ($1, $2, now() + interval '1 day')",
      [sessionId, userId],
    );
    const accessToken = await sign(new TextEncoder().encode(SECRET), userId, sessionId);
    return new Person(await this.url(0)(), person, { accessToken, refreshToken: "" }, new Set());
  }

  /** A group of these people; the first is its owner. */
  async group([owner, ...others]: readonly Person[]): Promise<string> {
    if (owner === undefined) throw new Error("A group needs an owner.");
    const id = await owner.makesGroup("Group", ...others.slice(0, FIRST_MEMBERS_MAX));
    const later = others.slice(FIRST_MEMBERS_MAX);
    if (later.length > 0) {
      await this.rows(
        `WITH added AS (
           INSERT INTO member (id, conversation_id, user_id, joined_seq, visible_from_seq, changed_seq)
           SELECT gen_random_uuid(), $1, user_id, 1, 0, 1 FROM unnest($2::uuid[]) AS user_id RETURNING 1
         )
         UPDATE conversation SET member_count = member_count + (SELECT count(*) FROM added) WHERE id = $1`,
        [idOf("Conversation", id), later.map((person) => idOf("User", person.id))],
      );
    }
    return id;
  }

  async table(conversationId: string): Promise<TableLog> {
    const id = idOf("Conversation", conversationId);
    const [conversation] = await this.rows<{ headSeq: number }>(
      `SELECT head_seq AS "headSeq" FROM conversation WHERE id = $1`,
      [id],
    );
    const events = await this.rows<{ seq: number; kind: string }>(
      "SELECT seq, kind FROM event WHERE conversation_id = $1 ORDER BY seq",
      [id],
    );
    const messages = await this.rows<{ seq: number; clientKey: string }>(
      `SELECT seq, client_key AS "clientKey" FROM message WHERE conversation_id = $1 ORDER BY seq`,
      [id],
    );
    return { conversationId, headSeq: conversation?.headSeq ?? 0, events, messages };
  }

  async memberships(conversationId: string): Promise<Membership[]> {
    const found = await this.rows<Omit<Membership, "conversationId">>(
      `SELECT user_id AS "userId", joined_seq AS "joinedSeq", visible_from_seq AS "visibleFromSeq",
              removed_seq AS "removedSeq"
       FROM member WHERE conversation_id = $1`,
      [idOf("Conversation", conversationId)],
    );
    return found.map((row) => ({ ...row, conversationId, userId: encodeNodeId("User", row.userId) }));
  }

  /** What a node has in memory now. */
  async residentBytes(node: number): Promise<number> {
    const bytes = await this.slot(node).process.memoryBytes();
    if (bytes === null) throw new Error("This system does not tell what is resident.");
    return bytes;
  }

  /** A number of a node's /metrics, summed over its labels; 0 where there is none. */
  async metric(node: number, name: string): Promise<number> {
    const text = await (await fetch(`${await this.slot(node).url}/metrics`)).text();
    const lines = text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, "gm"));
    return [...lines].reduce((sum, [, value]) => sum + Number(value), 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#started.disposeAsync();
  }

  async #sample(): Promise<void> {
    const all = await Promise.all(
      this.slots.map((slot) => (slot.isUp ? slot.process.memoryBytes() : Promise.resolve(null))),
    );
    for (const bytes of all) this.peakMemoryBytes = Math.max(this.peakMemoryBytes, bytes ?? 0);
  }
}

interface Parts {
  readonly postgres: OwnPostgres;
  readonly redis: OwnRedis;
  readonly slots: readonly Slot[];
  readonly clientProxies: readonly Proxy[];
  readonly redisProxy: Proxy | null;
  readonly logged: readonly string[];
}

/** No limit is met but where a row sets one. */
export const ENVIRONMENT = {
  NODE_ENV: "test",
  LOG_LEVEL: "info",
  ACCESS_TOKEN_SECRET: SECRET,
  REFRESH_TOKEN_SECRET: "refresh-token-secret-of-the-fault-suite",
  RATE_SENDS_PER_10_SECONDS: "1000000",
  RATE_SIGN_INS_PER_MINUTE: "1000000",
  RATE_MUTATIONS_PER_10_SECONDS: "1000000",
  RATE_REQUESTS_PER_10_SECONDS: "10000000",
  LIMIT_ANONYMOUS_SOCKETS_PER_ADDRESS: "100000",
} as const;

async function sign(key: Uint8Array, userId: string, sessionId: string): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ sid: sessionId })
    .setProtectedHeader({ alg: "HS256", typ: "at+jwt" })
    .setIssuer("parley")
    .setAudience("parley")
    .setSubject(userId)
    .setIssuedAt(now)
    .setExpirationTime(now + TOKEN_TTL_SECONDS)
    .sign(key);
}
