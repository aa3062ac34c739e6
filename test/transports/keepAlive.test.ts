/** Sockets whose other end is gone or does not read: told apart, and ended, each in its time. */
import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Connection } from "../../src/transports/connection.ts";
import { watchLife, watchReaders } from "../../src/transports/keepAlive.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

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

test("of sockets that fell silent together a tenth is pinged at a time, and each in its time", () => {
  const did: string[] = [];
  const connections = Array.from({ length: 100 }, () => fakeOf(did).connection);
  const stop = watchLife(connections);
  vi.advanceTimersByTime(3_000 + 9_000);
  expect(did).toEqual([]);
  const pinged = Array.from({ length: 10 }, () => {
    vi.advanceTimersByTime(300);
    return did.length;
  });
  expect(pinged).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  stop();
});

test("a socket that answers lives on", () => {
  using fake = watched();
  for (let round = 0; round < 5; round += 1) {
    vi.advanceTimersByTime(12_000);
    fake.readBytes += 6;
    vi.advanceTimersByTime(3_000);
  }
  expect(fake.did).toEqual(Array.from({ length: 5 }, () => "ping"));
});

test("a socket with bytes waiting is not pinged; 30 s without progress close it with 1013, whatever it says", () => {
  using fake = watched();
  fake.socket.bufferedAmount = 500_000;
  for (let look = 0; look < 9; look += 1) {
    vi.advanceTimersByTime(3_000);
    if (look > 0) fake.readBytes += 6;
  }
  expect(fake.did).toEqual([]);
  vi.advanceTimersByTime(3_000);
  expect(fake.did).toEqual(["close 1013"]);
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

test("a process that stood still blames nobody: everybody is given the whole time again", () => {
  using fake = watched();
  vi.advanceTimersByTime(21_000);
  expect(fake.did).toEqual(["ping"]);
  const stoodStillMs = 30_000;
  const now = performance.now.bind(performance);
  vi.spyOn(performance, "now").mockImplementation(() => now() + stoodStillMs);
  // The wall clock may have moved as well, by any amount.
  vi.setSystemTime(Date.now() + 3_600_000);
  vi.advanceTimersByTime(12_000);
  expect(fake.did).toEqual(["ping"]);
  vi.advanceTimersByTime(3_000);
  expect(fake.did).toEqual(["ping", "ping"]);
  fake.readBytes += 6;
  vi.advanceTimersByTime(12_000);
  expect(fake.did).toEqual(["ping", "ping"]);
});

test("an SSE stream whose reader takes nothing for 30 s is cut; one that takes a little, or has nothing, is not", () => {
  const response = { writableLength: 0, socket: { bytesWritten: 0 }, destroy: vi.fn<() => void>() };
  const stream = { response: response as unknown as ServerResponse, silentLooks: 0, seenLeft: 0 };
  const stop = watchReaders([stream]);
  vi.advanceTimersByTime(60_000);
  Object.assign(response, { writableLength: 500_000, socket: { bytesWritten: 600_000 } });
  for (let round = 0; round < 20; round += 1) {
    response.writableLength -= 1;
    vi.advanceTimersByTime(27_000);
  }
  expect(response.destroy).not.toHaveBeenCalled();
  vi.advanceTimersByTime(6_000);
  expect(response.destroy).toHaveBeenCalled();
  stop();
});

interface Watched extends Disposable {
  readonly socket: { bufferedAmount: number };
  readonly did: string[];
  readBytes: number;
  leftBytes: number;
}

function watched(): Watched {
  const { fake, connection } = fakeOf([]);
  const stop = watchLife([connection]);
  // The first look sees what its client said when it came.
  vi.advanceTimersByTime(3_000);
  return Object.assign(fake, { [Symbol.dispose]: stop });
}

function fakeOf(did: string[]) {
  const socket = {
    bufferedAmount: 0,
    readyState: 1,
    OPEN: 1,
    ping: () => did.push("ping"),
    terminate: () => did.push("terminate"),
  };
  const fake = { socket, did, leftBytes: 0, readBytes: 500 };
  const connection = {
    socket,
    log: { info: () => undefined },
    silentLooks: 0,
    seenRead: 0,
    seenLeft: 0,
    seenWaiting: 0,
    bytesRead: () => fake.readBytes,
    bytesLeft: () => fake.leftBytes,
    close: ({ code }: { code: number }) => did.push(`close ${code}`),
  };
  return { fake, connection: connection as unknown as Connection };
}
