/** A client that ends its side and reads no more costs its own streams, not the process. */
import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { createPeople } from "../support/people.ts";
import { createDatabase } from "../support/postgres.ts";
import { ServerProcess } from "../nodes/serverProcess.ts";
import { RawSocket } from "../transports/support.ts";

/** Each is a frame of 1.6 MB with its body asked for 26 times: more than the buffers of two sockets take. */
const LONG = "😀".repeat(16_000);
const TIMES = Array.from({ length: 25 }, (_, index) => `again${index}: body`).join(" ");
const FOLLOW = `
  subscription ($conversationId: ID!) {
    conversationEvents(conversationId: $conversationId) { ... on MessageSent { sentMessage { ${TIMES} body } } }
  }`;
/** A server that stands still is killed, so that whoever waits for it is told. */
const ALIVE_FOR_MS = 12_000;

test("a reader that says goodbye with much unread, and follows another conversation, stops nobody", async () => {
  // A process of its own: what must not happen would stop the test as well.
  await using stack = new AsyncDisposableStack();
  const { databaseUrl } = stack.use(await createDatabase());
  const server = stack.use(
    await ServerProcess.start({
      NODE_ENV: "test",
      DATABASE_URL: databaseUrl,
      ACCESS_TOKEN_SECRET: "access-token-secret-for-the-tests",
      REFRESH_TOKEN_SECRET: "refresh-token-secret-for-the-tests",
    }),
  );
  const watchdog = setTimeout(() => void server.kill(), ALIVE_FOR_MS);
  stack.defer(() => clearTimeout(watchdog));
  const people = stack.use(createPeople());
  people.settleOn(server.url);
  const { ana, bo, group: busy } = await people.inGroup("ana", "bo");
  const quiet = await ana.makesGroup("Quiet", bo);

  const reader = await RawSocket.enter(server.url, bo.authorization);
  reader.subscribe("busy", FOLLOW, { conversationId: busy });
  reader.subscribe("quiet", FOLLOW, { conversationId: quiet });
  for (const _ of [1, 2]) await reader.next();
  const socket = (reader.webSocket as unknown as { readonly _socket: Socket })._socket;
  socket.pause();
  await ana.sends(busy, LONG, LONG, LONG, LONG, LONG, LONG, LONG, LONG);
  socket.end();
  await ana.sends(quiet, "one", "two", "three");

  expect((await ana.history(quiet))?.headSeq).toBe(4);
  socket.destroy();
});
