/**
 * Every setting Parley has, and the only reader of `process.env`.
 *
 * `parseConfig` reads an environment once and freezes the result. A wrong value ends the start with one sentence that
 * names the variable, its value and what is accepted. `SETTINGS` is what the README's table and `.env.example` are made
 * from (`npm run docs`).
 */
import path from "node:path";
import { z } from "zod";
import { REDIS_SETTINGS, redisPlaceOf } from "./redisPlace.ts";
import type { RedisPlace } from "./redisPlace.ts";
import { S3_SETTINGS, s3PlaceOf } from "./s3Settings.ts";
import type { S3Place } from "./s3Settings.ts";
import {
  ConfigError,
  flag,
  isAddressOrRange,
  isOrigin,
  list,
  number,
  optionalFlag,
  secret,
  text,
  url,
} from "./settingKinds.ts";
import type { Setting } from "./settingKinds.ts";

export { ConfigError };

export const SETTINGS = {
  NODE_ENV: {
    schema: z.enum(["development", "production", "test"]),
    accepts: "development, production or test",
    description:
      "In production nothing is assumed: secrets must be given, GraphiQL and introspection are off.",
    default: "development",
  },
  PORT: number(4000, 0, 65535, "The one port for HTTP, WebSocket and SSE; 0 takes a free one."),
  HOST: text("", "Address to listen on. Unset: 127.0.0.1, and 0.0.0.0 in production."),
  CUSTOM_CONTENT_TYPES: list(
    (item) => /^[a-z][a-z0-9_.-]{0,63}$/.test(item),
    "Types of custom content that messages may have, beside locations. Unset: none.",
    "names of lower-case letters, digits, `_`, `.` and `-`, separated by commas",
  ),
  PUBLIC_URL: url(
    ["http:", "https:"],
    "Where clients reach this server, for links in mail and to files. Unset: what is listened on.",
  ),
  DATA_DIR: text(".data", "Folder for everything embedded: the database, development secrets.", "a path"),
  MEDIA_DIR: text(
    "",
    "Folder for the files that people send; several processes share it. Unset: `media` in DATA_DIR.",
    "a path",
  ),
  DATABASE_URL: url(
    ["postgres:", "postgresql:"],
    "PostgreSQL 14 or later. Unset: the embedded one, in DATA_DIR.",
  ),
  DATABASE_POOL_MAX: number(20, 2, 500, "Connections to PostgreSQL, of this process."),
  WORKER: flag(
    true,
    "Works on jobs (retention, erasure, exports, cleaning) beside requests. One process of several is enough, and one must.",
  ),
  RETENTION_DAYS: number(
    0,
    0,
    36_500,
    "Days that messages are kept; a conversation may keep its own for less. 0: for ever.",
  ),
  ...REDIS_SETTINGS,
  ALLOW_EMBEDDED_IN_PRODUCTION: flag(false, "Lets NODE_ENV=production run on the embedded database."),
  SEED_DEMO: optionalFlag(
    "Makes the demo people on an empty database. Unset: only on an embedded one outside production.",
  ),
  LOG_LEVEL: {
    schema: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]),
    accepts: "fatal, error, warn, info, debug, trace or silent",
    description: "How much is logged, as JSON lines on standard error.",
    default: "info",
  },

  ACCESS_TOKEN_SECRET: secret(
    "Signs access tokens (HS256). Unset in development: made once, kept in DATA_DIR.",
  ),
  REFRESH_TOKEN_SECRET: secret("Derives refresh tokens. Unset in development: made once, kept in DATA_DIR."),
  TOKEN_ISSUER: text("parley", "The `iss` and `aud` of access tokens made here."),
  ACCESS_TOKEN_TTL_SECONDS: number(900, 5, 86_400, "Life of an access token."),
  REFRESH_TOKEN_TTL_SECONDS: number(2_592_000, 60, 31_536_000, "Life of a session that is not refreshed."),
  REFRESH_RETRY_WINDOW_SECONDS: number(
    10,
    0,
    60,
    "A refresh token used again within this time gets the same successor; later, its session ends.",
  ),
  AUTH_JWKS_URL: url(
    ["http:", "https:"],
    "Keys of an OIDC provider whose tokens sign people in. Unset: none.",
  ),
  AUTH_ISSUER: text("", "The `iss` that the provider's tokens must have; needed with AUTH_JWKS_URL."),
  AUTH_AUDIENCE: text("", "The `aud` that the provider's tokens must have; needed with AUTH_JWKS_URL."),

  GRAPHIQL: optionalFlag("Serves GraphiQL at /graphql. Unset: on, and off in production."),
  INTROSPECTION: optionalFlag("Answers introspection queries. Unset: on, and off in production."),
  METRICS_TOKEN: secret("Bearer token that opens /metrics to any address. Unset: loopback addresses only."),
  ALLOWED_ORIGINS: list(
    isOrigin,
    "Origins of web pages that may use the API, over HTTP and sockets, beside the server's own.",
    "origins such as https://chat.example.com, separated by commas; * for any",
  ),
  TRUSTED_PROXIES: list(
    isAddressOrRange,
    "Addresses whose X-Forwarded-For is believed.",
    "IP addresses or CIDR ranges, separated by commas",
  ),

  UPLOAD_BYTES_MAX: number(104_857_600, 1, 2_147_483_647, "Bytes of one file that somebody uploads."),
  UPLOAD_MEGABYTES_PER_USER: number(
    10_240,
    1,
    100_000_000,
    "Megabytes (of 1,048,576 bytes) of all files that one user has uploaded.",
  ),
  ...S3_SETTINGS,
  FFMPEG_DIR: text(
    "/usr/bin",
    "Folder of `ffmpeg` and `ffprobe`, which tell of videos and recordings. Not there: clients tell.",
    "a path",
  ),
  CLAMAV_HOST: text(
    "",
    "Host of ClamAV's daemon, which scans uploads before anybody sees them. Unset: none does.",
  ),
  CLAMAV_PORT: number(3_310, 1, 65_535, "Its port."),
  MEDIA_AT_A_TIME: number(
    2,
    0,
    64,
    "Uploads that this process looks at as they come, at a time, beside those of its jobs. 0: all are left to jobs.",
  ),
  LIMIT_BODY_BYTES: number(262_144, 1_024, 10_485_760, "Size of an HTTP request's body."),
  LIMIT_FRAME_BYTES: number(262_144, 1_024, 10_485_760, "Size of a WebSocket message from a client."),
  LIMIT_QUERY_TOKENS: number(2_000, 100, 100_000, "Tokens in a GraphQL document."),
  LIMIT_QUERY_DEPTH: number(12, 3, 100, "Depth of an operation."),
  LIMIT_QUERY_ALIASES: number(30, 1, 10_000, "Aliases in a document."),
  LIMIT_QUERY_DIRECTIVES: number(50, 1, 10_000, "Directives in a document."),
  LIMIT_QUERY_COST: number(
    10_000,
    100,
    1_000_000,
    "Computed cost of an operation: fields, times page sizes.",
  ),
  LIMIT_OPERATIONS_PER_SOCKET: number(50, 1, 10_000, "Operations open at a time on one socket."),
  LIMIT_OPERATIONS_PER_SOCKET_PER_SECOND: number(
    200,
    1,
    1_000_000,
    "Operations that one socket may begin in a second.",
  ),
  LIMIT_REFUSALS_PER_SOCKET: number(
    20,
    1,
    1_000,
    "Refused operations in ten seconds that end a socket with 1013.",
  ),
  LIMIT_ANONYMOUS_SOCKETS_PER_ADDRESS: number(
    50,
    1,
    100_000,
    "Sockets of one address that have not signed in yet.",
  ),
  LIMIT_SOCKETS_PER_USER: number(64, 1, 1_000_000, "Signed-in sockets of one user, on one process."),
  LIMIT_INIT_TIMEOUT_MS: number(3_000, 100, 60_000, "Time a socket has for its connection_init."),
  RATE_SENDS_PER_10_SECONDS: number(100, 1, 1_000_000, "Messages a user may send in ten seconds."),
  RATE_SIGN_INS_PER_MINUTE: number(
    20,
    1,
    1_000_000,
    "Sign-ins, registrations and resets of one address in a minute.",
  ),
  RATE_SIGN_INS_PER_ACCOUNT_PER_MINUTE: number(
    10,
    1,
    1_000_000,
    "Sign-ins that name one username in a minute.",
  ),
  RATE_MUTATIONS_PER_10_SECONDS: number(200, 1, 1_000_000, "Other mutations of one user in ten seconds."),
  RATE_REQUESTS_PER_10_SECONDS: number(1_000, 1, 10_000_000, "Operations of one address in ten seconds."),
  DRAIN_TIMEOUT_MS: number(
    8_000,
    0,
    60_000,
    "Time that running requests get when the server is told to stop.",
  ),
} satisfies Record<string, Setting>;

