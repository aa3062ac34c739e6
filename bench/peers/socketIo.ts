/** socket.io 4 with rooms, over WebSocket alone. No sign-in, no membership, no GraphQL, no order across a reconnect. */
import { createServer } from "node:http";
import { Server } from "socket.io";
import type { StartServer } from "../support/serverModule.ts";
import { createMessages, isNewMessage, openStore } from "./chatMessage.ts";
import { listen } from "./listen.ts";

export const start: StartServer = async (options) => {
  const store = await openStore(options);
  const numbered = createMessages();
  const server = createServer();
  const io = new Server(server, { transports: ["websocket"], serveClient: false });

  io.on("connection", (socket) => {
    socket.on("join", async (conversationId: string, onJoined: () => void) => {
      await socket.join(conversationId);
      onJoined();
    });
    socket.on("send", async (said: unknown) => {
      if (!isNewMessage(said)) return;
      const message = numbered(said);
      await store.store(message);
      io.to(said.conversationId).emit("message", message);
    });
  });
  return listen(server, async () => {
    await io.close();
    await store[Symbol.asyncDispose]();
  });
};
