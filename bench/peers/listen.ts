/** Listens on a free port of the loopback address; shared by the peers. */
import { once } from "node:events";
import type { Server } from "node:http";
import type { BenchServer } from "../support/serverModule.ts";

/** As many connections may wait to be accepted as a storm brings; the kernel's own bound is lower where it must be. */
const BACKLOG = 4096;

export async function listen(server: Server, dispose: () => Promise<void>): Promise<BenchServer> {
  server.listen({ port: 0, host: "127.0.0.1", backlog: BACKLOG });
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("Not listening on a port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await dispose();
    },
  };
}
