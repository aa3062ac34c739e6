/** What stands in docker-compose.yml and deploy/nginx.conf fits together, and fits the server. */
import { execFile, spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { serverFlags } from "../scripts/serverFlags.mjs";
import { SETTINGS, parseConfig } from "../src/config.ts";

const root = path.resolve(import.meta.dirname, "..");
const run = promisify(execFile);
const read = (file: string) => readFile(path.join(root, file), "utf8");

const compose = await read("docker-compose.yml");
const docs = await read("docs/SEARCH.md");
const nginx = (await read("deploy/nginx.conf")).replaceAll(/#.*$/gm, "");
const image = await read("Dockerfile");

const services = entriesOf(within(compose, "services:"));
const apis = [...services].filter(([, text]) => text.includes("<<: *api\n")).map(([name]) => name);

test("the image runs the server as npm start does", () => {
  const command = JSON.parse(/^CMD (\[.+\])$/m.exec(image)?.[1] ?? "[]") as unknown;
  expect(command).toEqual(["node", "--disable-warning=ExperimentalWarning", ...serverFlags, "dist/main.js"]);
});

test("compose gives the API its settings and nothing else, and production starts with their defaults", async () => {
  const common = variablesOf(within(compose, "x-api: &api", "environment: &api-environment"));
  const ofImage =
    /^ENV (.+)$/m
      .exec(image)?.[1]
      ?.split(" ")
      .map((pair) => pair.split("=")) ?? [];
  const seeds = apis.map((name) => {
    const own = variablesOf(within(compose, "services:", `${name}:`, "environment:"));
    const written = { ...Object.fromEntries<string>(ofImage as [string, string][]), ...common, ...own };
    expect(Object.keys(written).filter((variable) => !Object.hasOwn(SETTINGS, variable))).toEqual([]);
    const asked = [
      ...Object.values(written)
        .join(" ")
        .matchAll(/\$\{(\w+)/g),
    ].map((match) => match[1] ?? "");
    // The database's own, for its URL.
    expect(asked.filter((name) => !Object.hasOwn(SETTINGS, name))).toEqual(["POSTGRES_PASSWORD"]);
    const env = Object.entries(written).map(([name, value]) => [
      name,
      value.replaceAll(/\$\{\w+:-([^}]*)\}/g, "$1"),
    ]);
    const config = parseConfig(Object.fromEntries(env), "/");
    expect(config.isProduction).toBe(true);
    const graceSeconds = Number(/stop_grace_period: (\d+)s/.exec(compose)?.[1]);
    expect(graceSeconds * 1000).toBeGreaterThan(config.DRAIN_TIMEOUT_MS);
    return config.seedsDemo;
  });
  expect(seeds).toEqual([true, false]);

  const client = [["docker", "compose"], ["docker-compose"]].find(isComposeOfToday);
  if (client !== undefined) {
    const [command = "", ...args] = client;
    await run(command, [...args, "-f", "docker-compose.yml", "config", "-q"], { cwd: root });
  }
});

test("compose gives the API two keys of Meilisearch that may do no more than they need to, and not the one that may do all", () => {
  const common = variablesOf(within(compose, "x-api: &api", "environment: &api-environment"));
  const defaultOf = (written = ""): string => /:-([^}]*)\}/.exec(written)?.[1] ?? "";
  const makes = services.get("meilisearch-keys") ?? "";
  const master = defaultOf(/MEILI_MASTER_KEY: (.+)/.exec(makes)?.[1]);
  expect(services.get("meilisearch")).toContain(`MEILI_MASTER_KEY: \${MEILI_MASTER_KEY:-${master}}`);
  for (const [name, variable] of [
    ["SEARCH_KEY", "MEILISEARCH_SEARCH_KEY"],
    ["WRITE_KEY", "MEILISEARCH_KEY"],
  ] as const) {
    const key = JSON.parse(within(makes, `${name}: >-`)) as { uid: string; actions: string[] };
    expect(key.actions).not.toContain("*");
    expect(defaultOf(common[variable])).toBe(createHmac("sha256", master).update(key.uid).digest("hex"));
  }
  expect(Object.values(common).join()).not.toContain(master);
  const versions = [...`${compose}${docs}`.matchAll(/getmeili\/meilisearch:(\S+)/g)].map(
    ([, version]) => version,
  );
  expect(new Set(versions)).toEqual(new Set(["v1.50"]));
});

