/** The three ways in which contestants are spoken to: graphql-transport-ws, socket.io, and bare JSON. */
import { randomUUID } from "node:crypto";
import type { CrowdSocket, Speaker } from "../crowd/crowdSocket.ts";

export interface Operation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface GraphqlSpeakerOptions {
  readonly initPayload?: Readonly<Record<string, unknown>>;
  /** What the socket follows; null for one that only sends. */
  readonly subscription: Operation | null;
  /** Whether this item says that the stream is live. Without it, one that has asked counts as ready. */
  readonly isReady?: (text: string) => boolean;
  /** Items before the ready one that must come. Not checked when not given. */
  readonly replays?: number;
}

/** Every operation has a UUID for its id, as stock clients choose it. */
export class GraphqlSpeaker implements Speaker {
  readonly path = "/graphql";
  readonly subprotocol = "graphql-transport-ws";
  readonly #options: GraphqlSpeakerOptions;
  readonly #subscriptionId = randomUUID();
  #isOpening = true;
  #replays = 0;
  /** Told of each mutation that was answered without an error. */
  onAcknowledged: (() => void) | null = null;

  constructor(options: GraphqlSpeakerOptions) {
    this.#options = options;
  }

  begin(socket: CrowdSocket): void {
    const { initPayload: payload = {} } = this.#options;
    socket.send(JSON.stringify({ type: "connection_init", payload }));
  }

  receive(socket: CrowdSocket, text: string): void {
    if (text.includes('"type":"ping"')) {
      socket.send('{"type":"pong"}');
    } else if (text.includes('"type":"connection_ack"')) {
      this.#subscribe(socket);
    } else if (text.includes('"type":"error"') || text.includes('"errors":[')) {
      throw new Error(`Refused: ${text}`);
    } else if (text.includes(this.#subscriptionId)) {
      this.#receiveItem(socket, text);
    } else if (text.includes('"type":"next"')) {
      if (!text.includes('"id":"', 50)) throw new Error(`Not acknowledged: ${text}`);
      this.onAcknowledged?.();
    } else if (!text.includes('"type":"complete"') && !text.includes('"type":"pong"')) {
      throw new Error(`Not understood: ${text}`);
    }
  }

  mutate(socket: CrowdSocket, payload: Operation): void {
    socket.send(JSON.stringify({ id: randomUUID(), type: "subscribe", payload }));
  }

  #subscribe(socket: CrowdSocket): void {
    const { subscription, isReady } = this.#options;
    if (subscription !== null) {
      socket.send(JSON.stringify({ id: this.#subscriptionId, type: "subscribe", payload: subscription }));
    }
    if (subscription === null || isReady === undefined) this.#open(socket);
  }

  #receiveItem(socket: CrowdSocket, text: string): void {
    if (text.includes('"type":"complete"')) throw new Error("A stream was completed.");
    const { isReady, replays } = this.#options;
    // Live, a short item is a checkpoint.
    if (!this.#isOpening || isReady === undefined) return;
    if (!isReady(text)) {
      this.#replays += 1;
      return;
    }
    if (replays !== undefined && replays !== this.#replays) {
      throw new Error(`${this.#replays} items were replayed, ${replays} were missing.`);
    }
    this.#open(socket);
  }

  #open(socket: CrowdSocket): void {
    this.#isOpening = false;
    socket.ready();
  }
}

/** A subscription as a stream of server-sent events. */
export class EventStreamSpeaker implements Speaker {
  readonly path = "/graphql";
  readonly subprotocol = null;
  readonly post: NonNullable<Speaker["post"]>;
  readonly #replays: number;
  #seen = 0;

  constructor(headers: Readonly<Record<string, string>>, operation: Operation, replays: number) {
    this.post = { headers, body: JSON.stringify(operation) };
    this.#replays = replays;
  }

  begin(): void {
    // All was said in the request.
  }

  receive(socket: CrowdSocket, text: string): void {
    if (text.includes('"errors":[')) throw new Error(`Refused: ${text}`);
    if (text.includes('"StreamReady"')) {
      if (this.#seen !== this.#replays)
        throw new Error(`${this.#seen} items were replayed, ${this.#replays} were missing.`);
      socket.ready();
    } else if (text.startsWith("{")) {
      this.#seen += 1;
    }
  }
}

/** Engine.IO 4 and Socket.IO 5 on the wire, without the long-polling before. */
export class SocketIoSpeaker implements Speaker {
  readonly path = "/socket.io/?EIO=4&transport=websocket";
  readonly subprotocol = null;
  readonly #room: string | null;

  constructor(room: string | null) {
    this.#room = room;
  }

  begin(): void {
    // The server speaks first.
  }

  receive(socket: CrowdSocket, text: string): void {
    if (text === "2") socket.send("3");
    else if (text.startsWith("0{")) socket.send("40");
    else if (text.startsWith("40")) this.#join(socket);
    else if (text === "430[]") socket.ready();
    else throw new Error(`Not understood: ${text}`);
  }

  #join(socket: CrowdSocket): void {
    if (this.#room === null) socket.ready();
    else socket.send(`420${JSON.stringify(["join", this.#room])}`);
  }
}

export class JsonSpeaker implements Speaker {
  readonly path = "/";
  readonly subprotocol = null;
  readonly #rooms: readonly string[];
  #joined = 0;

  constructor(rooms: readonly string[]) {
    this.#rooms = rooms;
  }

  begin(socket: CrowdSocket): void {
    if (this.#rooms.length === 0) socket.ready();
    for (const join of this.#rooms) socket.send(JSON.stringify({ join }));
  }

  receive(socket: CrowdSocket, text: string): void {
    if (text !== '{"joined":true}') throw new Error(`Not understood: ${text}`);
    this.#joined += 1;
    if (this.#joined === this.#rooms.length) socket.ready();
  }
}
