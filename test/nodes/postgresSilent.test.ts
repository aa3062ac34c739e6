/** PostgreSQL is connected and says nothing: every request is answered, and the server can still be stopped. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { HistoryDocument, SendMessageDocument } from "../support/documents.ts";
import { createPeople } from "../support/people.ts";
import type { People, Person } from "../support/people.ts";
import { createDatabase } from "../support/postgres.ts";
import { Proxy } from "./proxy.ts";
import { ServerProcess } from "./serverProcess.ts";
import { Stored, upTo } from "./stored.ts";

/** More than there are connections to PostgreSQL. */
const SENDS = 40;
/** A request waits for a connection, for who asks, and for what is asked; each wait has a bound of a few seconds. */
const ANSWERED_WITHIN_MS = 20_000;
/** Docker kills ten seconds after it asked, and others wait longer. */
const STOPS_WITHIN_MS = 10_000;
const WORKS_AGAIN = { timeout: 10_000, interval: 50 };
const TIMEOUT_MS = 60_000;

test(
  "with PostgreSQL silent sends and reads are UNAVAILABLE, and retries afterwards leave each message once",
  { timeout: TIMEOUT_MS },
  async () => {
    await using scene = await startScene();
    const { people, postgres, stored } = scene;
    const { ana, bo, conversation } = await people.inConversation("ana", "bo");
    const live = await bo.follow(conversation);
    const keys = upTo(SENDS).map(() => randomUUID());

    postgres.silence();
    const codes = await within(
      ANSWERED_WITHIN_MS,
      Promise.all([
        ...keys.map((key) => codeOfSend(ana, conversation, key)),
        ...upTo(SENDS).map(() => codeOfRead(bo, conversation)),
      ]),
    );
    expect(new Set(codes)).toEqual(new Set(["UNAVAILABLE"]));

    postgres.mend();
    await expect.poll(() => codeOfRead(bo, conversation), WORKS_AGAIN).toBeUndefined();
    for (const key of keys) {
      expect(await ana.send(conversation, key, key)).toMatchObject({ __typename: "SendMessagePayload" });
    }
    const { headSeq, seqs, messages } = await stored.log(conversation);
    expect({ headSeq, seqs }).toEqual({ headSeq: 1 + SENDS, seqs: upTo(1 + SENDS) });
    expect(messages.map(({ clientKey }) => clientKey).sort()).toEqual(keys.toSorted());
    expect(await live.bodies(SENDS)).toEqual(messages.map(({ body }) => body));
  },
);

test(
  "with PostgreSQL silent a server that is told to stop ends by itself, also while requests wait",
  { timeout: TIMEOUT_MS },
  async () => {
    await using scene = await startScene();
    const { people, postgres, server } = scene;
    const { ana, bo, conversation } = await people.inConversation("ana", "bo");
    const live = await bo.follow(conversation);

    postgres.silence();
    const waiting = codeOfSend(ana, conversation, randomUUID()).catch(() => "cut");
    // The send arrived before this question, which the server answers when it has asked PostgreSQL in vain.
    await expect.poll(() => readiness(server.url), WORKS_AGAIN).toBe("unready");

    const { signal } = await server.stop(STOPS_WITHIN_MS);
    expect(signal, "it had not to be killed").toBeNull();
    expect(["UNAVAILABLE", "cut"]).toContain(await waiting);
    await expect(live.rest()).rejects.toMatchObject({ code: 1012 });
  },
);

interface Scene extends AsyncDisposable {
  readonly server: ServerProcess;
  /** Between the server and PostgreSQL. */
  readonly postgres: Proxy;
  /** Past the proxy. */
  readonly stored: Stored;
  readonly people: People;
}

/** A server in a process of its own. */
async function startScene(): Promise<Scene> {
  await using started = new AsyncDisposableStack();
  const { databaseUrl } = started.use(await createDatabase());
  const stored = started.use(await Stored.open(databaseUrl));
  const postgres = started.use(await Proxy.before(databaseUrl));
  const server = started.use(
    await ServerProcess.start({
      NODE_ENV: "test",
      DATABASE_URL: postgres.url,
      ACCESS_TOKEN_SECRET: "access-token-secret-for-the-tests",
      REFRESH_TOKEN_SECRET: "refresh-token-secret-for-the-tests",
      RATE_SENDS_PER_10_SECONDS: "1000000",
    }),
  );
  const people = started.use(createPeople());
  people.settleOn(server.url);
  const kept = started.move();
  return { server, postgres, stored, people, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Undefined when it was answered with data. */
async function codeOfSend(sender: Person, conversationId: string, key: string): Promise<string | undefined> {
  const { errors } = await sender.ask(SendMessageDocument, {
    input: { conversationId, clientKey: key, body: key },
  });
  return errors?.[0]?.extensions?.code;
}

async function codeOfRead(reader: Person, conversationId: string): Promise<string | undefined> {
  const { errors } = await reader.ask(HistoryDocument, { conversationId, last: 1 });
  return errors?.[0]?.extensions?.code;
}

async function readiness(url: string): Promise<string> {
  const { status } = (await (await fetch(`${url}/health/ready`)).json()) as { status: string };
  return status;
}

async function within<T>(ms: number, waiting: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`It took longer than ${ms} ms.`)), ms);
  return Promise.race([waiting, late]).finally(() => clearTimeout(timer));
}
