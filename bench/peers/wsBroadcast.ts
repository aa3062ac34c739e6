/**
 * Raw `ws`: one prepared buffer, sent to every socket of a room. No sign-in, no membership, no GraphQL, no resume, no
 * bound for slow readers: the least that can be called a broadcast.
 */
import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import type { WebSocket } from "ws";
import type { StartServer } from "../support/serverModule.ts";
import { createMessages, isNewMessage, openStore } from "./chatMessage.ts";
import { listen } from "./listen.ts";

export const start: StartServer = async (options) => {
  const store = await openStore(options);
  const rooms = new Map<string, Set<WebSocket>>();
  const numbered = createMessages();
  const server = createServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });

  sockets.on("connection", (socket) => {
    const joined = new Set<Set<WebSocket>>();
    socket.once("close", () => {
      for (const room of joined) room.delete(socket);
    });
    socket.on("message", (frame: Buffer) => {
      const said: unknown = JSON.parse(frame.toString());
      if (isNewMessage(said)) {
        const message = numbered(said);
        store.store(message).then(() => {
          const prepared = Buffer.from(JSON.stringify(message));
          for (const follower of rooms.get(said.conversationId) ?? []) {
            follower.send(prepared, { binary: false });
          }
        }, report);
      } else if (typeof said === "object" && said !== null && "join" in said) {
        const room = rooms.get(String(said.join)) ?? new Set();
        rooms.set(String(said.join), room.add(socket));
        joined.add(room);
        socket.send('{"joined":true}');
      }
    });
  });
  return listen(server, async () => {
    sockets.close();
    await store[Symbol.asyncDispose]();
  });
};

function report(error: unknown): void {
  process.stderr.write(`${String(error)}\n`);
}
