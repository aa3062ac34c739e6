/** Keeps the map of docs/ARCHITECTURE.md true: who may import whom, and which package lives in which file. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const src = path.join(root, "src");

/** What the files of a place may import, as beginnings of paths below src/. Their own folder is always allowed. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "main.ts": ["app.ts", "config.ts", "describeStart.ts"],
  "admin.ts": ["config.ts", "domain/", "search/", "storage/"],
  "describeStart.ts": ["app.ts", "config.ts", "jobs/"],
  "app.ts": [""],
  // What app.ts joins first of several folders.
  "around.ts": ["domain/", "realtime/", "storage/"],
  "parts.ts": ["around.ts", "config.ts", "domain/", "metrics.ts", "realtime/", "storage/"],
  "searchParts.ts": ["config.ts", "domain/", "search/", "storage/"],
  "work.ts": [
    "around.ts",
    "config.ts",
    "domain/",
    "jobs/",
    "metrics.ts",
    "notifications.ts",
    "pipe/",
    "push/",
    "searchParts.ts",
    "storage/",
  ],
  "mediaParts.ts": ["config.ts", "domain/", "media/", "storage/"],
  "notifications.ts": ["config.ts", "domain/", "metrics.ts", "push/", "schema/nodeId.ts", "storage/"],
  "signals.ts": ["domain/", "presence/", "realtime/", "redis.ts", "redisPlace.ts", "storage/"],
  "config.ts": [
    "limitSettings.ts",
    "pushPlaces.ts",
    "redisPlace.ts",
    "s3Settings.ts",
    "settingKinds.ts",
    "settingsTogether.ts",
  ],
  "settingsTogether.ts": ["config.ts", "settingKinds.ts"],
  "limitSettings.ts": ["settingKinds.ts"],
  "pushPlaces.ts": ["settingKinds.ts"],
  "s3Settings.ts": ["settingKinds.ts"],
  "redisPlace.ts": ["settingKinds.ts"],
  "settingKinds.ts": [],
  "redis.ts": ["redisPlace.ts"],
  "metrics.ts": [],
  "graph.ts": ["schema/", "resolvers/"],
  resolvers: ["schema/", "domain/", "lib/"],
  schema: ["domain/", "lib/", "storage/generated/"],
  domain: ["lib/", "storage/generated/"],
  lib: [],
  realtime: ["domain/", "lib/", "redis.ts", "redisPlace.ts"],
  presence: ["domain/", "lib/"],
  storage: ["domain/", "lib/"],
  auth: ["domain/", "lib/", "config.ts", "redis.ts", "redisPlace.ts"],
  mail: ["domain/"],
  push: ["domain/", "lib/", "pushPlaces.ts"],
  media: ["domain/", "lib/"],
  jobs: ["domain/", "lib/"],
  pipe: ["domain/", "lib/"],
  search: ["domain/", "lib/"],
  transports: ["domain/errors.ts", "domain/streams.ts", "lib/", "config.ts", "metrics.ts"],
};

/** Packages that only these places may import. */
const ONLY_IN: Readonly<Record<string, readonly string[]>> = {
  graphql: ["schema/", "resolvers/", "graph.ts", "transports/"],
  "@pothos/": ["schema/", "resolvers/", "transports/guards.ts"],
  "graphql-yoga": ["transports/"],
  "graphql-ws": ["transports/"],
  ws: ["transports/"],
  ioredis: ["redis.ts", "presence/presence.redis.ts", "realtime/subscriber.redis.ts"],
  "graphql-redis-subscriptions": ["realtime/broker.redis.ts"],
  "graphql-subscriptions": ["realtime/broker.memory.ts"],
  "@aws-sdk/": ["media/s3"],
  sharp: ["media/pictureProgram.ts"],
  blurhash: ["media/pictureProgram.ts"],
  meilisearch: ["search/"],
  pg: ["storage/", "admin.ts"],
  "@prisma/": ["storage/"],
  "firebase-admin": ["push/fcm.ts"],
  nodemailer: ["mail/smtp.ts"],
  zod: ["config.ts", "pushPlaces.ts", "redisPlace.ts", "settingKinds.ts", "auth/", "transports/"],
  pino: ["app.ts", "parts.ts", "mediaParts.ts"],
};

interface Import {
  readonly file: string;
  readonly target: string;
  readonly isTypeOnly: boolean;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.startsWith("storage/generated"),
  );
}

function importsOf(file: string): Import[] {
  const text = readFileSync(path.join(src, file), "utf8");
  const found = text.matchAll(/^(import|export)(\s+type)?\s[^;]*?from\s+"([^"]+)";|^import\s+"([^"]+)";/gm);
  return [...found].map((match) => {
    const target = match[3] ?? match[4] ?? "";
    const isTypeOnly = match[2] !== undefined;
    if (!target.startsWith(".")) return { file, target, isTypeOnly };
    return { file, target: path.relative(src, path.resolve(src, path.dirname(file), target)), isTypeOnly };
  });
}

const files = filesBelow(src);
const imports = files.flatMap(importsOf);
const isInside = ({ target }: Import): boolean =>
  files.includes(target) || target.startsWith("storage/generated/");

function placeOf(file: string): string {
  return file.includes("/") ? (file.split("/")[0] ?? "") : file;
}

test("every file has a place, and imports only what its place may", () => {
  const wrong = imports.filter(isInside).filter(({ file, target }) => {
    const allowed = MAY_IMPORT[placeOf(file)];
    if (allowed === undefined) return true;
    return placeOf(file) !== placeOf(target) && !allowed.some((beginning) => target.startsWith(beginning));
  });
  expect(wrong.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
  expect(imports.filter(isInside).length).toBeGreaterThan(200);
});

test("the domain takes nothing but types from Prisma", () => {
  const wrong = imports.filter(
    ({ file, target, isTypeOnly }) =>
      file.startsWith("domain/") && target.startsWith("storage/") && !isTypeOnly,
  );
  expect(wrong).toEqual([]);
});

test("a package with a place of its own is imported nowhere else", () => {
  const wrong = imports.flatMap(({ file, target, isTypeOnly }) => {
    const [name, places] =
      Object.entries(ONLY_IN).find(
        ([packageName]) =>
          target === packageName ||
          target.startsWith(packageName.endsWith("/") ? packageName : `${packageName}/`),
      ) ?? [];
    if (name === undefined || places === undefined || (name === "pino" && isTypeOnly)) return [];
    return places.some((place) => file.startsWith(place)) ? [] : [`${file} → ${target}`];
  });
  expect(wrong).toEqual([]);
});

test("the environment is handed to config.ts by the two programs, and read by nobody else", () => {
  const readers = files.filter((file) => readFileSync(path.join(src, file), "utf8").includes("process.env"));
  expect(readers.toSorted()).toEqual(["admin.ts", "config.ts", "main.ts"]);
});

test("a file opens with one sentence, and stays a room", () => {
  const mute = files.filter((file) => !/^(\/\*\*|\/\/|#!)/.test(readFileSync(path.join(src, file), "utf8")));
  expect(mute).toEqual([]);
  const halls = files.filter((file) => readFileSync(path.join(src, file), "utf8").split("\n").length > 300);
  expect(halls).toEqual([]);
});

test("lib stays tiny", () => {
  expect(files.filter((file) => file.startsWith("lib/")).length).toBeLessThanOrEqual(6);
});