test("nginx passes HTTP, sockets and streams to both processes, none of them sticky", async () => {
  expect(apis).toEqual(["api-1", "api-2"]);
  const port = /^ENV .*\bPORT=(\d+)/m.exec(image)?.[1];
  const upstream = directivesOf(/upstream parley \{([^}]*)\}/.exec(nginx)?.[1]);
  expect(upstream.filter(([name]) => name === "server").map(([, host]) => host)).toEqual(
    apis.map((name) => `${name}:${port}`),
  );
  // ip_hash, hash, sticky, random and their like would stand here.
  expect(new Set(upstream.map(([name]) => name))).toEqual(new Set(["server", "keepalive"]));

  const location = directivesOf(/location \/ \{([^}]*)\}/.exec(nginx)?.[1]).map((words) => words.join(" "));
  expect(location).toEqual(
    expect.arrayContaining([
      "proxy_pass http://parley",
      "proxy_http_version 1.1",
      "proxy_set_header Host $http_host",
      "proxy_set_header Upgrade $http_upgrade",
      "proxy_set_header Connection $connection_upgrade",
      "proxy_set_header X-Forwarded-For $remote_addr",
      "proxy_buffering off",
    ]),
  );
  expect(directivesOf(/map \$http_upgrade \$connection_upgrade \{([^}]*)\}/.exec(nginx)?.[1])).toEqual([
    ["default", "upgrade"],
    ['""', '""'],
  ]);
  const listens = /listen (\d+);/.exec(nginx)?.[1];
  const balancer = services.get("load-balancer");
  expect(balancer).toContain(`:${listens}"`);
  expect(balancer).toContain("./deploy/nginx.conf:/etc/nginx/nginx.conf:ro");

  if (spawnSync("nginx", ["-v"]).status === 0) {
    await using folder = await mkdtempDisposable(path.join(tmpdir(), "parley-nginx-"));
    const file = path.join(folder.path, "nginx.conf");
    await writeFile(file, movedTo(folder.path, nginx));
    await run("nginx", ["-t", "-q", "-p", folder.path, "-c", file]);
  }
});

/** The lines that are indented below these headings, each inside the one before. */
function within(text: string, ...headings: readonly string[]): string {
  const [heading, ...deeper] = headings;
  if (heading === undefined) return text;
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.trim() === heading);
  const indent = lines[start]?.search(/\S/) ?? 0;
  const rest = start < 0 ? [] : lines.slice(start + 1);
  const end = rest.findIndex((line) => line.trim() !== "" && line.search(/\S/) <= indent);
  return within(rest.slice(0, end < 0 ? rest.length : end).join("\n"), ...deeper);
}

/** The services of a block, each with its text. */
function entriesOf(block: string): Map<string, string> {
  const names = [...block.matchAll(/^ {2}([\w-]+):$/gm)].map((match) => match[1] ?? "");
  return new Map(names.map((name) => [name, `${within(block, `${name}:`)}\n`]));
}

/** The variables of an `environment:` block. */
function variablesOf(block: string): Record<string, string> {
  const pairs = [...block.matchAll(/^ +(\w+): (.+)$/gm)];
  return Object.fromEntries(
    pairs.map((match) => [match[1] ?? "", (match[2] ?? "").replaceAll(/^"|"$/g, "")]),
  );
}

/** Each directive of a block without blocks in it, as words. */
function directivesOf(block = ""): string[][] {
  const directives = block.split(";").map((directive) => directive.trim());
  return directives.filter((directive) => directive !== "").map((directive) => directive.split(/\s+/));
}

/** The first version knows less of the format. */
function isComposeOfToday([command = "", ...args]: readonly string[]): boolean {
  const { status, stdout } = spawnSync(command, [...args, "version", "--short"], { encoding: "utf8" });
  return status === 0 && Number.parseInt(stdout.replace(/^v/, ""), 10) >= 2;
}

/** For `nginx -t` on a machine where the processes have no names, by whoever may write in `folder` alone. */
function movedTo(folder: string, text: string): string {
  const kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const paths = kinds.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(" ");
  return text
    .replaceAll(/\bapi-\d+:/g, "127.0.0.1:")
    .replace(/^pid .*$/m, `pid ${folder}/nginx.pid;`)
    .replace("/dev/stderr", "stderr")
    .replace("http {", `http { ${paths}`);
}
