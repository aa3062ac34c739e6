/** An operation that has arrived, whichever way. */
import type { ExecutionResult } from "graphql";
import type { Log } from "./boundLog.ts";
import type { Call, Client, LiveConnection, SignedIn, Transport } from "./ports.ts";
import type { SocketOperation } from "./socketOperation.ts";
import type { OpenStream } from "./stream.ts";

/** What a transport knows of an operation before its context is made. */
export interface Arrival {
  readonly requestId: string;
  readonly transport: Transport;
  readonly client: Client;
  readonly log: Log;
  /** Null over HTTP and SSE. */
  readonly connection: LiveConnection | null;
  /** Signs the asker in, or finds that nobody is. Called once. */
  readonly signIn: () => Promise<SignedIn | null>;
  /** The engine tells the transport of a subscription's stream as soon as it is open. */
  readonly onStream: (stream: OpenStream<ExecutionResult>) => void;
  /** The socket's operation that this is; null over HTTP and SSE. */
  readonly onSocket: SocketOperation | null;
  /** Set by the engine when the request held a GraphQL request. */
  isParsed: boolean;
  /** Set by the engine once the asker is known. */
  viewer: SignedIn | null;
}

export function callOf({ requestId, transport, client, log, viewer, connection }: Arrival): Call {
  return { requestId, transport, client, log, viewer, connection };
}