type Settings = { readonly [Name in keyof typeof SETTINGS]: z.infer<(typeof SETTINGS)[Name]["schema"]> };

/** The settings as parsed, with what follows from several of them. */
export type Config = Settings & {
  readonly isProduction: boolean;
  readonly dataDir: string;
  readonly mediaDir: string;
  readonly host: string;
  readonly servesGraphiql: boolean;
  readonly answersIntrospection: boolean;
  readonly seedsDemo: boolean;
  /** Null: one process, in memory. */
  readonly redis: RedisPlace | null;
  /** Null: files lie in `mediaDir`. */
  readonly s3: S3Place | null;
};

/** Reads `env` once. Throws `ConfigError` at the first wrong setting. Relative paths start at `root`. */
export function parseConfig(env: Readonly<Record<string, string | undefined>>, root: string): Config {
  const parsed: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting>(SETTINGS)) {
    const written = env[name];
    const value = written === undefined || written === "" ? setting.default : written;
    const result = setting.schema.safeParse(value);
    if (!result.success) {
      throw new ConfigError(`${name} is ${show(setting, value)}, but must be ${setting.accepts}.`);
    }
    parsed[name] = result.data;
  }
  const settings = parsed as Settings;
  assertComplete(settings);
  const isProduction = settings.NODE_ENV === "production";
  return Object.freeze({
    ...settings,
    isProduction,
    dataDir: path.resolve(root, settings.DATA_DIR),
    mediaDir: path.resolve(root, settings.MEDIA_DIR || path.join(settings.DATA_DIR, "media")),
    host: settings.HOST || (isProduction ? "0.0.0.0" : "127.0.0.1"),
    servesGraphiql: settings.GRAPHIQL ?? !isProduction,
    answersIntrospection: settings.INTROSPECTION ?? !isProduction,
    seedsDemo: settings.SEED_DEMO ?? (!isProduction && settings.DATABASE_URL === null),
    redis: redisPlaceOf(settings),
    s3: s3PlaceOf(settings),
  });
}

