/**
 * Messages, and a worker that is killed again and again while it decides and sends: what the devices show in the end.
 *
 * The devices are an HTTP server in place of a provider: it keeps, by token and collapse key, the alert that is shown, and
 * looks at each that comes. *Shown twice* is a message in two alerts that one device shows at the same time, or an alert
 * that takes the place of a newer one. *Lost* is a message of which a device was told by none.
 */
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Push } from "../../src/domain/notification/ports.ts";
import type { TestApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { registers } from "./scene.ts";

const GROUPS = 10;
/** Senders at a time. */
const LANES = 8;
/** A killed worker's claims lie still for twenty seconds. */
const ENDS_WITHIN_MS = 120_000;

export interface KilledFigures {
  readonly messages: number;
  readonly kills: number;
  /** Pushes that came, repeats included. */
  readonly pushes: number;
  readonly repeated: number;
  readonly lost: number;
  readonly shownTwice: number;
}

interface Told extends Push {
  readonly facts: { readonly conversationId: string; readonly seq: string; readonly count: string };
}

export async function killWhileSending(
  app: TestApp,
  messages: number,
  kills: number,
): Promise<KilledFigures> {
  const { ana, bo, cy } = await app.people.inGroup("ana", "bo", "cy");
  const groups = await Promise.all(
    Array.from({ length: GROUPS }, (_, at) => ana.makesGroup(`Group ${at}`, bo, cy)),
  );
  const tokens = ["phone of bo", "tablet of bo", "phone of cy"];
  for (const token of tokens) await registers(token.endsWith("bo") ? bo : cy, token);
  await using devices = await startDevices();
  await rowsOf(
    app,
    `INSERT INTO consumer_position (name, xid, conversation_id, seq)
     VALUES ('notifications', pg_snapshot_xmin(pg_current_snapshot()), gen_random_uuid(), 0)`,
  );

  let worker = await startKillable(app, devices.url);
  const newest = new Map<string, number>();
  let sent = 0;
  const sending = Promise.all(
    Array.from({ length: LANES }, async () => {
      while (sent < messages) {
        sent += 1;
        const group = groups[sent % GROUPS] ?? "";
        // Each third wakes bo, and so does not wait for others.
        const [message] = await ana.sends(group, sent % 3 === 0 ? `@bo ${sent}` : `number ${sent}`);
        newest.set(group, Math.max(newest.get(group) ?? 0, message?.seq ?? 0));
      }
    }),
  );
  for (let killed = 0; killed < kills; killed += 1) {
    const before = devices.pushes();
    const deadline = Date.now() + 5_000;
    while (devices.pushes() < before + 3 && Date.now() < deadline) await pause(20);
    worker.kill("SIGKILL");
    await once(worker, "exit");
    worker = await startKillable(app, devices.url);
  }
  await sending;
  await hasEnded(app);
  worker.kill("SIGKILL");
  await once(worker, "exit");

  const [undecided] = await rowsOf<{ count: number }>(
    app,
    `SELECT (2 * (SELECT count(*) FROM message) - (SELECT count(*) FROM notification WHERE state = 'SENT'))::int AS count`,
  );
  let lost = undecided?.count ?? Number.NaN;
  for (const token of tokens) {
    for (const [group, seq] of newest) {
      const shown = devices.shown(token, group);
      // The newest of it, and as many as there are up to what one alert counts.
      if (Number(shown?.facts.seq) !== seq) lost += 1;
    }
  }
  const { shownTwice, repeated } = devices.wrong();
  return { messages, kills, pushes: devices.pushes(), repeated, lost, shownTwice };
}

async function startDevices() {
  const shown = new Map<string, Told>();
  const told = new Set<string>();
  let pushes = 0;
  let repeated = 0;
  let shownTwice = 0;
  const show = (push: Told): void => {
    pushes += 1;
    const key = `${push.token} ${push.facts.conversationId}`;
    const before = shown.get(key);
    // Whatever tells of the same conversation stands beside it, unless it takes its place.
    if (before !== undefined && before.collapseKey !== push.collapseKey) shownTwice += 1;
    if (before !== undefined && Number(before.facts.seq) > Number(push.facts.seq)) shownTwice += 1;
    const words = `${key} ${push.facts.seq} ${push.facts.count}`;
    if (told.has(words)) repeated += 1;
    told.add(words);
    shown.set(key, push);
  };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const batch = JSON.parse(body) as Told[];
      batch.forEach(show);
      // The answer takes a while: here a kill leaves what was shown and not stored.
      setTimeout(() => response.end(JSON.stringify(batch.map(() => ({ status: "SENT" })))), 30);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pushes: () => pushes,
    shown: (token: string, group: string) => shown.get(`${token} ${group}`),
    wrong: () => ({ shownTwice, repeated }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function startKillable(app: TestApp, providerUrl: string): Promise<ChildProcess> {
  const worker = fork(join(import.meta.dirname, "killableWorker.ts"), {
    execArgv: ["--disable-warning=ExperimentalWarning"],
    env: { DATABASE_URL: app.databaseUrl, PROVIDER_URL: providerUrl },
  });
  await once(worker, "message");
  return worker;
}

/** Told of everything, and nothing is due. */
async function hasEnded(app: TestApp): Promise<void> {
  const deadline = Date.now() + ENDS_WITHIN_MS;
  for (;;) {
    const [row] = await rowsOf<{ count: number }>(
      app,
      `SELECT ((SELECT count(*) FROM push WHERE due_at IS NOT NULL)
         + (SELECT count(*) FROM message m WHERE NOT EXISTS (SELECT FROM notification n WHERE n.message_id = m.id)))::int
         AS count`,
    );
    if (row?.count === 0) return;
    if (Date.now() > deadline) throw new Error(`${row?.count} wait still.`);
    await pause(200);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
