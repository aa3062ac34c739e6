// A port for a server that we start ourselves on this machine.

import { once } from "node:events";
import { createServer } from "node:net";

/** A TCP port on 127.0.0.1 that is free now; another process may take it before its user does. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("No free port on 127.0.0.1.");
  return address.port;
}
