/** GraphQL over WebSockets, on the path and the server of HTTP: who may open one, how it lives, how it ends. */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { handleProtocols } from "graphql-ws";
import type { WebSocket as GraphqlWsSocket } from "graphql-ws";
import { WebSocket, WebSocketServer } from "ws";
import type { RawData } from "ws";
import { RequestError } from "../domain/errors.ts";
import { addressBlock } from "../lib/addressBlock.ts";
import { newId } from "../lib/ids.ts";
import type { Metrics } from "../metrics.ts";
import { BoundLog } from "./boundLog.ts";
import type { Log } from "./boundLog.ts";
import type { ClientAddressOf } from "./clientAddress.ts";
import { CLOSE_CODES } from "./closeCodes.ts";
import { Connection } from "./connection.ts";
import type { ConnectionRules } from "./connection.ts";
import type { Engine } from "./engine.ts";
import { watchLife } from "./keepAlive.ts";
import { WriteTurn } from "./outbox.ts";
import type { OriginCheck } from "./origins.ts";
import type { OperationPorts } from "./ports.ts";
import { requestIdOf } from "./requestId.ts";
import { createSocketProtocol } from "./socketProtocol.ts";

export interface SocketLimits {
  readonly frameBytes: number;
  readonly operations: number;
  readonly operationsPerSecond: number;
  readonly refusals: number;
  readonly anonymousPerAddress: number;
  readonly perUser: number;
  readonly initTimeoutMs: number;
}

export interface WebSocketTransportOptions {
  readonly engine: Engine;
  readonly ports: OperationPorts;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly limits: SocketLimits;
  readonly addressOf: ClientAddressOf;
  readonly isAllowedOrigin: OriginCheck;
}

export interface WebSocketTransport {
  /** For the `upgrade` event of a `node:http` server, on GraphQL's path. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Closes the sockets of these sessions with 4403; one without a session goes by its user's id. */
  endSessions(sessionIds: ReadonlySet<string>): void;
  /** Closes those whose access token has expired with 4403; one that is about to answer is given a second. */
  endExpired(): void;
  hasOpen(): boolean;
  /** Takes no new operations, waits for running queries and mutations until `deadline`, closes all with 1012. */
  drain(deadline: Promise<void>): Promise<void>;
}

/** How long a query or a mutation that runs when its token expires may still take. */
const LAST_ANSWER_MS = 1_000;

/** A socket that knows its connection, so that all sockets share the functions that listen to them. */
class LiveSocket extends WebSocket {
  connection: Connection | null = null;
  receive: ((text: string) => Promise<void>) | null = null;
  ended: ((code: number, reason: string) => Promise<void>) | null = null;
}

/** Joins graphql-ws, which knows four methods of a socket, with ws. */
class ProtocolSocket implements GraphqlWsSocket {
  readonly protocol: string;
  readonly #socket: LiveSocket;
  readonly #connection: Connection;

  constructor(socket: LiveSocket, connection: Connection) {
    this.protocol = socket.protocol;
    this.#socket = socket;
    this.#connection = connection;
  }

  send(text: string): Promise<void> {
    return this.#connection.send(text);
  }

  close(code = 1000, reason = ""): void {
    this.#connection.close({ code, reason });
  }

  onMessage(receive: (text: string) => Promise<void>): void {
    this.#socket.receive = receive;
  }
}

