/** GraphQL over WebSockets, on the path and the server of HTTP: who may open one, how it lives, how it ends. */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { handleProtocols } from "graphql-ws";
import type { Logger } from "pino";
import { WebSocketServer } from "ws";
import type { RawData, WebSocket } from "ws";
import { RequestError } from "../domain/errors.ts";
import { addressBlock } from "../lib/addressBlock.ts";
import { newId } from "../lib/ids.ts";
import type { Metrics } from "../metrics.ts";
import type { ClientAddressOf } from "./clientAddress.ts";
import { CLOSE_CODES } from "./closeCodes.ts";
import { Connection } from "./connection.ts";
import type { Engine } from "./engine.ts";
import { watchLife } from "./keepAlive.ts";
import type { OriginCheck } from "./origins.ts";
import type { OperationPorts } from "./ports.ts";
import { requestIdOf } from "./requestId.ts";
import { createSocketProtocol } from "./socketProtocol.ts";

export interface SocketLimits {
  readonly frameBytes: number;
  readonly operations: number;
  readonly refusals: number;
  readonly anonymousPerAddress: number;
  readonly initTimeoutMs: number;
}

export interface WebSocketTransportOptions {
  readonly engine: Engine;
  readonly ports: OperationPorts;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly limits: SocketLimits;
  readonly addressOf: ClientAddressOf;
  readonly isAllowedOrigin: OriginCheck;
}

export interface WebSocketTransport {
  /** For the `upgrade` event of a `node:http` server, on GraphQL's path. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes the sockets of these sessions with 4403. */
  endSessions(sessionIds: ReadonlySet<string>): void;
  sessionIds(): string[];
  /** Takes no new operations, waits for running queries and mutations until `deadline`, closes all with 1012. */
  drain(deadline: Promise<void>): Promise<void>;
}

export function createWebSocketTransport(options: WebSocketTransportOptions): WebSocketTransport {
  const { engine, ports, metrics, log, limits, addressOf, isAllowedOrigin } = options;
  const connections = new Set<Connection>();
  const anonymous = new Map<string, number>();
  let isDraining = false;

  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: limits.frameBytes,
    perMessageDeflate: false,
    handleProtocols,
  });
  const protocol = createSocketProtocol({
    engine,
    ports,
    metrics,
    initTimeoutMs: limits.initTimeoutMs,
    onSignedIn: (connection) => {
      countAnonymous(connection.client.address, -1);
      metrics.openSockets.dec({ signed_in: "no" });
      metrics.openSockets.inc({ signed_in: "yes" });
    },
  });
  const stopWatching = watchLife(connections);

  return {
    upgrade(request, socket, head) {
      if (isDraining) return refuseUpgrade(socket, 503);
      if (!isAllowedOrigin(request)) {
        log.info({ origin: request.headers.origin, address: addressOf(request) }, "refused: foreign origin");
        return refuseUpgrade(socket, 403);
      }
      server.handleUpgrade(request, socket, head, (webSocket) => open(webSocket, socket, request));
    },

    endSessions(sessionIds) {
      for (const connection of connections) {
        const sessionId = connection.viewer?.sessionId ?? null;
        if (sessionId !== null && sessionIds.has(sessionId)) connection.close(CLOSE_CODES.SESSION_ENDED);
      }
    },

    sessionIds: () => [...connections].flatMap((connection) => connection.viewer?.sessionId ?? []),

    async drain(deadline) {
      isDraining = true;
      const closing = [...connections].map(async (connection) => {
        connection.isDraining = true;
        const closed = new Promise<void>((resolve) => connection.socket.once("close", () => resolve()));
        await Promise.race([connection.whenIdle(), closed, deadline]);
        connection.close(CLOSE_CODES.RESTART);
        await closed;
      });
      await Promise.all(closing);
      stopWatching();
      server.close();
    },
  };

  function open(socket: WebSocket, stream: Duplex, request: IncomingMessage): void {
    const id = requestIdOf(request) ?? newId();
    const address = addressOf(request);
    const connection = new Connection({
      id,
      socket,
      stream,
      client: { address, userAgent: request.headers["user-agent"] ?? null },
      log: log.child({ socketId: id, address }),
      operationsMax: limits.operations,
      refusalsMax: limits.refusals,
      onClosing: (code) => metrics.socketCloses.inc({ code }),
    });
    connections.add(connection);
    metrics.openSockets.inc({ signed_in: "no" });
    countAnonymous(address, 1);
    const closed = speak(connection);
    socket.on("error", (error) => {
      connection.log.info({ reason: error.message }, "refused: broken frame");
      metrics.socketCloses.inc({ code: "code" in error && error.code === TOO_BIG ? 1009 : 1007 });
    });
    socket.once("close", (code, reason) => {
      connections.delete(connection);
      const isAnonymous = connection.viewer === null;
      metrics.openSockets.dec({ signed_in: isAnonymous ? "no" : "yes" });
      if (isAnonymous) countAnonymous(address, -1);
      closed(code, String(reason)).catch((error: unknown) => {
        connection.log.error({ err: error }, "ending a socket's streams failed");
      });
    });
    if ((anonymous.get(addressBlock(address)) ?? 0) > limits.anonymousPerAddress)
      connection.close(CLOSE_CODES.TOO_MANY_ANONYMOUS);
  }

  /** Joins graphql-ws, which knows four methods of a socket, with ws. */
  function speak(connection: Connection) {
    const { socket } = connection;
    return protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => connection.send(text),
        close: (code, reason) => connection.close({ code: code ?? 1000, reason: reason ?? "" }),
        onMessage: (receive) => {
          socket.on("message", (frame, isBinary) => {
            if (connection.isClosing) return;
            if (isBinary) return connection.close(CLOSE_CODES.BINARY_FRAME);
            receive(textOf(frame)).catch((error: unknown) => stumble(connection, error));
          });
        },
      },
      connection,
    );
  }

  function countAnonymous(from: string, by: 1 | -1): void {
    const address = addressBlock(from);
    const count = (anonymous.get(address) ?? 0) + by;
    if (count === 0) anonymous.delete(address);
    else anonymous.set(address, count);
  }
}

/** ws hands out one Buffer per message, unless told otherwise. */
function textOf(frame: RawData): string {
  return Buffer.isBuffer(frame) ? frame.toString("utf8") : "";
}

const TOO_BIG = "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH";

/** A message failed outside of any operation: the client broke the protocol, or something here did not answer. */
function stumble(connection: Connection, error: unknown): void {
  if (connection.socket.readyState !== connection.socket.OPEN) return;
  if (error instanceof Error && error.message.startsWith("Unexpected message of type")) {
    connection.close(CLOSE_CODES.BAD_MESSAGE);
    return;
  }
  if (error instanceof RequestError) connection.log.info({ code: error.code }, `refused: ${error.message}`);
  else connection.log.error({ err: error }, "socket failed");
  connection.close(CLOSE_CODES.UNAVAILABLE);
}

function refuseUpgrade(socket: Duplex, status: 403 | 503): void {
  const text = status === 403 ? "Forbidden" : "Service Unavailable";
  socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
