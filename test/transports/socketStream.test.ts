/** A socket's stream writes what it took, then says that it is over; once the client wants no more, it writes nothing. */
import { expect, test } from "vitest";
import { unavailable } from "../../src/domain/errors.ts";
import type { Follower, InboxStreamItem, ItemStream } from "../../src/domain/streams.ts";
import type { Connection } from "../../src/transports/connection.ts";
import { NextPayload } from "../../src/transports/frames.ts";
import { Outbox, WriteTurn } from "../../src/transports/outbox.ts";
import { SocketStream } from "../../src/transports/socketStream.ts";
import { openWire } from "./wire.ts";
import type { Wire } from "./wire.ts";

/** A connection of which streams know these two. */
function connectionOf(wire: Wire) {
  const outbox = new Outbox(wire.stream, new WriteTurn(), () => wire.server.readyState === wire.server.OPEN);
  const closes: { code: number }[] = [];
  const connection = { outbox, close: (code: { code: number }) => void closes.push(code) };
  return { connection: connection as unknown as Connection, closes };
}

/** A stream that hands over what the test says. */
function open(connection: Connection, id = "1") {
  const said = { stops: 0, ends: 0, returns: 0 };
  let follower: Follower | null = null;
  const source = {
    handTo: (to: Follower) => {
      follower = to;
      return () => {
        said.stops += 1;
      };
    },
  } as unknown as ItemStream<InboxStreamItem>;
  const stream = new SocketStream(source, {
    connection,
    id,
    selection: { keyOf: () => null, execute: () => Promise.reject(new Error("Not executed here.")) },
    present: () => Promise.reject(new Error("Not presented here.")),
    onEnded: () => {
      said.ends += 1;
    },
    onReturned: () => {
      said.returns += 1;
    },
  });
  const take = (data: string): boolean => follower?.take(new NextPayload({ data })) ?? false;
  return { stream, said, take };
}

const dataOf = (wire: Wire) =>
  wire.got.map((text) => (JSON.parse(text) as { payload: { data: string } }).payload.data);

test("what it took is written before it says that it is over", async () => {
  await using wire = await openWire();
  const { connection } = connectionOf(wire);
  const { stream, said, take } = open(connection);
  const next = stream.next();
  take("one");
  take("last");
  stream.end();
  expect(await next).toEqual({ done: true, value: undefined });
  wire.server.send('{"payload":{"data":"complete"}}');
  await wire.reached(3);
  expect(dataOf(wire)).toEqual(["one", "last", "complete"]);
  expect(said).toEqual({ stops: 0, ends: 1, returns: 0 });
});

test("once the client wants no more, nothing of it is written, and it is told once", async () => {
  await using wire = await openWire();
  const { connection } = connectionOf(wire);
  const { stream, said, take } = open(connection);
  take("waiting");
  await stream.return();
  expect(take("late")).toBe(true);
  stream.end();
  await stream.return();
  wire.server.send('{"payload":{"data":"fence"}}');
  await wire.reached(1);
  expect(dataOf(wire)).toEqual(["fence"]);
  expect(said).toEqual({ stops: 1, ends: 1, returns: 1 });
});

test("an end for a passing cause closes the socket, any other is the operation's own", async () => {
  await using wire = await openWire();
  const { connection, closes } = connectionOf(wire);
  open(connection, "1").stream.end(unavailable("away"));
  expect(closes).toMatchObject([{ code: 1013 }]);
  const failed = open(connection, "2").stream;
  failed.end(new Error("broken"));
  await expect(failed.next()).rejects.toThrow("broken");
  expect(closes.length).toBe(1);
});

test("a stream that is given up takes nothing from a newer one under its id", async () => {
  await using wire = await openWire();
  const { connection } = connectionOf(wire);
  // The older was still being opened when its client completed it and used the id again.
  const newer = open(connection, "1");
  newer.take("the newer one's");
  const older = open(connection, "1");
  older.take("the older one's");
  await older.stream.return();
  await wire.reached(1);
  wire.server.send('{"payload":{"data":"fence"}}');
  await wire.reached(2);
  expect(dataOf(wire)).toEqual(["the newer one's", "fence"]);
});

test("where nobody waits for its end, a listener is told of it, once, and not of the client's own", async () => {
  await using wire = await openWire();
  const { connection } = connectionOf(wire);
  const told: unknown[] = [];
  const listener = { ended: (_stream: SocketStream, error: unknown) => void told.push(error) };
  const [done, failed, returned] = ["1", "2", "3"].map((id) => open(connection, id).stream);
  for (const stream of [done, failed, returned]) stream?.onEnd(listener);
  done?.end();
  done?.end();
  failed?.end("broken");
  await returned?.return();
  returned?.end();
  expect(told).toEqual([undefined, "broken"]);
  expect(done?.isOver).toBe(true);
});
