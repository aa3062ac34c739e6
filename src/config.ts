/**
 * Every setting Parley has, and the only reader of `process.env`.
 *
 * `parseConfig` reads an environment once and freezes the result. A wrong value ends the start with one sentence that
 * names the variable, its value and what is accepted. `SETTINGS` is what the README's table and `.env.example` are made
 * from (`npm run docs`).
 */
import path from "node:path";
import { z } from "zod";
import { LIMIT_SETTINGS } from "./limitSettings.ts";
import { PUSH_SETTINGS, pushPlacesOf } from "./pushPlaces.ts";
import type { PushPlaces } from "./pushPlaces.ts";
import { assertComplete } from "./settingsTogether.ts";
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

/** Those that the oldest PostgreSQL knows. */
const SEARCH_LANGUAGES = (
  "arabic armenian basque catalan danish dutch english finnish french german greek hindi hungarian indonesian irish " +
  "italian lithuanian nepali norwegian portuguese romanian russian serbian spanish swedish tamil turkish yiddish"
).split(" ");

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
  CLIENT_URL: url(
    ["http:", "https:"],
    "Where the web client is: pushes and mails lead to `/conversations/<id>` there. Unset: PUBLIC_URL.",
  ),
  PUSH_DELAY_MS: number(
    2_000,
    0,
    60_000,
    "How long a message waits before it is pushed, for an active device to read it first.",
  ),
  EMAIL_DIGEST_AFTER_MINUTES: number(
    60,
    1,
    10_080,
    "How long messages stay unread before they are mailed to who wants that.",
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
  DATABASE_POOL_MAX: number(
    20,
    2,
    500,
    "Connections to PostgreSQL, of this process; what follows the log has four more.",
  ),
  WORKER: flag(
    true,
    "Does what comes behind requests: retention, erasure, exports, cleaning, search, notifications. One process of several is enough, and one must.",
  ),
  SERVE: flag(true, "Answers clients. `npm run worker` sets it to false: work, health and metrics alone."),
  RETENTION_DAYS: number(
    0,
    0,
    36_500,
    "Days that messages are kept; a conversation may keep its own for less. 0: for ever.",
  ),
  SEARCH_LANGUAGES: list(
    (item) => SEARCH_LANGUAGES.includes(item),
    "Languages whose forms of a word count as the word when messages are searched. After a change: `npm run search:reindex`.",
    `languages that PostgreSQL knows, separated by commas: ${SEARCH_LANGUAGES.join(", ")}`,
    "english",
  ),
  MEILISEARCH_URL: url(
    ["http:", "https:"],
    "Meilisearch, to search messages with. Unset: PostgreSQL does. Then once: `npm run search:reindex`.",
  ),
  MEILISEARCH_KEY: text("", "Its API key for writing, with the rights that docs/SEARCH.md lists."),
  MEILISEARCH_SEARCH_KEY: text(
    "",
    "Its API key for searching, which needs no other right. Unset: MEILISEARCH_KEY.",
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

  SMTP_URL: url(
    ["smtp:", "smtps:"],
    "The server that takes mail, with name and password where it wants them. Unset: mail is written to the log.",
  ),
  MAIL_FROM: text(
    "",
    "Whom mail is from; needed with SMTP_URL.",
    "an address, or a name and an address as in `Parley <chat@example.com>`",
  ),
  ...PUSH_SETTINGS,

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
  ...LIMIT_SETTINGS,
  DRAIN_TIMEOUT_MS: number(
    8_000,
    0,
    60_000,
    "Time that running requests get when the server is told to stop.",
  ),
} satisfies Record<string, Setting>;

export type Settings = {
  readonly [Name in keyof typeof SETTINGS]: z.infer<(typeof SETTINGS)[Name]["schema"]>;
};

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
  readonly push: PushPlaces;
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
  assertComplete(settings, (name) => SETTINGS[name].accepts);
  const isProduction = settings.NODE_ENV === "production";
  return Object.freeze({
    ...settings,
    isProduction,
    dataDir: path.resolve(root, settings.DATA_DIR),
    mediaDir: path.resolve(root, settings.MEDIA_DIR || path.join(settings.DATA_DIR, "media")),
    host: settings.HOST || (isProduction ? "0.0.0.0" : "127.0.0.1"),
    servesGraphiql: settings.SERVE && (settings.GRAPHIQL ?? !isProduction),
    answersIntrospection: settings.INTROSPECTION ?? !isProduction,
    seedsDemo: settings.SEED_DEMO ?? (!isProduction && settings.DATABASE_URL === null),
    redis: redisPlaceOf(settings),
    push: pushPlacesOf(settings, root),
    s3: s3PlaceOf(settings),
  });
}

/** As it was written, less what must not stand in a log: secrets, and passwords in URLs. */
function show(setting: Setting, value: string): string {
  if (setting.isSecret) return `a text of ${value.length} characters`;
  return JSON.stringify(value.replace(/(:\/\/[^:@/]*):.*@/, "$1:…@"));
}
