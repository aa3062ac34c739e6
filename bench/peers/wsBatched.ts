/**
 * Raw `ws`, taken to its end: each message is framed once, and all frames of a turn of the event loop go to a socket in
 * one write. As `wsBroadcast.ts` otherwise: nothing but bytes.
 */
import { createServer } from "node:http";
import type { Duplex } from "node:stream";
import * as ws from "ws";
import type { StartServer } from "../support/serverModule.ts";
import { createMessages, isNewMessage, openStore } from "./chatMessage.ts";
import { listen } from "./listen.ts";

interface Room {
  readonly streams: Set<Duplex>;
  waiting: Buffer[];
}

export const start: StartServer = async (options) => {
  const store = await openStore(options);
  const rooms = new Map<string, Room>();
  const waitingRooms = new Set<Room>();
  const numbered = createMessages();
  const server = createServer();
  const sockets = new ws.WebSocketServer({ server, perMessageDeflate: false });

  function roomOf(id: string): Room {
    const room = rooms.get(id) ?? { streams: new Set(), waiting: [] };
    rooms.set(id, room);
    return room;
  }

  function flush(): void {
    for (const room of waitingRooms) {
      const batch = Buffer.concat(room.waiting);
      room.waiting = [];
      for (const stream of room.streams) stream.write(batch);
    }
    waitingRooms.clear();
  }

  sockets.on("connection", (socket, { socket: stream }) => {
    socket.on("message", (frame: Buffer) => {
      const said: unknown = JSON.parse(frame.toString());
      if (isNewMessage(said)) {
        const message = numbered(said);
        store.store(message).then(() => {
          const room = roomOf(said.conversationId);
          room.waiting.push(...framed(JSON.stringify(message)));
          if (waitingRooms.size === 0) setImmediate(flush);
          waitingRooms.add(room);
        }, report);
      } else if (typeof said === "object" && said !== null && "join" in said) {
        const { streams } = roomOf(String(said.join));
        streams.add(stream);
        socket.once("close", () => streams.delete(stream));
        socket.send('{"joined":true}');
      }
    });
  });
  return listen(server, async () => {
    sockets.close();
    await store[Symbol.asyncDispose]();
  });
};

/** One unmasked text frame: its header and its bytes. */
function framed(text: string): Buffer[] {
  const options = { fin: true, mask: false, opcode: 1, readOnly: true, rsv1: false };
  // Exported, but not among the published types.
  const { Sender } = ws as unknown as { Sender: { frame(data: Buffer, options: object): Buffer[] } };
  return Sender.frame(Buffer.from(text), options);
}

function report(error: unknown): void {
  process.stderr.write(`${String(error)}\n`);
}
