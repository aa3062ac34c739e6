/** The few lines that a start prints: where everything is, what it runs on, and how to sign in. */
import type { App } from "./app.ts";
import type { Config } from "./config.ts";
import { DEMO_PASSWORD } from "./jobs/seedDemo.ts";

export function describeStart(app: App, config: Config, elapsedMs: number): string {
  const lines = [
    "",
    `Parley is up (${(elapsedMs / 1000).toFixed(1)} s).`,
    "",
    ...(config.SERVE ? [] : ["It works behind the API, and answers no clients."]),
    ...(config.servesGraphiql ? [`  GraphiQL     ${app.url}/graphql`] : []),
    `  Health       ${app.url}/health/ready`,
    `  Metrics      ${app.url}/metrics`,
    "",
    `  PostgreSQL   ${config.DATABASE_URL === null ? `embedded, kept in ${config.DATA_DIR}` : "external (DATABASE_URL)"}`,
    `  Redis        ${describeRedis(config)}`,
    "",
    ...(config.seedsDemo ? demoLines(app, config) : []),
    "Ctrl-C stops it.",
    "",
  ];
  return lines.join("\n");
}

function describeRedis({ redis }: Config): string {
  switch (redis?.kind) {
    case "single":
      return "external (REDIS_URL)";
    case "cluster":
      return "a cluster (REDIS_CLUSTER_NODES)";
    case "sentinel":
      return "behind sentinels (REDIS_SENTINELS)";
    case undefined:
      return "none: one process, in memory";
  }
}

function demoLines(app: App, config: Config): string[] {
  const signIn = `Sign in as ana, bo or cy with the password ${DEMO_PASSWORD}.`;
  if (!config.servesGraphiql) return [signIn, ""];
  return [
    signIn,
    "To see two people chat, open both of these, each in a window of its own:",
    `  ${app.url}/graphql?as=ana`,
    `  ${app.url}/graphql?as=bo`,
    "",
  ];
}
