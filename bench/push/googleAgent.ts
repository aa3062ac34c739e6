/** Leads what is asked of Google's servers to the local endpoint, over TLS and kept alive, as the sender's own agent does. */
import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { connect } from "node:tls";

/** As `src/push/fcm.ts` has it. */
const CONNECTIONS_MAX = 100;

const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, "../../test/push", name), "utf8");

/** Of `localhost`, for tests. */
export const CERTIFICATE = { cert: read("localhost.crt"), key: read("localhost.key") };

export class GoogleAgent extends Agent {
  readonly #port: number;

  constructor(port: number) {
    super({ keepAlive: true, maxSockets: CONNECTIONS_MAX });
    this.#port = port;
  }

  override createConnection(): Duplex {
    return connect({ host: "127.0.0.1", port: this.#port, servername: "localhost", ca: CERTIFICATE.cert });
  }
}
