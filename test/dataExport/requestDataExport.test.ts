/** Asking for one's data: the whole way to the file, how far it is, and how often one may. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { asks, does } from "../ownRows/scene.ts";
import { readInbox, TRANSPORTS } from "../realtime/inboxScene.ts";
import { uuidOf } from "../receipts/scene.ts";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import { countStatements } from "../support/countStatements.ts";
import type { Person } from "../support/people.ts";
import { rowsOf } from "../support/rows.ts";
import { linesOf } from "./lines.ts";
import { exportsOf, linesBehind, makes, newestOf, requested, requests } from "./scene.ts";
import type { Export } from "./scene.ts";

const DAY_MS = 86_400_000;

const ITEMS = `subscription ($after: Cursor) { inboxEvents(after: $after) {
  __typename
  ... on StreamReady { cursor }
  ... on ViewerDataExportChanged { dataExport { id state progress downloadUrl } }
} }`;

/** As if it had been requested so long ago. */
function ago(app: TestApp, { id }: Export, ms: number) {
  const sql = `UPDATE data_export SET requested_at = requested_at - $2::float8 * interval '1 millisecond'
    WHERE id = $1::uuid`;
  return rowsOf(app, sql, [uuidOf(id), ms]);
}

test.each(TRANSPORTS)(
  "whoever asks for their data is told over $transport how far it is, and fetches the file; nobody else is told",
  { timeout: 40_000 },
  async ({ transport }) => {
    await using app = await startApp({ WORKER: "true" });
    const { ana, bo, group } = await app.people.inGroup("ana", "bo");
    await ana.sends(group, "one", "two");
    await bo.sends(group, "three");
    await using own = await readInbox(app.url, ana, { transport, query: ITEMS });
    const [ready] = await own.until("StreamReady");
    await using others = await readInbox(app.url, bo, { transport, query: ITEMS });
    await others.until("StreamReady");

    const asked = await requested(ana);
    expect(asked).toMatchObject({ finishedAt: null, expiresAt: null, byteSize: null, downloadUrl: null });
    const told = await own.until("ViewerDataExportChanged", ({ dataExport }) => {
      return (dataExport as Export).state === "READY";
    });
    const last = told.at(-1)?.["dataExport"] as Export;
    expect(last).toMatchObject({ id: asked.id, progress: 1, downloadUrl: expect.any(String) });
    const lines = await linesBehind(last);
    expect(
      linesOf(lines, "message")
        .map(({ body }) => body)
        .toSorted(),
    ).toEqual(["one", "two"]);

    await ana.sends(group, "a fence");
    const toOthers = await others.until("StreamCheckpoint");
    expect(toOthers.map(({ __typename }) => __typename)).not.toContain("ViewerDataExportChanged");
    // A device that was away is told of what stands now, once.
    const after = String(ready?.["cursor"]);
    await using resumed = await readInbox(app.url, ana, { transport, query: ITEMS, after });
    const replayed = (await resumed.until("StreamReady")).filter(
      ({ __typename }) => __typename === "ViewerDataExportChanged",
    );
    expect(replayed).toMatchObject([{ dataExport: { id: asked.id, state: "READY", progress: 1 } }]);
  },
);

test("the same key is answered with the same export, for ever, and costs nothing of the rate", async () => {
  await using app = await startApp({ RATE_MUTATIONS_PER_10_SECONDS: "2" });
  const ana = await app.people.register("ana");
  const first = await requests(ana, "key");
  for (let times = 0; times < 4; times += 1) expect(await requests(ana, "key")).toEqual(first);
  const parallel = await app.people.register("bo");
  const key = randomUUID();
  const both = await Promise.all([requests(parallel, key), requests(parallel, key)]);
  expect(both[0]).toEqual(both[1]);
  expect(await exportsOf(parallel)).toHaveLength(1);
  expect(await rowsOf(app, "SELECT name, count(*)::int FROM job GROUP BY 1")).toEqual([
    { name: "exportData", count: 2 },
  ]);

  await makes(app, await app.people.register("cy"));
  await rowsOf(app, "UPDATE data_export SET state = 'READY', expires_at = now() - interval '1 day'");
  expect(await requests(ana, "key")).toMatchObject({ id: (first as Export).id, state: "EXPIRED" });
});

