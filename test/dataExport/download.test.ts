/** Fetching an export's file: by whom, how, and what is left behind by readers who stop. */
import { once } from "node:events";
import { request } from "node:http";
import type { ClientRequest, IncomingMessage } from "node:http";
import { SignJWT } from "jose";
import { expect, test } from "vitest";
import { createDownloadTokens } from "../../src/auth/downloadTokens.ts";
import { newId } from "../../src/lib/ids.ts";
import type { Database } from "../../src/storage/database.ts";
import { asks } from "../ownRows/scene.ts";
import { uuidOf } from "../receipts/scene.ts";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import type { Person } from "../support/people.ts";
import { rowsOf } from "../support/rows.ts";
import { becomes, readMetric } from "../transports/support.ts";
import { readFile } from "./lines.ts";
import { fetchFile, makes, newestOf, requested } from "./scene.ts";

const SECRET = "access-token-secret-for-the-tests";
const tokens = createDownloadTokens(
  { TOKEN_ISSUER: "parley" },
  { accessTokenSecret: SECRET, refreshTokenSecret: SECRET },
);

function addressOf(app: { readonly url: string }, id: string, token?: string): string {
  return `${app.url}/exports/${id}${token === undefined ? "" : `?token=${token}`}`;
}

async function sessionOf(app: TestApp, person: Person): Promise<string> {
  const [session] = await rowsOf<{ id: string }>(app, "SELECT id FROM session WHERE user_id = $1", [
    uuidOf(person.id),
  ]);
  return session?.id ?? "";
}

/** A file of so many megabytes that no kernel keeps it. */
async function makesLarge(app: TestApp, person: Person, chunks = 40) {
  const made = await makes(app, person);
  await rowsOf(
    app,
    `INSERT INTO data_export_chunk (export_id, ordinal, bytes, place, lines_until, bytes_until)
     SELECT $1::uuid, n, decode(repeat('00', 1048576), 'hex'), '{}', 0, 0 FROM generate_series(1, $2::int) AS n`,
    [uuidOf(made.id), chunks],
  );
  await rowsOf(app, "UPDATE data_export SET byte_size = byte_size + $2 WHERE id = $1::uuid", [
    uuidOf(made.id),
    chunks * 1_048_576,
  ]);
  return newestOf(person);
}

test("the link of the field, and the person's own token, lead to the file; its headers say what it is", async () => {
  await using app = await startApp();
  const ana = await app.people.register("ana");
  const made = await makes(app, ana);
  expect(made.downloadUrl).toMatch(`${app.url}/exports/${uuidOf(made.id)}?token=`);
  const bytes: Buffer[] = [];
  for (const [url, headers] of [
    [made.downloadUrl ?? "", {}],
    [addressOf(app, uuidOf(made.id)), { authorization: ana.authorization }],
  ] as const) {
    const response = await fetchFile(url, headers);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "application/gzip",
      "content-length": String(made.byteSize),
      "cache-control": "private, no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    });
    const disposition = response.headers.get("content-disposition");
    expect(disposition).toMatch(/^attachment; filename="parley-ana-\d{4}-\d\d-\d\d\.ndjson\.gz"$/);
    expect(response.headers.get("content-encoding")).toBeNull();
    bytes.push(Buffer.from(await response.arrayBuffer()));
  }
  expect(bytes[0]).toEqual(bytes[1]);
  expect(readFile(bytes[0] ?? Buffer.alloc(0)).length).toBeGreaterThan(3);

  const head = await fetchFile(made.downloadUrl ?? "", {}, "HEAD");
  expect([head.status, head.headers.get("content-length")]).toEqual([200, String(made.byteSize)]);
  expect(await head.text()).toBe("");
  for (const method of ["POST", "PUT", "DELETE"]) {
    const refused = await fetchFile(made.downloadUrl ?? "", {}, method);
    expect([method, refused.status, refused.headers.get("allow")]).toEqual([
      method,
      405,
      "GET, HEAD, OPTIONS",
    ]);
  }
  await becomes(() => readMetric(app.url, 'parley_http_requests_total{route="/exports/",status="200"}'), 3);
});

