/** The transports around a schema of a few lines, for what Parley's own cannot be made to do. */
import { GraphQLInt, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, GraphQLString } from "graphql";
import { pino } from "pino";
import type { Logger } from "pino";
import { parseConfig } from "../../src/config.ts";
import { RequestError, unauthenticated } from "../../src/domain/errors.ts";
import { createMetrics } from "../../src/metrics.ts";
import { createHttpServer } from "../../src/transports/http.ts";
import type { HttpServer } from "../../src/transports/http.ts";
import type { SignedIn } from "../../src/transports/ports.ts";

export interface Toy extends AsyncDisposable {
  readonly url: string;
  readonly server: HttpServer;
  /** What `mutation { note(n:) }` was called with, in the order of the resolver's calls. */
  readonly notes: number[];
  /** Items asked from the sources of `subscription { count }`, and sources that were told to end. */
  readonly asked: { items: number; ends: number };
  /** Lets all `mutation { wait }` end. */
  readonly release: () => void;
  /** How many of these wait now. */
  readonly waiting: () => number;
  readonly logLines: Record<string, unknown>[];
  /** Ends the session behind `Bearer good`: `assertLive` refuses it from now on. */
  readonly revoke: () => void;
}

export const VIEWER: SignedIn = {
  userId: "u1",
  sessionId: "s1",
  accessTokenExpiresAt: new Date("2999-01-01T00:00:00Z"),
};

/** A sign-in that expires so many milliseconds from now. */
export function expiringIn(ms: number): string {
  return `Bearer until ${Date.now() + ms}`;
}

export async function startToy(settings: Readonly<Record<string, string>> = {}): Promise<Toy> {
  const notes: number[] = [];
  const asked = { items: 0, ends: 0 };
  const gate = Promise.withResolvers<number>();
  let waiting = 0;
  let isRevoked = false;
  const schema = createSchema({
    notes,
    asked,
    wait: () => {
      waiting += 1;
      return gate.promise;
    },
  });
  const logLines: Record<string, unknown>[] = [];
  const server = createHttpServer({
    config: parseConfig(
      {
        NODE_ENV: "test",
        PORT: "0",
        DATABASE_URL: "postgres://nowhere/none",
        ACCESS_TOKEN_SECRET: "x".repeat(32),
        REFRESH_TOKEN_SECRET: "x".repeat(32),
        ...settings,
      },
      "/",
    ),
    schema,
    media: { findUpload: () => Promise.resolve(null), findDownload: () => Promise.resolve(null) },
    metrics: createMetrics(),
    log: recordingLog(logLines),
    checks: [
      { name: "needed", isNeeded: true, check: () => Promise.resolve() },
      { name: "optional", isNeeded: false, check: () => Promise.reject(new Error("away")) },
    ],
    ports: {
      identify: (authorization) => identify(authorization),
      explain: (error) => error,
      // Takes a while, and not always the same while: the order of operations must not hang on it.
      assertLive: async () => {
        for (let turns = Math.random() * 20; turns > 0; turns -= 1) await new Promise(setImmediate);
        if (isRevoked) throw unauthenticated("The session has ended.");
      },
      chargeRequest: () => Promise.resolve(),
      openExport: () => Promise.resolve(null),
      unsubscribe: () => Promise.resolve(false),
      onConnected: () => ({
        setIdle: () => undefined,
        open: () => () => undefined,
        release: () => undefined,
      }),
      createContext: ({ viewer, log }) => ({ viewer, log }),
      createAudienceContext: () => ({}),
      itemTypeName: () => "",
    },
  });
  const url = await server.listen();
  return {
    url,
    server,
    notes,
    asked,
    logLines,
    waiting: () => waiting,
    release: () => gate.resolve(1),
    revoke: () => {
      isRevoked = true;
    },
    [Symbol.asyncDispose]: () => server.drain(),
  };
}

function identify(authorization: string): Promise<SignedIn> {
  if (authorization === "Bearer good") return Promise.resolve(VIEWER);
  if (authorization === "Bearer old")
    return Promise.resolve({ ...VIEWER, accessTokenExpiresAt: new Date(0) });
  const until = /^Bearer until (\d+)$/.exec(authorization)?.[1];
  if (until !== undefined)
    return Promise.resolve({ ...VIEWER, accessTokenExpiresAt: new Date(Number(until)) });
  if (authorization === "Bearer unknowable")
    return Promise.reject(new RequestError("UNAVAILABLE", "No answer."));
  return Promise.reject(unauthenticated("Not a token."));
}

function recordingLog(lines: Record<string, unknown>[]): Logger {
  return pino(
    { level: "info" },
    { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
}

interface ToyParts {
  readonly notes: number[];
  readonly asked: { items: number; ends: number };
  readonly wait: () => Promise<number>;
}

function createSchema({ notes, asked, wait }: ToyParts): GraphQLSchema {
  const n = { type: new GraphQLNonNull(GraphQLInt) };
  const note = (_root: unknown, { n: noted }: { n: number }): number => {
    notes.push(noted);
    return noted;
  };
  return new GraphQLSchema({
    query: new GraphQLObjectType({
      name: "Query",
      fields: {
        who: {
          type: GraphQLString,
          resolve: (_root, _args, { viewer }: { viewer: SignedIn | null }) => viewer?.userId ?? null,
        },
        fault: {
          type: GraphQLString,
          resolve: () => {
            throw new Error("the password is swordfish");
          },
        },
        refused: {
          type: GraphQLString,
          resolve: () => {
            throw new RequestError("RATE_LIMITED", "Wait.", { retryAfterMs: 1500 });
          },
        },
      },
    }),
    mutation: new GraphQLObjectType({
      name: "Mutation",
      fields: {
        note: { type: GraphQLInt, args: { n }, resolve: note },
        secretNote: { type: GraphQLInt, args: { n }, resolve: note, extensions: { sensitive: true } },
        wait: { type: GraphQLInt, resolve: wait },
      },
    }),
    subscription: new GraphQLObjectType({
      name: "Subscription",
      fields: {
        count: {
          type: GraphQLString,
          args: { bytes: n, items: n },
          subscribe: (_root, { bytes, items }: { bytes: number; items: number }) =>
            countTo(items, bytes, asked),
          resolve: (item: unknown) => item,
        },
        silence: {
          type: GraphQLString,
          subscribe: () => silence(asked),
          resolve: () => null,
        },
        denied: {
          type: GraphQLString,
          subscribe: () => {
            throw unauthenticated();
          },
        },
      },
    }),
  });
}

async function* countTo(items: number, bytes: number, asked: ToyParts["asked"]): AsyncGenerator<string> {
  try {
    for (let item = 0; item < items; item += 1) {
      asked.items += 1;
      yield "x".repeat(bytes);
    }
  } finally {
    asked.ends += 1;
  }
}

function silence(asked: ToyParts["asked"]): AsyncIterableIterator<string> {
  const end = Promise.withResolvers<IteratorResult<string>>();
  return {
    next: () => end.promise,
    return: () => {
      asked.ends += 1;
      end.resolve({ done: true, value: undefined });
      return end.promise;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
