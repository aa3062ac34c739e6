/** More open sockets than one process may hold: several servers, several crowds, one conversation. */
import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Crowd } from "../crowd/crowd.ts";
import { readReport } from "../crowd/crowdMessages.ts";
import type { CrowdAssignment, CrowdReport } from "../crowd/crowdMessages.ts";
import { HISTORY, PARLEY_KIT } from "../chat/contestants.ts";
import { bodyOf } from "../chat/message.ts";
import type { Stage } from "../chat/stage.ts";
import { Histogram } from "../crowd/histogram.ts";
import { describeMemory, openFilesMax } from "./limits.ts";

const MESSAGES = 10;
const OPEN_WITHIN_MS = 420_000;
const DELIVER_WITHIN_MS = 60_000;
/** Besides its sockets a process has files, pipes, and connections to PostgreSQL and Redis. */
const OTHER_FILES = 1_500;

export interface MessageLatency {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface ManyProcesses {
  readonly sockets: number;
  readonly processes: number;
  /** Of each message's deliveries, in the order of sending; the first one wakes what has slept. */
  readonly messages: readonly MessageLatency[];
  readonly residentBytesEach: number;
}

export async function holdManySockets(stage: Stage, sockets: number): Promise<ManyProcesses> {
  const { say, signal } = stage.context;
  const processes = Math.max(2, Math.ceil(sockets / (openFilesMax() - OTHER_FILES)));
  const people = stage.world.people.slice(0, sockets);
  const [person] = people;
  const [conversationId = ""] = await stage.world.makeConversations([people]);
  if (person === undefined) throw new Error("Nobody is there.");
  await using started = new AsyncDisposableStack();
  const servers = [];
  for (let place = 0; place < processes; place += 1) servers.push(started.use(await stage.spawn(PARLEY_KIT)));
  const [first] = servers;
  if (first === undefined) throw new Error("No server.");
  const before = await Promise.all(servers.map((server) => server.readMemory()));

  const sender = PARLEY_KIT.send(person);
  const sending = started.use(
    await Crowd.open({ url: first.url, count: 1, speakerOf: () => sender.speaker, signal }),
  );
  const [socket] = sending.sockets;
  if (socket === undefined) throw new Error("No sender.");
  let number = 0;
  const send = (): void => {
    number += 1;
    sender.send(socket, { conversationId, person, key: `many-${number}`, body: bodyOf(number) });
  };
  for (let message = 0; message < HISTORY; message += 1) send();
  await Promise.race([delay(1_000, undefined, { signal }), sending.failed]);

  const share = Math.ceil(sockets / processes);
  const crowds = servers.map(({ url }, place) => {
    const own = people.slice(place * share, (place + 1) * share);
    return started.use(
      new ForkedCrowd(
        { url: url.href, conversationId, epoch: stage.epoch, headSeq: HISTORY, people: own },
        (open) =>
          open % 5_000 === 0 && say(`   process ${place + 1}: ${open.toLocaleString("en")} sockets open`),
        signal,
      ),
    );
  });
  await Promise.all(crowds.map((crowd) => crowd.next("opened", OPEN_WITHIN_MS)));
  await Promise.all(servers.map((server) => stage.settle(server)));
  const after = await Promise.all(servers.map((server) => server.readMemory()));
  const grown = after.map((memory, place) => memory.residentBytes - (before[place]?.afterCollection ?? 0));

  const messages: MessageLatency[] = [];
  for (let message = 1; message <= MESSAGES; message += 1) {
    const waiting = Promise.all(crowds.map((crowd) => crowd.next("delivered", DELIVER_WITHIN_MS)));
    const sentAt = performance.timeOrigin + performance.now();
    send();
    const reports = await Promise.race([waiting, sending.failed]);
    const latencies = new Histogram();
    for (const report of reports) {
      if (report.type === "delivered") for (const time of report.times) latencies.record(time - sentAt);
    }
    if (latencies.count !== sockets) throw new Error(`${latencies.count} of ${sockets} deliveries came.`);
    say(
      `   message ${message}: ${sockets.toLocaleString("en")} deliveries, p99 ${latencies.quantile(0.99).toFixed(0)} ms`,
    );
    messages.push({
      p50Ms: latencies.quantile(0.5),
      p99Ms: latencies.quantile(0.99),
      maxMs: latencies.maxMs,
    });
  }
  const residentBytesEach = grown.reduce((sum, bytes) => sum + bytes, 0) / sockets;
  say(`   ${describeMemory(residentBytesEach)} a socket`);
  return { sockets, processes, messages, residentBytesEach };
}

class ForkedCrowd implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #failed = Promise.withResolvers<never>();
  #waiting: { readonly type: string; resolve(report: CrowdReport): void } | null = null;

  constructor(assignment: CrowdAssignment, onProgress: (open: number) => unknown, signal: AbortSignal) {
    // Without the leash of the program that we are: it lets a process end while nothing but its parent's word is to come.
    this.#child = fork(join(import.meta.dirname, "../crowd/crowdProcess.ts"), {
      execArgv: ["--disable-warning=ExperimentalWarning"],
    });
    this.#failed.promise.catch(() => undefined);
    signal.addEventListener("abort", () => this.#failed.reject(new Error("Stopped.")), { once: true });
    this.#child.once("exit", (code) => this.#failed.reject(new Error(`A crowd ended with ${String(code)}.`)));
    this.#child.on("message", (message) => {
      const report = readReport(message);
      if (report.type === "progress") onProgress(report.open);
      else if (report.type === "failed") this.#failed.reject(new Error(report.reason));
      else if (this.#waiting?.type === report.type) this.#waiting.resolve(report);
    });
    this.#child.send(assignment);
  }

  /** Call before what brings the report about. */
  async next(type: "opened" | "delivered", withinMs: number): Promise<CrowdReport> {
    const { promise, resolve } = Promise.withResolvers<CrowdReport>();
    this.#waiting = { type, resolve };
    let late: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_resolve, reject) => {
      const tell = (): void => reject(new Error(`A crowd was not ${type} within ${withinMs / 1000} s.`));
      late = setTimeout(tell, withinMs);
    });
    try {
      return await Promise.race([promise, this.#failed.promise, timeout]);
    } finally {
      clearTimeout(late);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const exited = once(this.#child, "exit");
    if (this.#child.connected) this.#child.disconnect();
    await exited;
  }
}
