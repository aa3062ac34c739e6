/** A wrong setting ends the start with one sentence that names it, its value, and what is accepted. */
import { expect, test } from "vitest";
import { createApp } from "../src/app.ts";
import { ConfigError, parseConfig, SETTINGS } from "../src/config.ts";
import { startApp } from "./support/app.ts";

const SECRETS = {
  ACCESS_TOKEN_SECRET: "an access token secret of 32 chars",
  REFRESH_TOKEN_SECRET: "a refresh token secret of 32 chars",
};

function sentence(env: Record<string, string>): string {
  try {
    parseConfig(env, "/srv");
    return "accepted";
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

test("nothing set is development on the embedded database", () => {
  expect(parseConfig({}, "/srv")).toMatchObject({
    PORT: 4000,
    host: "127.0.0.1",
    dataDir: "/srv/.data",
    DATABASE_URL: null,
    REDIS_URL: null,
    servesGraphiql: true,
    answersIntrospection: true,
    seedsDemo: true,
  });
});

test("a flag is written in each of three ways", () => {
  for (const [written, value] of [
    ["on", true],
    ["true", true],
    ["1", true],
    ["off", false],
    ["false", false],
    ["0", false],
  ] as const) {
    expect(parseConfig({ WORKER: written, GRAPHIQL: written }, "/srv")).toMatchObject({
      WORKER: value,
      GRAPHIQL: value,
    });
  }
  expect(parseConfig({ WORKER: "", GRAPHIQL: "" }, "/srv")).toMatchObject({ WORKER: true, GRAPHIQL: null });
});

test("every setting refuses what it cannot be, by name", () => {
  const wrong: Partial<Record<keyof typeof SETTINGS, string>> = {
    NODE_ENV: "staging",
    LOG_LEVEL: "loud",
    DATABASE_URL: "mysql://x",
    REDIS_URL: "localhost:6379",
    REDIS_CLUSTER_NODES: "redis-1:6379,redis-2",
    REDIS_SENTINELS: "redis://sentinel:26379",
    REDIS_TLS: "yes",
    PUBLIC_URL: "chat.example.com",
    AUTH_JWKS_URL: "ftp://x",
    GRAPHIQL: "yes",
    SEED_DEMO: "2",
    ALLOWED_ORIGINS: "chat.example.com",
    TRUSTED_PROXIES: "10.0.0.0/99",
    ALLOW_EMBEDDED_IN_PRODUCTION: "On",
  };
  for (const [name, value] of Object.entries(wrong)) {
    expect(sentence({ [name]: value })).toMatch(/^[A-Z_]+ is ".+", but must be .+\.$/);
    expect(sentence({ [name]: value })).toContain(`${name} is "${value}", but must be `);
  }
  const numbers = Object.entries(SETTINGS).filter(([, setting]) =>
    setting.accepts.startsWith("a whole number"),
  );
  expect(numbers.length).toBeGreaterThan(15);
  for (const [name] of numbers) {
    for (const value of ["abc", "-1", "1.5", "0x10", "1e3", " ", "99999999999"]) {
      expect(sentence({ [name]: value })).toBe(
        `${name} is "${value}", but must be ${SETTINGS[name as keyof typeof SETTINGS].accepts}.`,
      );
    }
  }
});

test("a list is refused for one wrong item", () => {
  expect(sentence({ ALLOWED_ORIGINS: "https://a.example, https://b.example" })).toBe("accepted");
  expect(sentence({ ALLOWED_ORIGINS: "https://a.example https://b.example" })).toMatch(
    /^ALLOWED_ORIGINS is /,
  );
  expect(sentence({ ALLOWED_ORIGINS: "https://a.example/chat" })).toMatch(/^ALLOWED_ORIGINS is /);
  expect(sentence({ TRUSTED_PROXIES: "10.0.0.0/8,::1" })).toBe("accepted");
  expect(sentence({ TRUSTED_PROXIES: "10.0.0.0/8,foo" })).toMatch(/^TRUSTED_PROXIES is /);
});

test("a password in a URL is not printed", () => {
  for (const password of ["hunter2", "h@nter:2", "@@"]) {
    expect(sentence({ DATABASE_URL: `mysql://parley:${password}@db/parley` })).toContain(
      '"mysql://parley:…@db/parley"',
    );
  }
  expect(sentence({ REDIS_URL: "http://:hunter2@redis" })).toContain('"http://:…@redis"');
});

test("a secret that is too short is not printed", () => {
  expect(sentence({ ACCESS_TOKEN_SECRET: "hunter2" })).toBe(
    "ACCESS_TOKEN_SECRET is a text of 7 characters, but must be at least 32 characters.",
  );
});

test("production, and a database of one's own, need secrets; production needs a database", () => {
  const external = "postgres://db/parley";
  expect(sentence({ DATABASE_URL: external })).toMatch(
    /^ACCESS_TOKEN_SECRET is unset.* external DATABASE_URL\.$/,
  );
  expect(sentence({ NODE_ENV: "production" })).toMatch(
    /^ACCESS_TOKEN_SECRET is unset.* NODE_ENV=production\.$/,
  );
  expect(sentence({ NODE_ENV: "production", ...SECRETS })).toMatch(/^DATABASE_URL is unset/);
  expect(sentence({ NODE_ENV: "production", ...SECRETS, ALLOW_EMBEDDED_IN_PRODUCTION: "true" })).toBe(
    "accepted",
  );
  expect(parseConfig({ NODE_ENV: "production", ...SECRETS, DATABASE_URL: external }, "/srv")).toMatchObject({
    host: "0.0.0.0",
    servesGraphiql: false,
    answersIntrospection: false,
    seedsDemo: false,
  });
});

test("a process that answers no clients works, on a database that others answer from", () => {
  expect(sentence({ SERVE: "false" })).toMatch(/^DATABASE_URL is unset.* SERVE=false/);
  expect(sentence({ SERVE: "false", WORKER: "false" })).toBe(
    "SERVE and WORKER are both false, but one must be true.",
  );
  expect(sentence({ SERVE: "false", DATABASE_URL: "postgres://db/parley", ...SECRETS })).toBe("accepted");
});

test("Redis is one server, a cluster or behind sentinels, and each with what belongs to it", () => {
  const redis = (env: Record<string, string>) => parseConfig(env, "/srv").redis;
  expect(redis({})).toBeNull();
  expect(redis({ REDIS_URL: "rediss://redis/1" })).toEqual({ kind: "single", url: "rediss://redis/1" });
  const nodes = { REDIS_CLUSTER_NODES: "redis-1:6379, [::1]:7000", REDIS_PASSWORD: "p", REDIS_TLS: "true" };
  expect(redis(nodes)).toEqual({
    kind: "cluster",
    nodes: [
      { host: "redis-1", port: 6379 },
      { host: "::1", port: 7000 },
    ],
    username: null,
    password: "p",
    hasTls: true,
  });
  const sentinels = {
    REDIS_SENTINELS: "s1:26379",
    REDIS_SENTINEL_NAME: "main",
    REDIS_SENTINEL_PASSWORD: "q",
  };
  expect(redis(sentinels)).toEqual({
    kind: "sentinel",
    sentinels: [{ host: "s1", port: 26379 }],
    name: "main",
    sentinelUsername: null,
    sentinelPassword: "q",
    username: null,
    password: null,
    hasTls: false,
  });
});

test("settings of Redis that do not go together are named", () => {
  const wrong: readonly [Record<string, string>, string][] = [
    [
      { REDIS_URL: "redis://redis", REDIS_CLUSTER_NODES: "redis-1:6379" },
      "REDIS_CLUSTER_NODES is given, but must be unset with REDIS_URL.",
    ],
    [
      { REDIS_CLUSTER_NODES: "redis-1:6379", REDIS_SENTINELS: "s1:26379" },
      "REDIS_SENTINELS is given, but must be unset with REDIS_CLUSTER_NODES.",
    ],
    [
      { REDIS_SENTINELS: "s1:26379" },
      "REDIS_SENTINEL_NAME is unset, but must be given with REDIS_SENTINELS.",
    ],
    [
      { REDIS_CLUSTER_NODES: "redis-1:6379", REDIS_SENTINEL_NAME: "main" },
      "REDIS_SENTINEL_NAME is given, but must be unset without REDIS_SENTINELS.",
    ],
    [
      { REDIS_URL: "redis://redis", REDIS_PASSWORD: "hunter2" },
      "REDIS_PASSWORD is given, but must be unset without REDIS_CLUSTER_NODES or REDIS_SENTINELS.",
    ],
    [
      { REDIS_TLS: "true" },
      "REDIS_TLS is given, but must be unset without REDIS_CLUSTER_NODES or REDIS_SENTINELS.",
    ],
    [
      { REDIS_CLUSTER_NODES: "redis-1:70000" },
      'REDIS_CLUSTER_NODES is "redis-1:70000", but must be host:port, several separated by commas.',
    ],
  ];
  for (const [env, said] of wrong) expect(sentence(env)).toBe(said);
});

test("an identity provider is told whole, and is not Parley itself", () => {
  const AUTH_JWKS_URL = "https://id.example.com/keys";
  expect(sentence({ AUTH_JWKS_URL })).toMatch(/^AUTH_ISSUER is unset/);
  expect(sentence({ AUTH_AUDIENCE: "chat" })).toMatch(/^AUTH_JWKS_URL is unset.* with AUTH_AUDIENCE\.$/);
  expect(sentence({ AUTH_JWKS_URL, AUTH_ISSUER: "https://id.example.com" })).toMatch(
    /^AUTH_AUDIENCE is unset/,
  );
  expect(sentence({ AUTH_JWKS_URL, AUTH_ISSUER: "parley", AUTH_AUDIENCE: "chat" })).toMatch(
    /must differ from TOKEN_ISSUER\.$/,
  );
});

test("a database that is not there is named, without its password", async () => {
  const env = { ...SECRETS, DATABASE_URL: "postgres://parley:hunter2@127.0.0.1:1/chat", LOG_LEVEL: "silent" };
  const start = createApp(parseConfig(env, "/srv"));
  await expect(start).rejects.toThrow(/^DATABASE_URL names 127\.0\.0\.1:1\/chat, which does not answer/);
  await expect(start).rejects.not.toThrow("hunter2");
});

test("a port that is taken is named, and nothing of the start is left", async () => {
  await using app = await startApp();
  const { port } = new URL(app.url);
  const env = { ...SECRETS, DATABASE_URL: app.databaseUrl, PORT: port, LOG_LEVEL: "silent" };
  await expect(createApp(parseConfig(env, "/srv"))).rejects.toThrow(
    `PORT is ${port}, but another program listens there already.`,
  );
});
