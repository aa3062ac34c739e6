/** A scanner for tests: speaks the protocol of ClamAV's daemon, PING and INSTREAM, and finds the words "a virus". */
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

/** As it is; or one that takes everything and says nothing, says what nobody understands, or breaks off. */
export type ClamdMood = "WELL" | "SILENT" | "CONFUSED" | "BREAKS_OFF";

export interface ClamdServer extends AsyncDisposable {
  readonly settings: Readonly<Record<string, string>>;
  readonly port: number;
  mood: ClamdMood;
  /** Streams that were scanned to their end. */
  scanned: number;
}

const STREAM_BYTES_MAX = 1_000_000;
const FILE_BYTES_MAX = 950_000;

export async function startClamd(): Promise<ClamdServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    serve(socket, state).catch(() => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const state: ClamdServer = {
    settings: { CLAMAV_HOST: "127.0.0.1", CLAMAV_PORT: String(port) },
    port,
    mood: "WELL",
    scanned: 0,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
  return state;
}

async function serve(socket: Socket, state: ClamdServer): Promise<void> {
  let waiting = Buffer.alloc(0);
  const chunks = socket[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  const take = async (bytes: number): Promise<Buffer> => {
    while (waiting.length < bytes) {
      const { value } = await chunks.next();
      if (value === undefined) throw new Error("The stream broke off.");
      waiting = Buffer.concat([waiting, value]);
    }
    const taken = waiting.subarray(0, bytes);
    waiting = waiting.subarray(bytes);
    return taken;
  };
  let command = "";
  while (!command.endsWith("\0")) command += (await take(1)).toString();
  if (command === "zPING\0") return void socket.end("PONG\0");
  if (command !== "zINSTREAM\0") return void socket.end("UNKNOWN COMMAND\0");
  const parts: Buffer[] = [];
  let bytes = 0;
  for (;;) {
    const size = (await take(4)).readUInt32BE();
    if (size === 0) break;
    parts.push(await take(size));
    bytes += size;
    if (state.mood === "BREAKS_OFF") return void socket.destroy();
    if (bytes > STREAM_BYTES_MAX) return void socket.end("INSTREAM size limit exceeded. ERROR\0");
  }
  if (state.mood === "SILENT") return;
  state.scanned += 1;
  if (state.mood === "CONFUSED") return void socket.end("stream: who knows ERROR\0");
  // As it is with AlertExceedsMax.
  if (bytes > FILE_BYTES_MAX)
    return void socket.end("stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0");
  const isBad = Buffer.concat(parts).includes("a virus");
  socket.end(isBad ? "stream: Test.Virus FOUND\0" : "stream: OK\0");
}
