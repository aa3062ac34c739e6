// Where the scenes of this folder play: the real schema, rules and sign-in over a real database, with the mail at
// hand, the work of hashing counted, and a clock that can be moved on. The wire is tested elsewhere.

import { argon2 } from "node:crypto";
import { promisify } from "node:util";
import { graphql } from "graphql";
import { createAfterwards } from "../../src/auth/afterwards.ts";
import { createPasswords } from "../../src/auth/passwords.ts";
import { createSessionGate } from "../../src/auth/sessions.ts";
import { createIdentify } from "../../src/auth/signIn.ts";
import { createTokens } from "../../src/auth/tokens.ts";
import type { Accounts, Mail } from "../../src/domain/account/ports.ts";
import { schema } from "../../src/graph.ts";
import { NO_ID } from "../../src/lib/ids.ts";
import { RowLoaders } from "../../src/schema/loaders.ts";
import type { Database } from "../../src/storage/database.ts";
import { openDatabase } from "./support.ts";

export const PASSWORD = "correct horse battery";
export const RETRY_WINDOW_MS = 10_000;
const DAY_MS = 86_400_000;
export const SESSION_TTL_MS = 30 * DAY_MS;

const secrets = { accessTokenSecret: "a".repeat(32), refreshTokenSecret: "r".repeat(32) };

export interface Answer<Data> {
  readonly data: Data | null;
  /** Of top-level errors. */
  readonly codes: readonly unknown[];
}

/** A mutation's result: its type's name, and what was selected of the payload or of the error. */
export type Result<Payload> = {
  readonly __typename: string;
  readonly code?: string;
  readonly issues?: readonly { readonly path: readonly string[] }[];
} & Payload;

export interface SignedInTokens {
  readonly accessToken: string;
  readonly accessTokenExpiresAt: string;
  readonly refreshToken: string;
  readonly user: { readonly id: string; readonly username: string };
}

export const SESSION = "session { accessToken accessTokenExpiresAt refreshToken user { id username } }";

export class Scene implements AsyncDisposable {
  readonly prisma: Database["prisma"];
  readonly databaseUrl: string;
  readonly mails: Mail[] = [];
  /** Ids of sessions that the server was told have ended. */
  readonly revoked: string[] = [];
  /** What was charged, as `name key`. */
  readonly charges: string[] = [];
  readonly accounts: Accounts;
  hashes = 0;
  mailIsDown = false;
  readonly logged: string[] = [];
  readonly #afterwards;
  readonly #identify;
  readonly #database: AsyncDisposable;