/** As it was written, less what must not stand in a log: secrets, and passwords in URLs. */
function show(setting: Setting, value: string): string {
  if (setting.isSecret) return `a text of ${value.length} characters`;
  return JSON.stringify(value.replace(/(:\/\/[^:@/]*):.*@/, "$1:…@"));
}

function assertComplete(settings: Settings): void {
  const isProduction = settings.NODE_ENV === "production";
  const because = isProduction ? "with NODE_ENV=production" : "with an external DATABASE_URL";
  if (isProduction || settings.DATABASE_URL !== null) {
    for (const name of ["ACCESS_TOKEN_SECRET", "REFRESH_TOKEN_SECRET"] as const) {
      if (settings[name] === null) {
        throw new ConfigError(`${name} is unset, but must be ${SETTINGS[name].accepts} ${because}.`);
      }
    }
  }
  if (isProduction && settings.DATABASE_URL === null && !settings.ALLOW_EMBEDDED_IN_PRODUCTION) {
    throw new ConfigError(
      `DATABASE_URL is unset, but must be ${SETTINGS.DATABASE_URL.accepts} with NODE_ENV=production (or set ALLOW_EMBEDDED_IN_PRODUCTION=true).`,
    );
  }
  for (const name of ["AUTH_ISSUER", "AUTH_AUDIENCE"] as const) {
    if (settings.AUTH_JWKS_URL !== null && settings[name] === "") {
      throw new ConfigError(`${name} is unset, but must be given with AUTH_JWKS_URL.`);
    }
    if (settings.AUTH_JWKS_URL === null && settings[name] !== "") {
      throw new ConfigError(
        `AUTH_JWKS_URL is unset, but must be ${SETTINGS.AUTH_JWKS_URL.accepts} with ${name}.`,
      );
    }
  }
  if (settings.AUTH_JWKS_URL !== null && settings.AUTH_ISSUER === settings.TOKEN_ISSUER) {
    throw new ConfigError(
      `AUTH_ISSUER is ${JSON.stringify(settings.AUTH_ISSUER)}, but must differ from TOKEN_ISSUER.`,
    );
  }
}
