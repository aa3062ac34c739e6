/** Sockets whose other end is gone or does not read: told apart, and ended, each in its time. */
import { EventEmitter } from "node:events";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Connection } from "../../src/transports/connection.ts";
import { watchLife } from "../../src/transports/keepAlive.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("a silent socket is pinged after 12 s and ended after 24 s", () => {
  using fake = watched();
  vi.advanceTimersByTime(9_000);
  expect(fake.did).toEqual([]);
  vi.advanceTimersByTime(3_000);
  expect(fake.did).toEqual(["ping"]);
  vi.advanceTimersByTime(9_000);
  expect(fake.did).toEqual(["ping"]);
  vi.advanceTimersByTime(3_000);
  expect(fake.did).toEqual(["ping", "terminate"]);
});

test("a socket that answers lives on", () => {
  using fake = watched();
  for (let round = 0; round < 5; round += 1) {
    vi.advanceTimersByTime(15_000);
    fake.socket.emit("pong");
  }
  expect(fake.did).toEqual(Array.from({ length: 5 }, () => "ping"));
});

test("a socket with bytes waiting is not pinged; 30 s without progress close it with 1013", () => {
  using fake = watched();
  fake.socket.bufferedAmount = 500_000;
  vi.advanceTimersByTime(27_000);
  expect(fake.did).toEqual([]);
  vi.advanceTimersByTime(3_000);
  expect(fake.did).toContain("close 1013");
  expect(fake.did).not.toContain("ping");
});

test("a slow reader that makes progress is left alone", () => {
  using fake = watched();
  fake.socket.bufferedAmount = 500_000;
  for (let round = 0; round < 20; round += 1) {
    fake.leftBytes += 1;
    vi.advanceTimersByTime(9_000);
  }
  expect(fake.did).toEqual([]);
});

class FakeSocket extends EventEmitter {
  bufferedAmount = 0;
  readonly readyState = 1;
  readonly OPEN = 1;
}

interface Watched extends Disposable {
  readonly socket: FakeSocket;
  readonly did: string[];
  leftBytes: number;
}

function watched(): Watched {
  const did: string[] = [];
  const socket = Object.assign(new FakeSocket(), {
    ping: () => did.push("ping"),
    terminate: () => did.push("terminate"),
  });
  const fake = { socket, did, leftBytes: 0 };
  const connection = {
    socket,
    log: { info: () => undefined },
    bytesLeft: () => fake.leftBytes,
    close: ({ code }: { code: number }) => did.push(`close ${code}`),
  };
  const stop = watchLife([connection as unknown as Connection]);
  // From its first look on a socket is watched.
  vi.advanceTimersByTime(3_000);
  return Object.assign(fake, { [Symbol.dispose]: stop });
}