test("whoever may not have it is answered as where nothing is: anonymous, others, other links, expired, revoked", async () => {
  await using app = await startApp();
  const [ana, bo] = [await app.people.register("ana"), await app.people.register("bo")];
  const made = await makes(app, ana);
  const [id, sessionId] = [uuidOf(made.id), await sessionOf(app, ana)];
  const claims = { exportId: id, userId: uuidOf(ana.id), sessionId };
  const good = await tokens.sign(claims);
  expect((await fetchFile(addressOf(app, id, good))).status).toBe(200);

  const signed = (changes: object, type = "download+jwt", secret = SECRET) =>
    new SignJWT({ file: id, sid: sessionId, exp: Math.floor(Date.now() / 1000) + 60, ...changes })
      .setProtectedHeader({ alg: "HS256", typ: type })
      .setIssuer("parley")
      .setAudience("parley/exports")
      .setSubject(uuidOf(ana.id))
      .sign(new TextEncoder().encode(secret));
  expect((await fetchFile(addressOf(app, id, await signed({})))).status).toBe(200);
  const ofBo = await makes(app, bo);
  const others = { ...claims, userId: uuidOf(bo.id), sessionId: await sessionOf(app, bo) };
  const headers = { authorization: bo.authorization };
  const attempts: Record<string, [url: string, headers?: Record<string, string>]> = {
    anonymous: [addressOf(app, id)],
    "no token": [`${app.url}/exports/${id}?token=`],
    "another one's token": [addressOf(app, id), headers],
    "another one's link": [addressOf(app, id, await tokens.sign(others))],
    "the link of another export": [
      addressOf(app, id, await tokens.sign({ ...claims, exportId: uuidOf(ofBo.id) })),
    ],
    "an access token as a link": [addressOf(app, id, ana.tokens.accessToken)],
    "a link as an access token": [addressOf(app, id), { authorization: `Bearer ${good}` }],
    "a wrong link beside one's own token": [addressOf(app, id, "junk"), { authorization: ana.authorization }],
    "an expired link": [addressOf(app, id, await signed({ exp: Math.floor(Date.now() / 1000) - 1 }))],
    "a link of another type": [addressOf(app, id, await signed({}, "at+jwt"))],
    "a link signed by somebody else": [addressOf(app, id, await signed({}, "download+jwt", "x".repeat(32)))],
    "a changed link": [addressOf(app, id, `${good.slice(0, -2)}AA`)],
    "a huge link": [addressOf(app, id, "x".repeat(5_000))],
    "a broken sign-in": [addressOf(app, id), { authorization: "Basic junk" }],
    "an unknown export": [addressOf(app, newId()), { authorization: ana.authorization }],
    "no id": [`${app.url}/exports/`, { authorization: ana.authorization }],
    "a path": [`${app.url}/exports/${id}/more`, { authorization: ana.authorization }],
  };
  const seen = new Set<string>();
  for (const [what, [url, sent]] of Object.entries(attempts)) {
    const response = await fetchFile(url, sent);
    expect([what, response.status]).toEqual([what, 404]);
    const { "x-request-id": _id, date: _date, ...told } = Object.fromEntries(response.headers);
    seen.add(JSON.stringify([told, await response.text()]));
  }
  // Nor is one that is not ready, has failed or has expired; nor anything once the session has ended.
  const answers = async (...urls: [url: string, headers?: Record<string, string>]) => {
    const response = await fetchFile(...urls);
    const { "x-request-id": _id, date: _date, ...told } = Object.fromEntries(response.headers);
    if (response.status === 404) seen.add(JSON.stringify([told, await response.text()]));
    else await response.body?.cancel();
    return response.status;
  };
  for (const state of ["QUEUED", "RUNNING", "FAILED"]) {
    await rowsOf(app, `UPDATE data_export SET state = '${state}'`);
    expect([state, await answers(addressOf(app, id, good))]).toEqual([state, 404]);
  }
  await rowsOf(app, "UPDATE data_export SET state = 'READY', expires_at = now()");
  expect(await answers(addressOf(app, id, good))).toBe(404);
  await rowsOf(app, "UPDATE data_export SET expires_at = now() + interval '1 day'");
  expect(await answers(addressOf(app, id, good))).toBe(200);
  await asks(ana, `mutation ($input: LogoutInput!) { logout(input: $input) { __typename } }`, {
    input: {},
  });
  expect(await answers(addressOf(app, id, good))).toBe(404);
  expect(await answers(addressOf(app, id), { authorization: ana.authorization })).toBe(404);
  expect(seen.size).toBe(1);
});

test("an export that waits has no link; the link of each reading is good for ten minutes", async () => {
  await using app = await startApp();
  const ana = await app.people.register("ana");
  expect((await requested(ana)).downloadUrl).toBeNull();
  await rowsOf(app, "DELETE FROM data_export");
  const { downloadUrl } = await makes(app, ana);
  const [, payload = ""] = new URL(downloadUrl ?? "").searchParams.get("token")?.split(".") ?? [];
  const { exp, iat } = JSON.parse(Buffer.from(payload, "base64url").toString("utf8")) as Record<
    string,
    number
  >;
  expect((exp ?? 0) - (iat ?? 0)).toBe(600);
});

