/** Starts what is done behind requests: jobs, what follows the log, pushes. */
import type { Logger } from "pino";
import { within } from "./around.ts";
import type { Around } from "./around.ts";
import type { Config } from "./config.ts";
import type { Consumer } from "./domain/consumer/ports.ts";
import { createTasks, STANDING_JOBS } from "./jobs/tasks.ts";
import type { TasksOptions } from "./jobs/tasks.ts";
import { startWorker } from "./jobs/worker.ts";
import type { Metrics } from "./metrics.ts";
import type { Notifications } from "./notifications.ts";
import { startPipe } from "./pipe/pipe.ts";
import { createPushProviders } from "./push/providers.ts";
import { createConsumerStore } from "./storage/consumers.sql.ts";
import type { Database } from "./storage/database.ts";
import { createJobStore } from "./storage/jobs.sql.ts";
import type { SearchParts } from "./searchParts.ts";

interface WorkOptions extends Omit<TasksOptions, "retentionDays" | "sendDigests"> {
  readonly database: Database;
  readonly around: Around;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly consumers: readonly Consumer[];
  readonly startMirror: SearchParts["startMirror"];
  readonly notifications: Pick<Notifications, "startSending" | "sendDigests">;
}

/** Works on jobs, tells consumers of the log, and sends pushes until it is disposed; null where this process leaves that to others. */
export function startWork(
  config: Pick<Config, "WORKER" | "RETENTION_DAYS" | "push" | "isProduction">,
  { database, consumers, startMirror, notifications, around, metrics, log, ...tasks }: WorkOptions,
): AsyncDisposable | null {
  if (!config.WORKER) return null;
  const jobs = startWorker({
    store: createJobStore(database.pool),
    tasks: createTasks({
      ...tasks,
      retentionDays: config.RETENTION_DAYS,
      sendDigests: (signal) => notifications.sendDigests(signal),
    }),
    standing: STANDING_JOBS,
    onEnded: (job, end) => {
      metrics.jobs.inc({ job, end });
      log.debug({ job, end }, "a part of a job ended");
    },
    onFailed: ({ name, key, attempt }, error) =>
      log.error({ err: error, job: name, key, attempt }, "a job failed, and is tried again"),
    onError: (error) => log.warn({ err: error }, "jobs cannot be read, and wait"),
  });
  const pipe = startPipe({
    store: createConsumerStore(database.backgroundPool),
    consumers,
    onTold: (consumer, count, end) => metrics.consumedEvents.inc({ consumer, end }, count),
    onFailed: (consumer, error) => log.warn({ err: error, consumer }, "a consumer of the log waits"),
  });
  const mirroring = startMirror?.() ?? null;
  const providers = createPushProviders({ places: config.push, isProduction: config.isProduction, log });
  const sending = notifications.startSending(within(around.pushProviders, providers));
  const parts = [jobs, pipe, mirroring, sending].filter((part) => part !== null);
  return {
    // All at once: each may wait for a database that does not answer.
    async [Symbol.asyncDispose]() {
      await Promise.all(parts.map((part) => part[Symbol.asyncDispose]()));
    },
  };
}