export function createWebSocketTransport(options: WebSocketTransportOptions): WebSocketTransport {
  const { engine, ports, metrics, log, limits, addressOf, isAllowedOrigin } = options;
  const connections = new Set<Connection>();
  const anonymous = new Map<string, number>();
  const ofUser = new Map<string, number>();
  const rules: ConnectionRules = {
    operationsMax: limits.operations,
    operationsPerSecondMax: limits.operationsPerSecond,
    refusalsMax: limits.refusals,
    onClosing: (code) => metrics.socketCloses.inc({ code }),
    writeTurn: new WriteTurn(),
  };
  let isDraining = false;

  const server = new WebSocketServer<typeof LiveSocket>({
    WebSocket: LiveSocket,
    noServer: true,
    clientTracking: false,
    maxPayload: limits.frameBytes,
    perMessageDeflate: false,
    // A ping is counted before it is answered.
    autoPong: false,
    handleProtocols,
  });
  const protocol = createSocketProtocol({
    engine,
    ports,
    metrics,
    initTimeoutMs: limits.initTimeoutMs,
    onSignedIn: (connection, viewer) => {
      const { userId } = viewer;
      connection.device = ports.onConnected(viewer);
      count(anonymous, addressBlock(connection.client.address), -1);
      metrics.openSockets.dec({ signed_in: "no" });
      metrics.openSockets.inc({ signed_in: "yes" });
      if (count(ofUser, userId, 1) > limits.perUser) connection.close(CLOSE_CODES.TOO_MANY_OF_USER);
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
      const ended = [...connections].filter(({ viewer }) => {
        return viewer !== null && sessionIds.has(viewer.sessionId ?? viewer.userId);
      });
      for (const connection of ended) connection.close(CLOSE_CODES.SESSION_ENDED, ended.length);
    },

    endExpired() {
      const now = Date.now();
      const expired: Connection[] = [];
      for (const connection of connections) {
        const { viewer } = connection;
        if (viewer === null) continue;
        const pastMs = now - viewer.accessTokenExpiresAt.getTime();
        if (pastMs >= (connection.isBusy ? LAST_ANSWER_MS : 0)) expired.push(connection);
      }
      for (const connection of expired) connection.close(CLOSE_CODES.TOKEN_EXPIRED, expired.length);
    },

    hasOpen: () => connections.size > 0,

    async drain(deadline) {
      isDraining = true;
      const together = connections.size;
      const closing = [...connections].map(async (connection) => {
        connection.isDraining = true;
        const closed = new Promise<void>((resolve) => connection.socket.once("close", () => resolve()));
        await Promise.race([connection.whenIdle(), closed, deadline]);
        connection.close(CLOSE_CODES.RESTART, together);
        await closed;
      });
      await Promise.all(closing);
      stopWatching();
      server.close();
    },
  };

  function open(socket: LiveSocket, stream: Duplex, request: IncomingMessage): void {
    const id = requestIdOf(request) ?? newId();
    const address = addressOf(request);
    const client = { address, userAgent: request.headers["user-agent"] ?? null };
    const boundLog = new BoundLog(log, { socketId: id, address });
    const connection = new Connection({ id, socket, stream, client, log: boundLog }, rules);
    connections.add(connection);
    metrics.openSockets.inc({ signed_in: "no" });
    const anonymousCount = count(anonymous, addressBlock(address), 1);
    socket.connection = connection;
    socket.ended = protocol.opened(new ProtocolSocket(socket, connection), connection);
    socket.on("message", onFrame);
    socket.on("ping", onPing);
    socket.on("pong", onPong);
    socket.on("error", onBroken);
    socket.on("close", onClose);
    if (anonymousCount > limits.anonymousPerAddress) connection.close(CLOSE_CODES.TOO_MANY_ANONYMOUS);
  }

  function onBroken(this: WebSocket, error: Error): void {
    if (this instanceof LiveSocket)
      this.connection?.log.info({ reason: error.message }, "refused: broken frame");
    metrics.socketCloses.inc({ code: "code" in error && error.code === TOO_BIG ? 1009 : 1007 });
  }

  function onClose(this: WebSocket, code: number, reason: Buffer): void {
    if (!(this instanceof LiveSocket) || this.connection === null) return;
    const { connection } = this;
    connection.gone();
    connections.delete(connection);
    const { viewer } = connection;
    metrics.openSockets.dec({ signed_in: viewer === null ? "no" : "yes" });
    if (viewer === null) count(anonymous, addressBlock(connection.client.address), -1);
    else count(ofUser, viewer.userId, -1);
    this.ended?.(code, String(reason)).catch((error: unknown) => {
      connection.log.error({ err: error }, "ending a socket's streams failed");
    });
  }
}

function onFrame(this: WebSocket, frame: RawData, isBinary: boolean): void {
  if (!(this instanceof LiveSocket) || this.connection === null) return;
  const { connection } = this;
  if (!connection.takes("frame")) return;
  if (isBinary) return connection.close(CLOSE_CODES.BINARY_FRAME);
  this.receive?.(textOf(frame)).catch((error: unknown) => stumble(connection, error));
}

function onPing(this: WebSocket, payload: Buffer): void {
  if (this instanceof LiveSocket && this.connection?.takes("ping") === true) this.pong(payload);
}

function onPong(this: WebSocket): void {
  if (this instanceof LiveSocket) this.connection?.takes("ping");
}

/** Adds to one of many counts, of which those at zero are not kept; returns what it is now. */
function count(counts: Map<string, number>, key: string, by: 1 | -1): number {
  const now = (counts.get(key) ?? 0) + by;
  if (now === 0) counts.delete(key);
  else counts.set(key, now);
  return now;
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
