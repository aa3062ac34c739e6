/** What load balancers and Prometheus are told. */
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { startToy } from "./toyServer.ts";

test("ready names each dependency; one that is not needed may be down", async () => {
  await using toy = await startToy();
  const response = await fetch(`${toy.url}/health/ready`);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    status: "ready",
    dependencies: {
      needed: { status: "up", isNeeded: true, ms: expect.any(Number) },
      optional: { status: "down", isNeeded: false, ms: expect.any(Number) },
    },
  });
});

test("the running server is live, and ready with its database", async () => {
  await using app = await startApp();
  expect((await fetch(`${app.url}/health/live`)).status).toBe(200);
  expect(await (await fetch(`${app.url}/health/ready`)).json()).toMatchObject({
    status: "ready",
    dependencies: { postgres: { status: "up" } },
  });
});

test("metrics are for loopback addresses and bearers of the token, and do not exist for others", async () => {
  const token = "a-token-for-prometheus-of-32-chars";
  await using toy = await startToy({ METRICS_TOKEN: token, TRUSTED_PROXIES: "127.0.0.1" });
  const elsewhere = { "x-forwarded-for": "203.0.113.9" };
  const ask = async (headers: Record<string, string>) =>
    (await fetch(`${toy.url}/metrics`, { headers })).status;
  expect(await ask({})).toBe(200);
  expect(await ask(elsewhere)).toBe(404);
  expect(await ask({ ...elsewhere, authorization: "Bearer wrong" })).toBe(404);
  expect(await ask({ ...elsewhere, authorization: `Bearer ${token}` })).toBe(200);
});

test("every metric is Parley's by name, and none is missing", async () => {
  await using app = await startApp();
  const text = await (await fetch(`${app.url}/metrics`)).text();
  const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name ?? "");
  expect(names.filter((name) => !name.startsWith("parley_"))).toEqual([]);
  for (const name of [
    "open_sockets",
    "open_streams",
    "feeds",
    "deliveries_total",
    "executions_total",
    "replays_total",
    "delivery_lag_seconds",
    "sends_total",
    "refusals_total",
    "horizon_age_seconds",
    "http_requests_total",
  ]) {
    expect(names).toContain(`parley_${name}`);
  }
});
