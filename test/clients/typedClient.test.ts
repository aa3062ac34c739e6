/** The typed example runs as it stands, against a server with the demo people, and outlives its connection. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { decodeJwt } from "jose";
import { expect, test } from "vitest";
import { createTokens } from "../../src/auth/tokens.ts";
import type { ConversationEvent } from "../../src/domain/events.ts";
import type { OnCommitted } from "../../src/domain/ports.ts";
import { Proxy } from "../nodes/proxy.ts";
import { startApp } from "../support/app.ts";
import { Person } from "../support/people.ts";
import { RawSocket } from "../transports/support.ts";
import { Arrivals } from "./arrivals.ts";
import { ClientLoginDocument } from "./documents.ts";

test.each([
  ["with a token that lasts", "900"],
  ["with one that ends within the minute, so that it refreshes before every connection", "50"],
])(
  "the typed example follows a conversation, and resumes it when its connection was cut: %s",
  async (_how, ttl) => {
    await using app = await startApp({ SEED_DEMO: "true", ACCESS_TOKEN_TTL_SECONDS: ttl });
    const dee = await app.people.register("dee");
    const ana = await demoPerson(app.url, dee, "ana");
    const lunch = await dee.makesGroup("Lunch", ana);
    await dee.sends(lunch, "one");

    await using proxy = await Proxy.before(app.url);
    await using example = runExample(`${proxy.url}/graphql/`, "ana");
    expect(await example.lines.take(10)).toEqual([
      "Lunch: one",
      "Parley demo: @ana @bo Who brings the cake? 🍰",
      "Bo: On my way.",
      "Cy: Could you have a look at my slides before Thursday?",
      "Announcements: **Parley 0.1** is close @all:",
      "Water cooler: Cheap keyboards, only today! <https://keyboards.example/cheap>",
      "Notes to self: The train at 17:05 has no seats to reserve.",
      "",
      "Following Lunch. Ctrl-C ends it.",
      "Live.",
    ]);
    await dee.sends(lunch, "two");
    expect(await example.lines.next()).toBe("#3 dee: two");

    proxy.cut();
    expect(await example.lines.next()).toMatch(/^Connection lost \(1006\)\. Again in 0\.\d s\.$/);
    await dee.sends(lunch, "three", "four");
    // It has come back to nobody once.
    expect(await example.lines.next()).toMatch(/^Connection lost \((UNREACHABLE|UNAVAILABLE)\)\. Again in /);
    proxy.mend();
    const lines = [];
    do lines.push(await example.lines.next());
    while (!lines.at(-1)?.startsWith("Live"));
    expect(lines.filter((line) => !line.startsWith("Connection lost"))).toEqual([
      "#4 dee: three",
      "#5 dee: four",
      "Live again; nothing was missed.",
    ]);

    await dee.removes(lunch, ana);
    expect(await example.lines.next()).toBe("#6 dee: MemberLeft");
    expect(await example.exitCode).toBe(0);
  },
);

test("the typed example renews its connection before its access token ends", async () => {
  await using app = await startApp({ SEED_DEMO: "true", ACCESS_TOKEN_TTL_SECONDS: "5" });
  const dee = await lasting(app.url, await app.people.register("dee"));
  const lunch = await dee.makesGroup("Lunch", await demoPerson(app.url, dee, "ana"));
  await using example = runExample(app.url, "ana");
  while ((await example.lines.next()) !== "Live.");
  // Opened with a newer token than the example's.
  const { authorization } = await demoPerson(app.url, dee, "ana");
  const left = await RawSocket.enter(app.url, authorization);
  expect(await left.closed).toMatchObject({ code: 4403 });
  await dee.sends(lunch, "still there?");
  expect(await example.lines.next()).toBe("#2 dee: still there?");
});

test("the typed example comes back when the server advises it to", async () => {
  await using app = await startApp({ SEED_DEMO: "true", LIMIT_SOCKETS_PER_USER: "1" });
  const dee = await app.people.register("dee");
  const { authorization } = await demoPerson(app.url, dee, "ana");
  await using other = await RawSocket.enter(app.url, authorization);
  await using example = runExample(app.url, "ana");
  while (!(await example.lines.next()).startsWith("Following"));
  // Of itself it would be back within half a second.
  expect(await example.lines.next()).toMatch(/^Connection lost \(1013\)\. Again in (1\.\d|2\.0) s\.$/);
  other.webSocket.terminate();
  let line = "";
  do line = await example.lines.next();
  while (line.startsWith("Connection lost"));
  expect(line).toBe("Live.");
});

test("the typed example passes over an event that cannot be shown", async () => {
  const broken = (event: ConversationEvent): ConversationEvent =>
    "message" in event && event.message.body === "two"
      ? { ...event, message: { ...event.message, body: null as unknown as string } }
      : event;
  const relay =
    (tell: OnCommitted): OnCommitted =>
    (events) =>
      tell(events.map(broken));
  await using app = await startApp({ SEED_DEMO: "true" }, { around: { relay } });
  const dee = await app.people.register("dee");
  const lunch = await dee.makesGroup("Lunch", await demoPerson(app.url, dee, "ana"));
  await using example = runExample(app.url, "ana");
  while ((await example.lines.next()) !== "Live.");
  await dee.sends(lunch, "one", "two", "three");
  expect(await example.lines.take(3)).toEqual([
    "#2 dee: one",
    "An event cannot be shown: Something went wrong.",
    "#4 dee: three",
  ]);
});

test("what an example cannot do it says in one sentence", async () => {
  await using app = await startApp();
  for (const file of ["typed-client.ts", "two-people.mjs"]) {
    for (const [address, sentence] of [
      [`${app.url}/graphql`, /^ana cannot sign in: .* Demo people are made on an empty database\.$/],
      [
        "http://127.0.0.1:1",
        /^No GraphQL server answers at http:\/\/127\.0\.0\.1:1\/graphql: is `npm start` running\?$/,
      ],
      ["ana", /^ana is not a URL that begins with http:\/\/ or https:\/\/\.$/],
    ] as const) {
      await using example = runExample(address, undefined, file);
      expect(await example.lines.next()).toMatch(sentence);
      expect(await example.exitCode).toBe(1);
      expect(await example.lines.over()).toBeNull();
    }
  }
});

function runExample(address: string, username?: string, file = "typed-client.ts") {
  const path = join(import.meta.dirname, "../../examples", file);
  const args = ["--disable-warning=ExperimentalWarning", path, address];
  const child = spawn(process.execPath, username === undefined ? args : [...args, username], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exitCode = once(child, "exit").then(([code]: (number | null)[]) => code);
  const lines = new Arrivals<string>();
  for (const output of [child.stdout, child.stderr]) {
    createInterface(output).on("line", (line) => lines.put(line));
  }
  child.once("close", () => lines.end());
  return {
    lines,
    exitCode,
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await exitCode;
    },
  };
}

async function demoPerson(url: string, asker: Person, username: string): Promise<Person> {
  const { login } = await asker.asks(ClientLoginDocument, { input: { username, password: "parley-demo" } });
  if (login.__typename !== "LoginPayload") throw new Error(`Refused: ${login.message}`);
  return new Person(url, login.session.user, { ...login.session, refreshToken: "" }, new Set());
}

/** The same person with a token that lasts for the whole test, whatever the settings say. */
async function lasting(url: string, person: Person): Promise<Person> {
  const { sub = "", sid } = decodeJwt<{ sid: string }>(person.tokens.accessToken);
  const signer = createTokens(
    { TOKEN_ISSUER: "parley", ACCESS_TOKEN_TTL_SECONDS: 900 },
    {
      accessTokenSecret: "access-token-secret-for-the-tests",
      refreshTokenSecret: "refresh-token-secret-for-the-tests",
    },
  );
  const { token } = await signer.signAccessToken({ userId: sub, sessionId: sid });
  return new Person(url, person, { ...person.tokens, accessToken: token }, new Set());
}
