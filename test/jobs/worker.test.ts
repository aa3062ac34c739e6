/** Jobs: done once the transaction that asked for them is committed, by one worker at a time, and again after a failure. */
import { expect, test } from "vitest";
import { addJob } from "../../src/domain/job/addJob.ts";
import type { JobOutcome, JobStore, Task, Tasks } from "../../src/domain/job/ports.ts";
import { PartStuckError } from "../../src/jobs/patience.ts";
import { ATTEMPTS_MAX, JOBS_AT_A_TIME, retryAfterMs, startWorker } from "../../src/jobs/worker.ts";
import type { JobEnd, WorkerOptions } from "../../src/jobs/worker.ts";
import { connectDatabase } from "../../src/storage/database.ts";
import { createJobStore } from "../../src/storage/jobs.sql.ts";
import { createDatabase } from "../support/postgres.ts";

const NAME = "removeExpiredMessages";
const NAMES = [NAME] as const;

async function openStore() {
  await using stack = new AsyncDisposableStack();
  const { databaseUrl } = stack.use(await createDatabase());
  const database = stack.use(connectDatabase({ databaseUrl, poolMax: 6, onIdleError: () => undefined }));
  const kept = stack.move();
  return {
    db: database.prisma,
    store: createJobStore(database.pool),
    /** Those that wait, or are worked on. */
    keys: async () => (await database.prisma.job.findMany({ orderBy: { key: "asc" } })).map(({ key }) => key),
    add: (key: string) => addJob(database.prisma, { name: NAME, key }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

const never: Task = () => Promise.reject(new Error("Nobody asked for this."));

/** A worker that does jobs of one name. */
function work(
  store: JobStore,
  task: Task,
  onEnded: (end: JobEnd) => void = () => undefined,
  options: Partial<WorkerOptions> = {},
) {
  const tasks: Tasks = {
    findExpiredMessages: never,
    removeExpiredMessages: task,
    eraseAccount: never,
    exportData: never,
    clean: never,
    cleanMedia: never,
    sendDigests: never,
    processMedia: never,
  };
  return startWorker({
    store,
    tasks,
    standing: [],
    onEnded: (_name, end) => onEnded(end),
    onFailed: () => undefined,
    onError: (error) => {
      throw error;
    },
    ...options,
  });
}

/** Resolves when it has been called so often. */
function counter(count: number) {
  const { promise, resolve } = Promise.withResolvers<void>();
  let calls = 0;
  return {
    reached: promise,
    call: (): void => {
      calls += 1;
      if (calls === count) resolve();
    },
    calls: () => calls,
  };
}

test("a job is done after the commit of what asked for it, once, and not where that was rolled back", async () => {
  await using scene = await openStore();
  const done: string[] = [];
  const ended = counter(2);
  await using _worker = work(
    scene.store,
    async (key) => {
      done.push(key);
      return "DONE";
    },
    ended.call,
  );
  await expect(
    scene.db.$transaction(async (tx) => {
      await addJob(tx, { name: NAME, key: "regretted" });
      throw new Error("Regretted.");
    }),
  ).rejects.toThrow("Regretted.");
  await scene.db.$transaction(async (tx) => {
    await addJob(tx, { name: NAME, key: "a" });
    await addJob(tx, { name: NAME, key: "a" });
    await addJob(tx, { name: NAME, key: "b" });
  });
  await ended.reached;
  expect(done.toSorted()).toEqual(["a", "b"]);
  expect(await scene.keys()).toEqual([]);
});

test("several workers do each job once, a few at a time", async () => {
  await using scene = await openStore();
  const jobs = 12;
  for (let n = 0; n < jobs; n += 1) await scene.add(String(n));
  const done: string[] = [];
  const ended = counter(jobs);
  let running = 0;
  let most = 0;
  const task: Task = async (key) => {
    running += 1;
    most = Math.max(most, running);
    await scene.db.$queryRaw`SELECT pg_sleep(0.01)::text`;
    running -= 1;
    done.push(key);
    return "DONE";
  };
  await using _one = work(scene.store, task, ended.call);
  await using _other = work(scene.store, task, ended.call);
  await ended.reached;
  expect(done).toHaveLength(jobs);
  expect(new Set(done).size).toBe(jobs);
  expect(most).toBeLessThanOrEqual(2 * JOBS_AT_A_TIME);
});

test("a job of a worker that was killed is another's when its lease ends; what the first one says then is nothing", async () => {
  await using scene = await openStore();
  await scene.add("a");
  const killed = await scene.store.claim(NAMES, -1_000, "URGENT");
  const kept = await scene.store.claim(NAMES, 60_000, "URGENT");
  expect(kept).toMatchObject({ key: "a", attempt: 2 });
  expect(await scene.store.claim(NAMES, 60_000, "URGENT")).toBeNull();
  if (killed === null || kept === null) throw new Error("Nothing was claimed.");

  expect(await scene.store.renew(killed, 60_000)).toBe(false);
  await scene.store.finish(killed, "DONE");
  await scene.store.retry(killed, 0, true);
  expect(await scene.store.claim(NAMES, 60_000, "URGENT")).toBeNull();
  expect(await scene.store.renew(kept, 60_000)).toBe(true);
  await scene.store.finish(kept, "DONE");
  expect(await scene.keys()).toEqual([]);
});

test("a job that is added while it is worked on is done once more", async () => {
  await using scene = await openStore();
  await scene.add("a");
  const claimed = await scene.store.claim(NAMES, 60_000, "URGENT");
  await scene.add("a");
  expect(await scene.store.claim(NAMES, 60_000, "URGENT")).toBeNull();
  if (claimed === null) throw new Error("Nothing was claimed.");
  await scene.store.finish(claimed, "DONE");
  const again = await scene.store.claim(NAMES, 60_000, "URGENT");
  expect(again).toMatchObject({ key: "a", attempt: 1 });
  if (again === null) throw new Error("Nothing was claimed.");
  await scene.store.finish(again, { againInMs: 60_000 });
  expect(await scene.store.claim(NAMES, 60_000, "URGENT")).toBeNull();
  await scene.add("a");
  expect(await scene.store.claim(NAMES, 60_000, "URGENT")).toMatchObject({ key: "a" });
});

test("a job that is added while it is worked on is due at once also when that fails", async () => {
  await using scene = await openStore();
  await scene.add("a");
  const claimed = await scene.store.claim(NAMES, 60_000, "URGENT");
  await scene.add("a");
  if (claimed === null) throw new Error("Nothing was claimed.");
  await scene.store.retry(claimed, 86_400_000, true);
  expect(await scene.store.claim(NAMES, 60_000, "URGENT")).toMatchObject({ key: "a", attempt: 1 });
});

test("what this version does not know waits for one that does", async () => {
  await using scene = await openStore();
  await scene.add("a");
  expect(await scene.store.claim(["eraseAccount"], 60_000, "URGENT")).toBeNull();
  expect(await scene.keys()).toEqual(["a"]);
});

test("a job that fails is tried again after a time that doubles, and rests for a day when it has failed often", async () => {
  await using scene = await openStore();
  await scene.add("a");
  const ended: JobEnd[] = [];
  const tried = counter(2);
  const outcomes: (() => JobOutcome)[] = [
    () => {
      throw new Error("Not yet.");
    },
    () => "DONE",
  ];
  await using _worker = work(
    scene.store,
    async () => outcomes.shift()?.() ?? "DONE",
    (end) => {
      ended.push(end);
      tried.call();
    },
  );
  await tried.reached;
  expect(ended).toEqual(["FAILED", "DONE"]);
  expect([1, 2, 3, 12, 13, ATTEMPTS_MAX - 1].map(retryAfterMs)).toEqual([
    1_000, 2_000, 4_000, 2_048_000, 3_600_000, 3_600_000,
  ]);
  expect(retryAfterMs(ATTEMPTS_MAX)).toBe(86_400_000);
});

test("a worker that stops tells the part that runs, waits for it, and leaves the rest to others", async () => {
  await using scene = await openStore();
  await scene.add("a");
  const begun = Promise.withResolvers<void>();
  const ended: JobEnd[] = [];
  const worker = work(
    scene.store,
    async (_key, signal) => {
      begun.resolve();
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      throw new Error("Cut short.");
    },
    (end) => ended.push(end),
  );
  await begun.promise;
  await worker[Symbol.asyncDispose]();
  expect(ended).toEqual(["STOPPED"]);
  expect(await scene.store.claim(NAMES, 60_000, "URGENT")).toMatchObject({ key: "a", attempt: 1 });
});

test("a standing job is there from the start, once for all workers", async () => {
  await using scene = await openStore();
  const standing = [{ name: "findExpiredMessages", key: "" }] as const;
  await scene.store.ensure(standing);
  const claimed = await scene.store.claim(["findExpiredMessages"], 60_000, "URGENT");
  if (claimed === null) throw new Error("Nothing was claimed.");
  await scene.store.finish(claimed, { againInMs: 3_600_000 });
  await scene.store.ensure(standing);
  expect(await scene.keys()).toEqual([""]);
  expect(await scene.store.claim(["findExpiredMessages"], 60_000, "URGENT")).toBeNull();
});

test("a part that never returns is told to, given up with one complaint, and tried again later; others are done", async () => {
  await using scene = await openStore();
  for (const key of ["stuck", "also stuck"]) await scene.add(key);
  const told = new Set<string>();
  const complaints: unknown[] = [];
  const done = Promise.withResolvers<void>();
  const task: Task = async (key, signal) => {
    if (key === "other") {
      done.resolve();
      return "DONE";
    }
    signal.addEventListener("abort", () => told.add(key));
    return new Promise<JobOutcome>(() => undefined);
  };
  const ended: JobEnd[] = [];
  await using _worker = work(scene.store, task, (end) => ended.push(end), {
    patience: { partMs: 100, graceMs: 100 },
    onFailed: (_job, error) => complaints.push(error),
  });
  await expect.poll(() => [...told].toSorted()).toEqual(["also stuck", "stuck"]);
  await scene.add("other");
  await done.promise;
  await expect.poll(() => ended).toContain("DONE");
  const failed = ended.filter((end) => end === "FAILED");
  expect(failed.length).toBeGreaterThanOrEqual(1);
  expect(complaints).toEqual(failed.map(() => expect.any(PartStuckError)));
  expect(await scene.keys()).toEqual(["also stuck", "stuck"]);
});

test("a worker that stops does not wait for ever for a part that never returns", async () => {
  await using scene = await openStore();
  await scene.add("stuck");
  const begun = Promise.withResolvers<void>();
  const worker = work(
    scene.store,
    () => {
      begun.resolve();
      return new Promise<JobOutcome>(() => undefined);
    },
    () => undefined,
    { patience: { partMs: 60_000, graceMs: 100 } },
  );
  await begun.promise;
  await worker[Symbol.asyncDispose]();
  expect(await scene.store.claim(NAMES, 60_000, "URGENT")).toMatchObject({ key: "stuck", attempt: 1 });
});

test("files that take long to look at hold up no other job", async () => {
  await using scene = await openStore();
  const stuck = counter(JOBS_AT_A_TIME);
  const done = counter(1);
  await using _worker = startWorker({
    store: scene.store,
    tasks: {
      findExpiredMessages: never,
      removeExpiredMessages: () => {
        done.call();
        return Promise.resolve("DONE");
      },
      eraseAccount: never,
      exportData: never,
      clean: never,
      cleanMedia: never,
      sendDigests: never,
      processMedia: (_key, signal) => {
        stuck.call();
        return new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new Error("It was told to stop.")));
        });
      },
    },
    standing: [],
    onEnded: () => undefined,
    onFailed: () => undefined,
    onError: () => undefined,
  });
  for (const key of ["a", "b", "c"]) await addJob(scene.db, { name: "processMedia", key });
  await stuck.reached;
  await scene.add("d");
  await done.reached;
  expect(await scene.keys()).toEqual(expect.arrayContaining(["a", "b", "c"]));
  expect(stuck.calls()).toBe(JOBS_AT_A_TIME);
});
