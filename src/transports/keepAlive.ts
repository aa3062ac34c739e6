/** Finds the sockets whose other end is gone, or does not read, and ends them. */
import { CLOSE_CODES } from "./closeCodes.ts";
import type { Connection } from "./connection.ts";

const LOOK_EVERY_MS = 3_000;
const PING_AFTER_MS = 12_000;
const DEAD_AFTER_MS = 24_000;
const STALLED_AFTER_MS = 30_000;

interface Life {
  /** The last frame from the client, or the last sight of waiting bytes leaving. */
  aliveAt: number;
  wasPinged: boolean;
  waitingBytes: number;
  leftBytes: number;
}

/**
 * Looks at every connection in turn. A socket with bytes waiting is judged by their progress alone (its pong may wait
 * behind them): none for 30 s closes it with 1013. Any other is pinged after 12 s without a frame and ended after 24 s.
 * Returns how to stop.
 */
export function watchLife(connections: Iterable<Connection>): () => void {
  const lives = new WeakMap<Connection, Life>();
  const timer = setInterval(() => {
    for (const connection of connections) look(connection, lifeOf(connection, lives));
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}

function look(connection: Connection, life: Life): void {
  const { socket } = connection;
  const now = Date.now();
  const leftBytes = connection.bytesLeft();
  const waitingBytes = socket.bufferedAmount;
  if (life.waitingBytes > 0 && leftBytes > life.leftBytes) life.aliveAt = now;
  Object.assign(life, { leftBytes, waitingBytes });
  const silentMs = now - life.aliveAt;
  if (silentMs < PING_AFTER_MS) life.wasPinged = false;
  if (waitingBytes > 0) {
    if (silentMs >= STALLED_AFTER_MS) connection.close(CLOSE_CODES.SLOW_READER);
  } else if (silentMs >= DEAD_AFTER_MS) {
    connection.log.info("socket ended: no sign of life");
    socket.terminate();
  } else if (silentMs >= PING_AFTER_MS && !life.wasPinged && socket.readyState === socket.OPEN) {
    life.wasPinged = true;
    socket.ping();
  }
}

function lifeOf(connection: Connection, lives: WeakMap<Connection, Life>): Life {
  const known = lives.get(connection);
  if (known !== undefined) return known;
  const life: Life = { aliveAt: Date.now(), wasPinged: false, waitingBytes: 0, leftBytes: 0 };
  const sign = (): void => {
    life.aliveAt = Date.now();
  };
  for (const event of ["message", "ping", "pong"]) connection.socket.on(event, sign);
  lives.set(connection, life);
  return life;
}
