/**
 * Finds the sockets whose other end is gone, or does not read, and ends them.
 *
 * Silence is counted in looks, three seconds apart, and not by a clock: a process that stood still for half a minute has
 * looked once in that time, so it blames nobody. A look that comes late proves nothing either, because what came
 * meanwhile is still unread: everybody begins anew.
 *
 * Sockets are looked at in turns, a part of them at a time: thousands that all fell silent with the same message would
 * else be pinged at once, and their pongs hold up what is delivered then.
 */
import type { ServerResponse } from "node:http";
import { CLOSE_CODES } from "./closeCodes.ts";
import type { Connection } from "./connection.ts";

const LOOK_EVERY_MS = 3_000;
/** Of sockets, within the time of one look. */
const TURNS = 10;
/** More between two looks than this, and it was this process that stood still. */
const LATE_AFTER_MS = 2 * LOOK_EVERY_MS;
/** 12, 24 and 30 seconds. */
const PING_AFTER_LOOKS = 4;
const DEAD_AFTER_LOOKS = 8;
const STALLED_AFTER_LOOKS = 10;

/**
 * Looks at every connection in turn. A socket with bytes waiting is judged by their progress alone (its pong may wait
 * behind them): none for 30 s closes it with 1013. Any other is pinged after 12 s in which it said nothing, and ended
 * after 24 s; up to one look more, because a sign of life is dated when it is seen. Returns how to stop.
 */
export function watchLife(connections: Iterable<Connection>): () => void {
  let lastTaken = 0;
  return everyLook(TURNS, (turn, isLate) => {
    for (const connection of connections) {
      // New ones share the turns evenly; the first waits for the whole time.
      connection.lookTurn ??= lastTaken = (lastTaken + TURNS - 1) % TURNS;
      if (connection.lookTurn !== turn) continue;
      if (isLate) connection.silentLooks = 0;
      else look(connection);
    }
  });
}

/** A response whose reader only takes, e.g. an SSE stream, with the notes of the looks at it. */
export interface OneWay {
  readonly response: ServerResponse;
  silentLooks: number;
  seenLeft: number;
}

/** Cuts those that have bytes waiting of which the reader has taken none for 30 s. Returns how to stop. */
export function watchReaders(streams: Iterable<OneWay>): () => void {
  return everyLook(1, (_turn, isLate) => {
    for (const stream of streams) {
      const { response } = stream;
      const left = (response.socket?.bytesWritten ?? 0) - response.writableLength;
      const isStalled = !isLate && response.writableLength > 0 && left <= stream.seenLeft;
      stream.silentLooks = isStalled ? stream.silentLooks + 1 : 0;
      stream.seenLeft = left;
      if (stream.silentLooks >= STALLED_AFTER_LOOKS) response.destroy();
    }
  });
}

function everyLook(turns: number, look: (turn: number, isLate: boolean) => void): () => void {
  const lookedAt = Array.from({ length: turns }, () => performance.now());
  let turn = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    const isLate = now - (lookedAt[turn] ?? now) > LATE_AFTER_MS;
    lookedAt[turn] = now;
    look(turn, isLate);
    turn = (turn + 1) % turns;
  }, LOOK_EVERY_MS / turns);
  return () => clearInterval(timer);
}

function look(connection: Connection): void {
  const { socket } = connection;
  const read = connection.bytesRead();
  const waiting = socket.bufferedAmount;
  const left = waiting > 0 || connection.seenWaiting > 0 ? connection.bytesLeft() : connection.seenLeft;
  const isWaiting = waiting > 0 && connection.seenWaiting > 0;
  const hasDrained = connection.seenWaiting > 0 && left > connection.seenLeft;
  const isAlive = hasDrained || (!isWaiting && read > connection.seenRead);
  connection.silentLooks = isAlive ? 0 : connection.silentLooks + 1;
  connection.seenRead = read;
  connection.seenLeft = left;
  connection.seenWaiting = waiting;
  if (waiting > 0) {
    if (connection.silentLooks >= STALLED_AFTER_LOOKS) connection.close(CLOSE_CODES.SLOW_READER);
  } else if (connection.silentLooks >= DEAD_AFTER_LOOKS) {
    connection.log.info({}, "socket ended: no sign of life");
    socket.terminate();
  } else if (connection.silentLooks === PING_AFTER_LOOKS && socket.readyState === socket.OPEN) {
    socket.ping();
  }
}
