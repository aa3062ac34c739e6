/** A push service that fails is left alone, tried with one push, and used again when it answers. */
import { expect, test } from "vitest";
import type { PushOutcome } from "../../src/domain/notification/ports.ts";
import { FAILURES_MAX, withBreaker } from "../../src/push/breaker.ts";
import { createWebPush } from "../../src/push/webPush.ts";
import { startBrowserService } from "./browserService.ts";
import { vapidKeys } from "./keys.ts";
import { certificate } from "./localhost.ts";
import { aPush, PATIENT } from "./pushes.ts";

const VAPID = { ...vapidKeys(), subject: "mailto:push@chat.example" };

/** A browser's push service behind a breaker, with a clock that the test moves. */
async function start() {
  const service = await startBrowserService(VAPID.publicKey);
  const changes: { circuit: string; failing: string | null }[] = [];
  let now = 1_000_000;
  const provider = withBreaker(
    createWebPush({ vapid: VAPID, timeoutMs: 500, isAllowed: () => true, ca: certificate.cert }),
    { onChange: (change) => changes.push(change), now: () => now, random: () => 0 },
  );
  const send = async (count = 1, token = service.token): Promise<PushOutcome[]> => [
    ...(await provider.send(
      Array.from({ length: count }, () => aPush(token)),
      PATIENT,
    )),
  ];
  return {
    service,
    provider,
    changes,
    send,
    passes: (ms: number) => {
      now += ms;
    },
    async fails(times: number) {
      for (let time = 0; time < times; time += 1) {
        service.answers.add({ status: 503 });
        expect(await send()).toMatchObject([{ status: "RETRY", reason: "503" }]);
      }
    },
    async [Symbol.asyncDispose]() {
      await provider[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
    },
  };
}

test("after some failures in a row nothing is asked until a while has passed, and that is told once", async () => {
  await using stage = await start();
  await stage.fails(FAILURES_MAX);
  const waiting = { status: "RETRY", retryAfterMs: 10_000 };
  expect(await stage.send(3)).toMatchObject([waiting, waiting, waiting]);
  stage.passes(9_000);
  expect(await stage.send()).toMatchObject([{ status: "RETRY", retryAfterMs: 1_000 }]);
  expect(stage.service.requestCount()).toBe(FAILURES_MAX);
  expect(stage.changes).toEqual([{ circuit: stage.service.origin, failing: "503" }]);
});

test("then one push goes through, and its answer opens the way for all", async () => {
  await using stage = await start();
  await stage.fails(FAILURES_MAX);
  stage.passes(10_000);
  const outcomes = await stage.send(3);
  expect(outcomes.map(({ status }) => status)).toEqual(["SENT", "RETRY", "RETRY"]);
  expect(await stage.send(3)).toEqual([{ status: "SENT" }, { status: "SENT" }, { status: "SENT" }]);
  expect(stage.service.requestCount()).toBe(FAILURES_MAX + 4);
  expect(stage.changes.map(({ failing }) => failing)).toEqual(["503", null]);
});

test("while it is being tried nothing else goes, and a failure makes the wait longer", async () => {
  await using stage = await start();
  await stage.fails(FAILURES_MAX);
  stage.passes(10_000);
  stage.service.answers.add("silence");
  const probe = stage.send();
  expect(await stage.send()).toMatchObject([{ status: "RETRY", retryAfterMs: 2_000 }]);
  expect(await probe).toMatchObject([{ status: "RETRY", reason: "no answer within 0.5 s" }]);
  expect(await stage.send()).toMatchObject([{ status: "RETRY", retryAfterMs: 20_000 }]);
  expect(stage.service.requestCount()).toBe(FAILURES_MAX + 1);
});

test("the wait has an end, and is not shorter than the service asks for", async () => {
  await using stage = await start();
  await stage.fails(FAILURES_MAX - 1);
  stage.service.answers.add({ status: 429, headers: { "retry-after": "90" } });
  await stage.send();
  expect(await stage.send()).toMatchObject([{ retryAfterMs: 90_000 }]);
  for (let time = 0; time < 5; time += 1) {
    stage.passes(300_000);
    await stage.fails(1);
  }
  expect(await stage.send()).toMatchObject([{ retryAfterMs: 300_000 }]);
});

test("one answer between failures begins the count anew", async () => {
  await using stage = await start();
  await stage.fails(FAILURES_MAX - 1);
  stage.service.answers.add({ status: 410 });
  expect(await stage.send()).toEqual([{ status: "INVALID_TOKEN" }]);
  await stage.fails(FAILURES_MAX - 1);
  expect(await stage.send()).toEqual([{ status: "SENT" }]);
  expect(stage.changes).toEqual([]);
});

test("the push service of one browser does not hold back those of others", async () => {
  await using stage = await start();
  await using other = await startBrowserService(VAPID.publicKey);
  await stage.fails(FAILURES_MAX);
  const pushes = [aPush(stage.service.token), aPush(other.token), aPush(stage.service.token)];
  const outcomes = await stage.provider.send(pushes, PATIENT);
  expect(outcomes.map(({ status }) => status)).toEqual(["RETRY", "SENT", "RETRY"]);
});

test("a probe that is aborted leaves the next push to try", async () => {
  await using stage = await start();
  await stage.fails(FAILURES_MAX);
  stage.passes(10_000);
  const stop = new AbortController();
  stage.service.answers.add("silence");
  const probe = stage.provider.send([aPush(stage.service.token)], stop.signal);
  stop.abort(new Error("the process stops"));
  expect(await probe).toMatchObject([{ status: "RETRY", reason: "the process stops" }]);
  stage.service.answers.take("silence");
  expect(await stage.send()).toEqual([{ status: "SENT" }]);
});

test("silence is a failure, also where whoever sent did not wait for its end", async () => {
  await using stage = await start();
  for (let time = 0; time < FAILURES_MAX; time += 1) {
    stage.service.answers.add("silence");
    const soon = AbortSignal.timeout(100);
    expect(await stage.provider.send([aPush(stage.service.token)], soon)).toMatchObject([
      { status: "RETRY" },
    ]);
  }
  expect(await stage.send()).toMatchObject([{ status: "RETRY", retryAfterMs: 10_000 }]);
  expect(stage.changes).toMatchObject([{ circuit: stage.service.origin }]);
});
