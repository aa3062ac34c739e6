/**
 * Parley as a process of this benchmark: BENCH_ROLE says whether it serves, works or both, BENCH_GOOGLE_PORT where its FCM is,
 * BENCH_AWAY_PORT where its other engines are to be, if anywhere.
 */
import { constants, setPriority } from "node:os";
import { createApp } from "../../src/app.ts";
import { withBreaker } from "../../src/push/breaker.ts";
import { createFcm } from "../../src/push/fcm.ts";
import { makeAccount } from "../push/account.ts";
import { GoogleAgent } from "../push/googleAgent.ts";
import { configOf } from "../parley.ts";
import type { StartServer } from "../support/serverModule.ts";

const role = process.env["BENCH_ROLE"];
const awayPort = process.env["BENCH_AWAY_PORT"] ?? "";
const agent = new GoogleAgent(Number(process.env["BENCH_GOOGLE_PORT"]));
const fcm = withBreaker(createFcm({ account: makeAccount(), agent }), { onChange: () => undefined });

// As `npm run worker` does.
if (role === "work") setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

export const start: StartServer = (options) => {
  const config = configOf(options, {
    MEDIA_DIR: process.env["BENCH_MEDIA_DIR"] ?? "",
    ...(awayPort !== "" && {
      LOG_LEVEL: "silent",
      MEILISEARCH_URL: `http://127.0.0.1:${awayPort}`,
      MEILISEARCH_KEY: "a key",
      CLAMAV_HOST: "127.0.0.1",
      CLAMAV_PORT: awayPort,
    }),
  });
  return createApp(
    { ...config, SERVE: role !== "work", WORKER: role !== "serve", PUSH_DELAY_MS: 0 },
    { around: { pushProviders: () => [fcm] } },
  );
};
