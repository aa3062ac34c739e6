/**
 * `npm run worker` as a contestant, with its FCM at the local endpoint. It sends at once what is decided. BENCH_CONSUMERS
 * names who of it follows the log; all do where it is not given.
 */
import { createApp } from "../../src/app.ts";
import { createFcm } from "../../src/push/fcm.ts";
import { withBreaker } from "../../src/push/breaker.ts";
import { configOf } from "../parley.ts";
import type { StartServer } from "../support/serverModule.ts";
import { makeAccount } from "./account.ts";
import { GoogleAgent } from "./googleAgent.ts";

const agent = new GoogleAgent(Number(process.env["BENCH_GOOGLE_PORT"]));
const fcm = withBreaker(createFcm({ account: makeAccount(), agent }), { onChange: () => undefined });

const consumers = process.env["BENCH_CONSUMERS"]?.split(",");

export const start: StartServer = (options) =>
  createApp(
    { ...configOf(options), SERVE: false, WORKER: true, PUSH_DELAY_MS: 0 },
    {
      around: {
        pushProviders: () => [fcm],
        consumers: (all) => all.filter(({ name }) => consumers?.includes(name) ?? true),
      },
    },
  );