test("a foreign page may not fetch it, an allowed one may; downloads count as requests of their address", async () => {
  await using app = await startApp({
    ALLOWED_ORIGINS: "https://chat.example.com",
    RATE_REQUESTS_PER_10_SECONDS: "20",
  });
  const ana = await app.people.register("ana");
  const { downloadUrl } = await makes(app, ana);
  const url = downloadUrl ?? "";
  expect((await fetchFile(url, { origin: "https://evil.example" })).status).toBe(403);
  const allowed = await fetchFile(url, { origin: "https://chat.example.com" });
  expect([allowed.status, allowed.headers.get("access-control-allow-origin")]).toEqual([
    200,
    "https://chat.example.com",
  ]);
  await allowed.arrayBuffer();
  const preflight = await fetchFile(url, { origin: "https://chat.example.com" }, "OPTIONS");
  expect(preflight.status).toBe(204);
  let last = await fetchFile(url, {}, "HEAD");
  for (let times = 0; times < 25 && last.status === 200; times += 1) last = await fetchFile(url);
  expect(last.status).toBe(429);
  expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await last.json()).toMatchObject({ errors: [{ extensions: { code: "RATE_LIMITED" } }] });
});

/** A reader that takes nothing until it is told to. */
async function opens(url: string): Promise<{ asked: ClientRequest; response: IncomingMessage }> {
  const asked = request(url);
  asked.on("error", () => undefined);
  asked.end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  response.pause();
  return { asked, response };
}

test(
  "a reader that does not read holds a chunk and no connection; one that goes away leaves nothing",
  {
    timeout: 40_000,
  },
  async () => {
    let reads = 0;
    const counting = (database: Database): Database => {
      const prisma = database.prisma.$extends({
        query: {
          dataExportChunk: {
            findUnique: ({ args, query }) => {
              reads += 1;
              return query(args);
            },
          },
        },
      });
      return { ...database, prisma: prisma as unknown as Database["prisma"] };
    };
    await using app = await startApp({ DATABASE_POOL_MAX: "2" }, { around: { database: counting } });
    const ana = await app.people.register("ana");
    const { downloadUrl } = await makesLarge(app, ana);
    const readers = await Promise.all(Array.from({ length: 10 }, () => opens(downloadUrl ?? "")));
    // Both connections serve others meanwhile. What has been read is what the kernel keeps, and a chunk each.
    for (let times = 0; times < 50; times += 1) await newestOf(ana);
    const before = reads;
    for (let times = 0; times < 50; times += 1) await newestOf(ana);
    expect(reads).toBe(before);
    expect(reads).toBeLessThan(10 * 20);
    for (const { asked } of readers) asked.destroy();
    for (let times = 0; times < 50; times += 1) await newestOf(ana);
    expect(reads).toBe(before);
  },
);

test(
  "a slow reader gets all of it; one whose session ends meanwhile is cut, and knows that it has not all",
  { timeout: 40_000 },
  async () => {
    await using app = await startApp();
    const ana = await app.people.register("ana");
    const { downloadUrl, byteSize } = await makesLarge(app, ana);
    const slow = await opens(downloadUrl ?? "");
    let bytes = 0;
    for await (const chunk of slow.response) {
      bytes += (chunk as Buffer).length;
      if (bytes % 7 === 0) await new Promise(setImmediate);
    }
    expect(bytes).toBe(byteSize);

    const cut = await opens(downloadUrl ?? "");
    await asks(ana, `mutation ($input: LogoutInput!) { logout(input: $input) { __typename } }`, {
      input: {},
    });
    let taken = 0;
    const reading = (async () => {
      for await (const chunk of cut.response) taken += (chunk as Buffer).length;
    })();
    await expect(reading).rejects.toThrow("aborted");
    expect(taken).toBeLessThan(byteSize ?? 0);
  },
);

test("a file that goes while it is fetched ends early", { timeout: 40_000 }, async () => {
  await using app = await startApp();
  const ana = await app.people.register("ana");
  const { downloadUrl } = await makesLarge(app, ana);
  const { response } = await opens(downloadUrl ?? "");
  await rowsOf(app, "DELETE FROM data_export WHERE user_id = $1::uuid", [uuidOf(ana.id)]);
  const reading = (async () => {
    for await (const _chunk of response);
  })();
  await expect(reading).rejects.toThrow("aborted");
});
