/**
 * A small server that answers the part of Meilisearch's API that Parley uses, as its documentation says, and strictly: a
 * route, a field, a setting or a filter that is not known is refused, and what writes is a task that is done later.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { readFilter } from "./filter.ts";
import type { Fields } from "./filter.ts";
import { matches } from "./match.ts";

export const KEY = "a-key-of-the-tests";
/** May search, and do nothing else. */
export const SEARCH_KEY = "another-key-of-the-tests";

interface Stored {
  settings: Record<string, unknown>;
  readonly documents: Map<string, Fields>;
}

interface Task {
  readonly uid: number;
  readonly type: string;
  readonly indexUid: string | null;
  status: "enqueued" | "processing" | "succeeded" | "failed";
  error: {
    readonly code: string;
    readonly message: string;
    readonly type: string;
    readonly link: string;
  } | null;
}

export interface LocalMeilisearch extends AsyncDisposable {
  readonly url: string;
  readonly indexes: ReadonlyMap<string, Stored>;
  /** `METHOD /path` of each request, in order. */
  readonly requests: string[];
  /** From now on tasks that write documents fail. */
  failTasks(isFailing: boolean): void;
  /** From now on tasks fail that write a document with this in its text. */
  refuse(text: string): void;
  /** From now on requests of this kind, as in `requests`, wait for what is returned to be called. */
  hold(request: string): () => void;
  /** From now on nothing is answered: as if it hung. */
  hang(isHanging: boolean): void;
}

class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const SETTINGS = new Set([
  "searchableAttributes",
  "displayedAttributes",
  "filterableAttributes",
  "sortableAttributes",
  "rankingRules",
  "pagination",
  "faceting",
  "typoTolerance",
]);
const SEARCH = new Set([
  "indexUid",
  "q",
  "filter",
  "offset",
  "limit",
  "page",
  "hitsPerPage",
  "sort",
  "facets",
  "matchingStrategy",
  "showRankingScore",
  "attributesToRetrieve",
]);
const RULES = new Set(["sort", "words", "typo", "proximity", "attribute", "exactness"]);

