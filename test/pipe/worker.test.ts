/** `npm run worker`: a process that works behind the API, and answers no clients. */
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { becomes } from "../transports/support.ts";
import { Recorder } from "./scene.ts";

test("a worker is told of what others write, and answers health and metrics alone", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  const consumer = new Recorder();
  await using worker = await startApp(
    { DATABASE_URL: app.databaseUrl, SERVE: "false", WORKER: "true" },
    { around: { consumers: () => [consumer] } },
  );
  await ana.sends(conversation, "one");
  await becomes(() => consumer.told.length, 1);

  const statusOf = async (path: string): Promise<number> => (await fetch(`${worker.url}${path}`)).status;
  expect(await Promise.all(["/health/ready", "/health/live"].map(statusOf))).toEqual([200, 200]);
  expect(await Promise.all(["/", "/graphql", "/media/x", "/exports/x"].map(statusOf))).toEqual([
    404, 404, 404, 404,
  ]);
  const metrics = await (await fetch(`${worker.url}/metrics`)).text();
  expect(metrics).toContain('parley_consumed_events_total{consumer="search",end="DONE"} 1');
  expect(metrics).toMatch(/parley_consumer_lag_seconds\{consumer="search"\} 0\n/);
});
