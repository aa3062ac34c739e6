/** A worker of notifications in a process of its own, whose provider is at PROVIDER_URL: for being killed. */
import type { Push, PushOutcome, PushProvider } from "../../src/domain/notification/ports.ts";
import { startWorker } from "./worker.ts";

const { DATABASE_URL: databaseUrl = "", PROVIDER_URL: providerUrl = "" } = process.env;

const provider: PushProvider = {
  name: "FCM",
  batchMax: 100,
  async send(pushes: readonly Push[], signal): Promise<readonly PushOutcome[]> {
    const response = await fetch(providerUrl, { method: "POST", body: JSON.stringify(pushes), signal });
    return (await response.json()) as PushOutcome[];
  },
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

startWorker(
  { databaseUrl, url: "https://chat.example" },
  { providers: [provider], onError: (error) => process.stderr.write(`${String(error)}\n`) },
);
process.send?.("works");
process.on("disconnect", () => process.exit());