export async function startLocalMeilisearch(): Promise<LocalMeilisearch> {
  const indexes = new Map<string, Stored>();
  const tasks: Task[] = [];
  const requests: string[] = [];
  let isFailing = false;
  let isHanging = false;
  let refused: string | null = null;
  let held: { readonly request: string; readonly until: Promise<void> } | null = null;
  let queue = Promise.resolve();

  const enqueue = (type: string, indexUid: string | null, work: () => void): object => {
    const task: Task = { uid: tasks.length, type, indexUid, status: "enqueued", error: null };
    tasks.push(task);
    queue = queue.then(async () => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      task.status = "processing";
      try {
        if (isFailing && type.startsWith("document")) throw new Refusal(500, "internal", "It is full.");
        work();
        task.status = "succeeded";
      } catch (error) {
        task.status = "failed";
        const code = error instanceof Refusal ? error.code : "internal";
        const type = code === "internal" ? "internal" : "invalid_request";
        task.error = { code, message: String(error), type, link: "" };
      }
    });
    return { taskUid: task.uid, indexUid, status: "enqueued", type, enqueuedAt: new Date().toISOString() };
  };
  const existing = (uid: string): Stored => {
    const index = indexes.get(uid);
    if (index === undefined) throw new Refusal(404, "index_not_found", `Index \`${uid}\` not found.`);
    return index;
  };
  const ensured = (uid: string): Stored => {
    const index = indexes.get(uid) ?? { settings: {}, documents: new Map<string, Fields>() };
    indexes.set(uid, index);
    return index;
  };

  const answer = (method: string, url: URL, body: unknown): { status: number; json: unknown } => {
    const [first = "", uid = "", what = "", more = ""] = url.pathname.slice(1).split("/");
    const accepted = (json: object) => ({ status: 202, json });
    const route = `${method} ${first}${uid === "" || first !== "indexes" ? "" : "/:uid"}${what && `/${what}`}${more && `/${more}`}`;
    switch (route) {
      case "GET health":
        return { status: 200, json: { status: "available" } };
      case "GET tasks": {
        const task = tasks[Number(uid)];
        if (task === undefined) throw new Refusal(404, "task_not_found", `Task \`${uid}\` not found.`);
        return { status: 200, json: { ...task, batchUid: 0, canceledBy: null, details: {}, duration: null } };
      }
      case "POST indexes": {
        const { uid: name, primaryKey } = fieldsOf(body, new Set(["uid", "primaryKey"]));
        if (typeof name !== "string" || primaryKey !== "id") throw new Refusal(400, "bad_request", "uid?");
        return accepted(
          enqueue("indexCreation", name, () => {
            if (indexes.has(name))
              throw new Refusal(409, "index_already_exists", `Index \`${name}\` already exists.`);
            ensured(name);
          }),
        );
      }
      case "DELETE indexes/:uid":
        return accepted(
          enqueue("indexDeletion", uid, () => {
            existing(uid);
            indexes.delete(uid);
          }),
        );
      case "PATCH indexes/:uid/settings": {
        const settings = fieldsOf(body, SETTINGS);
        for (const rule of settings["rankingRules"] as string[])
          if (!RULES.has(rule.replace(/^\w+:(asc|desc)$/, "sort")))
            throw new Refusal(400, "invalid_settings_ranking_rules", rule);
        return accepted(
          enqueue("settingsUpdate", uid, () => {
            const index = ensured(uid);
            index.settings = { ...index.settings, ...settings };
          }),
        );
      }
      case "POST indexes/:uid/documents": {
        const key = url.searchParams.get("primaryKey");
        if (!Array.isArray(body) || key !== "id")
          throw new Refusal(400, "bad_request", "Documents are a list.");
        const documents = body as Fields[];
        return accepted(
          enqueue("documentAdditionOrUpdate", uid, () => {
            for (const document of documents) {
              const id = document["id"];
              if (typeof id !== "string" || !/^[\w-]{1,511}$/.test(id))
                throw new Refusal(400, "invalid_document_id", "id?");
              if (refused !== null && String(document["text"]).includes(refused))
                throw new Refusal(400, "invalid_document_fields", "No.");
            }
            for (const document of documents) ensured(uid).documents.set(String(document["id"]), document);
          }),
        );
      }
      case "POST indexes/:uid/documents/delete-batch":
        return accepted(
          enqueue("documentDeletion", uid, () => {
            for (const id of body as string[]) existing(uid).documents.delete(id);
          }),
        );
      case "POST indexes/:uid/documents/fetch": {
        const asked = fieldsOf(body, new Set(["filter", "fields", "limit", "offset"]));
        const found = filtered(existing(uid), asked["filter"] as string);
        const limit = Number(asked["limit"] ?? 20);
        const results = found
          .slice(0, limit)
          .map((document) => picked(document, asked["fields"] as string[]));
        return { status: 200, json: { results, offset: 0, limit, total: found.length } };
      }
      case "GET indexes/:uid/stats":
        return {
          status: 200,
          json: { numberOfDocuments: existing(uid).documents.size, isIndexing: false, fieldDistribution: {} },
        };
      case "POST swap-indexes": {
        const [swap] = body as { indexes: [string, string] }[];
        const [one, other] = swap?.indexes ?? ["", ""];
        return accepted(
          enqueue("indexSwap", null, () => {
            const [left, right] = [existing(one), existing(other)];
            indexes.set(one, right).set(other, left);
          }),
        );
      }
      case "POST multi-search": {
        const { queries } = fieldsOf(body, new Set(["queries"]));
        const results = (queries as Fields[]).map((query) => {
          const asked = fieldsOf(query, SEARCH);
          return { indexUid: asked["indexUid"], ...search(existing(String(asked["indexUid"])), asked) };
        });
        return { status: 200, json: { results } };
      }
      default:
        throw new Refusal(404, "not_found", `${method} ${url.pathname} is no route.`);
    }
  };

  const server = createServer((request, response) => {
    void text(request).then(async (raw) => {
      const url = new URL(request.url ?? "/", "http://localhost");
      const name = `${request.method} ${url.pathname}`;
      requests.push(name);
      if (held?.request === name) await held.until;
      if (isHanging) return;
      let status = 200;
      let json: unknown;
      try {
        const key = request.headers.authorization;
        const isSearch = name === "POST /multi-search";
        if (key !== `Bearer ${KEY}` && !(isSearch && key === `Bearer ${SEARCH_KEY}`))
          throw new Refusal(403, "invalid_api_key", "The key is wrong.");
        ({ status, json } = answer(request.method ?? "", url, raw === "" ? null : JSON.parse(raw)));
      } catch (error) {
        status = error instanceof Refusal ? error.status : 400;
        const code = error instanceof Refusal ? error.code : "invalid_search_filter";
        json = {
          message: error instanceof Error ? error.message : "",
          code,
          type: "invalid_request",
          link: "",
        };
      }
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    indexes,
    requests,
    failTasks: (isOn) => {
      isFailing = isOn;
    },
    refuse: (text) => {
      refused = text;
    },
    hold: (request) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = { request, until: promise };
      return () => {
        held = null;
        resolve();
      };
    },
    hang: (isOn) => {
      isHanging = isOn;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Throws for a field that is not known. */
function fieldsOf(body: unknown, known: ReadonlySet<string>): Fields {
  if (typeof body !== "object" || body === null) throw new Refusal(400, "bad_request", "Not an object.");
  const unknown = Object.keys(body).find((name) => !known.has(name));
  if (unknown !== undefined) throw new Refusal(400, "bad_request", `Unknown field \`${unknown}\``);
  return body as Fields;
}

function filtered({ settings, documents }: Stored, filter: string): Fields[] {
  const filterable = new Set((settings["filterableAttributes"] ?? []) as string[]);
  const isIn = readFilter(filter, filterable);
  return [...documents.values()].filter(isIn);
}

function picked(document: Fields, names: readonly string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, document[name]]));
}

function search(index: Stored, asked: Fields): object {
  const found = filtered(index, String(asked["filter"]))
    .map((document) => ({
      document,
      score: matches(String(document["text"]), typeof asked["q"] === "string" ? asked["q"] : ""),
    }))
    .filter(({ score }) => score > 0);
  const byTime = (one: Fields, other: Fields): number => Number(other["sentAt"]) - Number(one["sentAt"]);
  found.sort((one, other) =>
    asked["sort"] === undefined
      ? other.score - one.score || byTime(one.document, other.document)
      : byTime(one.document, other.document),
  );
  const max = Number((index.settings["pagination"] as Fields)["maxTotalHits"]);
  const facets = asked["facets"] as string[] | undefined;
  const counts = {
    ...(facets && {
      facetDistribution: Object.fromEntries(
        facets.map((name) => [name, countsOf(found.map(({ document }) => document[name]))]),
      ),
      facetStats: {},
    }),
  };
  if (asked["hitsPerPage"] !== undefined)
    return {
      hits: [],
      totalHits: Math.min(found.length, max),
      page: 1,
      hitsPerPage: 0,
      totalPages: 0,
      ...counts,
    };
  const offset = Number(asked["offset"] ?? 0);
  const limit = Number(asked["limit"] ?? 20);
  const hits = found
    .slice(0, max)
    .slice(offset, offset + limit)
    .map(({ document, score }) => ({
      ...picked(document, asked["attributesToRetrieve"] as string[]),
      ...(asked["showRankingScore"] === true && { _rankingScore: score }),
    }));
  return { hits, offset, limit, estimatedTotalHits: found.length, ...counts };
}

function countsOf(values: readonly unknown[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
  return counts;
}
