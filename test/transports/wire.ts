/** A WebSocket's two ends in a test: the server's stream, into which frames are written, and a real client. */
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { WebSocket, WebSocketServer } from "ws";

const DEADLINE_MS = 10_000;

export interface Wire extends AsyncDisposable {
  /** Below the server's WebSocket. */
  readonly stream: Socket;
  readonly server: WebSocket;
  readonly client: WebSocket;
  /** Everything the client has got so far. */
  readonly got: string[];
  /** Resolves when the client has got so many texts in all. */
  readonly reached: (count: number) => Promise<void>;
}

/** Accepts WebSockets as the product does. */
export async function openWire(): Promise<Wire> {
  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false });
  const server = createServer();
  const upgraded = Promise.withResolvers<{ stream: Socket; webSocket: WebSocket }>();
  server.on("upgrade", (request, stream, head) => {
    webSockets.handleUpgrade(request, stream, head, (webSocket) =>
      upgraded.resolve({ stream: request.socket, webSocket }),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const client = new WebSocket(`ws://127.0.0.1:${port}`);
  const got: string[] = [];
  let wake: () => void = () => undefined;
  client.on("message", (text) => {
    got.push((text as Buffer).toString());
    wake();
  });
  client.on("error", () => undefined);
  const { stream, webSocket } = await upgraded.promise;
  webSocket.on("error", () => undefined);
  await new Promise<void>((resolve) => {
    if (client.readyState === WebSocket.OPEN) resolve();
    else client.once("open", () => resolve());
  });
  return {
    stream,
    server: webSocket,
    client,
    got,
    reached: async (count) => {
      const { promise: late, reject } = Promise.withResolvers<never>();
      const timer = setTimeout(() => reject(new Error(`${got.length} of ${count} came.`)), DEADLINE_MS);
      try {
        while (got.length < count) {
          const { promise, resolve } = Promise.withResolvers<void>();
          wake = resolve;
          await Promise.race([promise, late]);
        }
      } finally {
        clearTimeout(timer);
      }
    },
    async [Symbol.asyncDispose]() {
      client.terminate();
      webSocket.terminate();
      server.close();
      await once(server, "close");
    },
  };
}