  private constructor(database: Awaited<ReturnType<typeof openDatabase>>) {
    this.#database = database;
    this.prisma = database.prisma;
    this.databaseUrl = database.databaseUrl;
    this.#afterwards = createAfterwards({
      log: { error: (_what: object, line: string) => void this.logged.push(line) },
    });
    const tokens = createTokens({ TOKEN_ISSUER: "parley", ACCESS_TOKEN_TTL_SECONDS: 900 }, secrets);
    const gate = createSessionGate({ db: this.prisma });
    this.#identify = createIdentify({ tokens, gate, external: null });
    this.accounts = {
      db: this.prisma,
      tokens,
      identify: (accessToken) => this.#identify(`Bearer ${accessToken}`),
      passwords: createPasswords({
        derive: (algorithm, parameters) => {
          this.hashes += 1;
          return promisify(argon2)(algorithm, parameters);
        },
      }),
      sendMail: async (mail) => {
        if (this.mailIsDown) throw new Error("The mail server is down.");
        this.mails.push(mail);
      },
      afterwards: this.#afterwards.run,
      onSessionsRevoked: (sessionIds) => {
        this.revoked.push(...sessionIds);
        gate.revoke(sessionIds);
      },
      refreshTokenTtlMs: SESSION_TTL_MS,
      refreshRetryWindowMs: RETRY_WINDOW_MS,
      publicUrl: "https://chat.example.com/",
    };
  }

  static async start(): Promise<Scene> {
    return new Scene(await openDatabase());
  }

  /** A device that nobody is signed in on. */
  device(userAgent: string | null = "test"): Device {
    return new Device(this, userAgent);
  }

  /** A registered person's first device. */
  async registers(username: string): Promise<Device> {
    const device = this.device();
    await device.signsIn("register", {
      username,
      email: `${username}@example.com`,
      password: PASSWORD,
      displayName: username.toUpperCase(),
    });
    return device;
  }

  async logsIn(username: string, password = PASSWORD, userAgent: string | null = "test"): Promise<Device> {
    const device = this.device(userAgent);
    await device.signsIn("login", { username, password });
    return device;
  }

  /** The token in the newest mail, when all that were under way have been sent. */
  async mailedToken(): Promise<string> {
    await this.settled();
    return /#token=([\w-]{43})\n/.exec(this.mails.at(-1)?.text ?? "")?.[1] ?? "";
  }

  settled(): Promise<void> {
    return this.#afterwards.settled();
  }

  /** Lets time pass for everything that is stored. */
  async passes(ms: number): Promise<void> {
    const passed = `${ms} milliseconds`;
    await this.prisma.$transaction([
      this.prisma.$executeRaw`UPDATE one_time_token SET expires_at = expires_at - ${passed}::interval`,
      this.prisma.$executeRaw`UPDATE refresh_token SET rotated_at = rotated_at - ${passed}::interval`,
      this.prisma.$executeRaw`UPDATE session SET expires_at = expires_at - ${passed}::interval,
        created_at = created_at - ${passed}::interval, last_used_at = last_used_at - ${passed}::interval`,
    ]);
  }

  /** How many passwords were hashed while `act` ran. */
  async countHashes(act: () => Promise<unknown>): Promise<number> {
    const before = this.hashes;
    await act();
    return this.hashes - before;
  }

  async execute<Data>(
    authorization: string | undefined,
    userAgent: string | null,
    source: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<Answer<Data>> {
    try {
      const viewer = await this.#identify(authorization);
      const createLoaders = (): RowLoaders => new RowLoaders(this.prisma, viewer?.userId ?? NO_ID);
      const { data, errors = [] } = await graphql({
        schema,
        source,
        variableValues: variables,
        contextValue: {
          viewer,
          client: { address: "192.0.2.1", userAgent },
          db: this.prisma,
          ports: { db: this.prisma },
          accounts: this.accounts,
          limits: {
            charge: async (name: string, key: string) => void this.charges.push(`${name} ${key}`),
            refund: () => Promise.resolve(),
          },
          operationBounds: { cost: 10_000, depth: 20 },
          onRefused: () => undefined,
          loaders: createLoaders(),
          createLoaders,
        },
      });
      return { data: (data ?? null) as Data | null, codes: errors.map(codeOf) };
    } catch (error) {
      return { data: null, codes: [codeOf({ originalError: error })] };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.settled();
    await this.#database[Symbol.asyncDispose]();
  }
}

/** One client of one person: it keeps its tokens, as an app does. */
export class Device {
  readonly #scene: Scene;
  readonly #userAgent: string | null;
  accessToken: string | null = null;
  refreshToken = "";
  user = { id: "", username: "" };

  constructor(scene: Scene, userAgent: string | null) {
    this.#scene = scene;
    this.#userAgent = userAgent;
  }

  ask<Data>(source: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Answer<Data>> {
    const authorization = this.accessToken === null ? undefined : `Bearer ${this.accessToken}`;
    return this.#scene.execute(authorization, this.#userAgent, source, variables);
  }

  /** The data; throws for top-level errors. */
  async asks<Data>(source: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Data> {
    const { data, codes } = await this.ask<Data>(source, variables);
    if (data === null || codes.length > 0) throw new Error(`Answered with ${codes.join()}`);
    return data;
  }

  /** A mutation's result; `selection` is of its payload. */
  async does<Payload>(mutation: string, input: object, selection = "__typename"): Promise<Result<Payload>> {
    const name = `${mutation.slice(0, 1).toUpperCase()}${mutation.slice(1)}`;
    const { result } = await this.asks<{ result: Result<Payload> }>(
      `mutation ($input: ${name}Input!) {
        result: ${mutation}(input: $input) {
          __typename
          ... on UserError { code }
          ... on InputValidationError { issues { path } }
          ... on ${name}Payload { ${selection} }
        }
      }`,
      { input },
    );
    return result;
  }

  /** How a mutation ends: the `__typename` of its result, or the code of a top-level error. */
  async tries(mutation: string, input: object): Promise<string> {
    try {
      return (await this.does(mutation, input)).__typename;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Registers, logs in or refreshes, and keeps the tokens; throws when refused. */
  async signsIn(mutation: "register" | "login" | "refreshSession", input: object): Promise<SignedInTokens> {
    const result = await this.does<{ session: SignedInTokens }>(mutation, input, SESSION);
    if (!result.__typename.endsWith("Payload")) throw new Error(`Refused: ${result.__typename}`);
    this.accessToken = result.session.accessToken;
    this.refreshToken = result.session.refreshToken;
    this.user = result.session.user;
    return result.session;
  }

  /** As a client does shortly before its access token expires. */
  refreshes(): Promise<SignedInTokens> {
    this.accessToken = null;
    return this.signsIn("refreshSession", { refreshToken: this.refreshToken });
  }

  /** Whether this device is still signed in: its username, or the code of the refusal. */
  async whoAmI(): Promise<unknown> {
    const { data, codes } = await this.ask<{ viewer: { user: { username: string } } | null }>(
      "{ viewer { user { username } } }",
    );
    return codes[0] ?? data?.viewer?.user.username ?? null;
  }

  /** The live sessions of the person, as the API lists them. */
  async sessions(): Promise<readonly ListedSession[]> {
    const { viewer } = await this.asks<{ viewer: { sessions: ListedSession[] } }>(
      "{ viewer { sessions { id createdAt lastUsedAt expiresAt revokedAt userAgent address isCurrent } } }",
    );
    return viewer.sessions;
  }
}

export interface ListedSession {
  readonly id: string;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
  readonly userAgent: string | null;
  readonly address: string | null;
  readonly isCurrent: boolean;
}

/** The code of an expected error; what is not expected is shown whole. */
function codeOf({ originalError, message }: { originalError?: unknown; message?: string }): unknown {
  if (!(originalError instanceof Error)) return message;
  return "code" in originalError ? originalError.code : originalError.stack;
}