test("one a day: another one is refused, with when it may be asked for; and so is a second at the same moment", async () => {
  await using app = await startApp();
  const [ana, bo] = [await app.people.register("ana"), await app.people.register("bo")];
  const refused = async (person: Person) => {
    const { result } = await asks<{ result: { __typename: string; code?: string; requestableAt?: string } }>(
      person,
      `mutation ($input: RequestDataExportInput!) { result: requestDataExport(input: $input) {
        __typename ... on DataExportTooSoonError { code requestableAt }
      } }`,
      { input: { clientKey: randomUUID() } },
    );
    return result;
  };
  const both = await Promise.all([requests(ana), requests(ana)]);
  expect(both.filter((result) => typeof result === "string")).toEqual(["DataExportTooSoonError"]);
  const first = await newestOf(ana);
  const requestableAt = new Date(Date.parse(first.requestedAt) + DAY_MS).toISOString();
  const error = { __typename: "DataExportTooSoonError", code: "DATA_EXPORT_TOO_SOON", requestableAt };
  expect(await refused(ana)).toEqual(error);
  await ago(app, first, DAY_MS - 60_000);
  expect(await refused(ana)).toMatchObject({ __typename: "DataExportTooSoonError" });
  // What others ask for is another matter.
  expect(await requests(bo)).toMatchObject({ state: "QUEUED" });

  // A day later the next one is made, and one that has not got ready in all that time is given up.
  await ago(app, first, 60_001);
  const second = await requested(ana);
  expect(await exportsOf(ana)).toMatchObject([
    { id: second.id, state: "QUEUED" },
    { id: first.id, state: "FAILED", finishedAt: expect.any(String), expiresAt: null, downloadUrl: null },
  ]);
  // One that failed does not count.
  await rowsOf(app, "UPDATE data_export SET state = 'FAILED'");
  expect(await requests(ana)).toMatchObject({ state: "QUEUED" });
  expect(await exportsOf(ana)).toHaveLength(3);
});

test("a key has 1 to 128 characters; the anonymous ask for nothing", async () => {
  await using app = await startApp();
  const ana = await app.people.register("ana");
  for (const key of ["", " ", "x".repeat(129), "\u0000"]) {
    expect([key, await requests(ana, key)]).toEqual([key, "InputValidationError"]);
  }
  expect(await requests(ana, "x".repeat(128))).toMatchObject({ state: "QUEUED" });
  const response = await fetch(`${app.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      query: `mutation { requestDataExport(input: { clientKey: "key" }) { __typename } }`,
    }),
  });
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
  expect(await rowsOf(app, "SELECT user_id FROM data_export")).toEqual([{ user_id: uuidOf(ana.id) }]);
});

test("an export is nobody else's, whichever way they ask for it", async () => {
  await using app = await startApp();
  const [ana, bo] = [await app.people.register("ana"), await app.people.register("bo")];
  const { id } = await makes(app, ana);
  const node = async (person: Person, nodeId: string) => {
    const query = "query ($id: ID!) { node(id: $id) { id ... on DataExport { state } } }";
    return (await asks<{ node: object | null }>(person, query, { id: nodeId })).node;
  };
  expect(await node(ana, id)).toEqual({ id, state: "READY" });
  for (const nodeId of [id, encodeNodeId("DataExport", newId()), encodeNodeId("DataExport", "junk")]) {
    expect([nodeId, await node(bo, nodeId)]).toEqual([nodeId, null]);
  }
  expect(await exportsOf(bo)).toEqual([]);
  const anonymous = await fetch(`${app.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      query: `{ node(id: "${id}") { id } viewer { dataExports { edges { cursor } } } }`,
    }),
  });
  expect(await anonymous.json()).toMatchObject({ data: { node: null, viewer: null } });
});

test("exports come with the newest first, page by page, in one statement", async () => {
  await using app = await startApp();
  const [ana, bo] = [await app.people.register("ana"), await app.people.register("bo")];
  const ids: string[] = [];
  for (let index = 0; index < 5; index += 1) {
    const dataExport = await requested(ana);
    await ago(app, dataExport, DAY_MS);
    ids.unshift(dataExport.id);
  }
  await requested(bo);
  const read: string[] = [];
  let after: string | null = null;
  do {
    const page: {
      viewer: {
        dataExports: {
          edges: { node: { id: string } }[];
          pageInfo: { hasNextPage: boolean; endCursor: string };
        };
      };
    } = await asks(
      ana,
      `query ($after: String) { viewer { dataExports(first: 2, after: $after) {
        edges { node { id } } pageInfo { hasNextPage endCursor }
      } } }`,
      { after },
    );
    const { edges, pageInfo } = page.viewer.dataExports;
    read.push(...edges.map((edge) => edge.node.id));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  expect(read).toEqual(ids);
  for (const first of [1, 5]) {
    const source = `{ viewer { dataExports(first: ${first}) { edges { node { state progress } } } } }`;
    expect([first, await countStatements(app, ana, source)]).toEqual([first, 1]);
  }
  for (const args of ['after: "junk"', "first: 101"]) {
    const query = `{ viewer { dataExports(${args}) { edges { cursor } } } }`;
    await expect(asks(ana, query)).rejects.toThrow("BAD_REQUEST");
  }
});

test("an export changes no log: members of one's conversations learn nothing of it", async () => {
  await using app = await startApp();
  const { ana, group } = await app.people.inGroup("ana", "bo");
  const heads = () => rowsOf(app, "SELECT head_seq FROM conversation WHERE id = $1", [uuidOf(group)]);
  const before = await heads();
  await makes(app, ana);
  await does(ana, "requestDataExport", { clientKey: "once more" });
  expect(await heads()).toEqual(before);
});
