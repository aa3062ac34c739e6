/** What the transports are handed: who asks, and how an operation gets its context. `app.ts` gives it. */
import type { Audience, InboxStreamItem } from "../domain/streams.ts";
import type { Log } from "./boundLog.ts";

/** The signed-in user behind a request or a socket, as its access token says. */
export interface SignedIn {
  readonly userId: string;
  readonly sessionId: string | null;
  readonly accessTokenExpiresAt: Date;
}

export interface Client {
  /** IP address, after trusted proxies. */
  readonly address: string;
  readonly userAgent: string | null;
}

export type Transport = "http" | "sse" | "websocket";

/** A signed-in socket or SSE stream, as others are told of it: its user is here. */
export interface ConnectedDevice {
  setIdle(isIdle: boolean): void;
  /** A conversation is open on it, until the returned function is called. */
  open(conversationId: string): () => void;
  /** It is gone. */
  release(): void;
}

/** The socket that an operation runs on. */
export interface LiveConnection {
  /** Null before the sign-in. */
  readonly device: ConnectedDevice | null;
  /** From now on the socket acts for this sign-in of the same user; what runs on it goes on. */
  renew(viewer: SignedIn): void;
}

/** One operation on its way to the resolvers. */
export interface Call {
  /** Of the HTTP request; on a socket `<connection>/<number of the operation>`. */
  readonly requestId: string;
  readonly transport: Transport;
  readonly viewer: SignedIn | null;
  readonly client: Client;
  /** Bound to the request id and the client's address. */
  readonly log: Log;
  /** Null over HTTP and SSE. */
  readonly connection: LiveConnection | null;
}

/** A file that may be fetched now. */
export interface Download {
  readonly fileName: string;
  readonly byteSize: number;
  /** In order, each read when the last one has been taken. Ends early where the file, or the sign-in, goes meanwhile. */
  readonly chunks: () => AsyncGenerator<Uint8Array>;
}

/** What a request for a file brings. */
export interface DownloadCredentials {
  /** Of the link; it goes before the header. */
  readonly token: string | null;
  readonly authorization: string | undefined;
}

export interface OperationPorts {
  /**
   * Reads the text of an `Authorization` header, `Bearer <access token>`. Throws `RequestError` UNAUTHENTICATED for
   * anything that signs nobody in, UNAVAILABLE where that cannot be told now.
   */
  identify(authorization: string): Promise<SignedIn>;
  /** Throws UNAUTHENTICATED when the session has ended. Called before every operation; expiry is checked by the transport. */
  assertLive(viewer: SignedIn): Promise<void>;
  /** Told when somebody signed in has opened a socket or an SSE stream. Never waits and never throws. */
  onConnected(viewer: SignedIn): ConnectedDevice;
  /** Charges an address for one operation, before it is parsed; throws RATE_LIMITED. */
  chargeRequest(address: string): Promise<void>;
  /** The file of an export; null for what is not there, and for whoever may not have it. Throws UNAVAILABLE. */
  openExport(exportId: string, credentials: DownloadCredentials): Promise<Download | null>;
  /** Ends the mails that a token of one is for; false for what is no token of ours. Throws UNAVAILABLE. */
  unsubscribe(token: string): Promise<boolean>;
  /** A `RequestError` in place of a passing fault of what is behind the API; every other error as it is. */
  explain(error: unknown): unknown;
  /** The context of one operation: a plain object, because Yoga, where an operation goes through it, copies its properties. */
  createContext(call: Call): object;
  /** The name of the GraphQL type of a stream's item. */
  itemTypeName(item: InboxStreamItem): string;
  /** The context of an execution that several followers share. */
  createAudienceContext(audience: Audience): object;
}
