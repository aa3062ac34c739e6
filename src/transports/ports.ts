/** What the transports are handed: who asks, and how an operation gets its context. `app.ts` gives it. */
import type { Logger } from "pino";

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

/** One operation on its way to the resolvers. */
export interface Call {
  /** Of the HTTP request; on a socket `<connection>/<number of the operation>`. */
  readonly requestId: string;
  readonly transport: Transport;
  readonly viewer: SignedIn | null;
  readonly client: Client;
  /** Bound to the request id and the client's address. */
  readonly log: Logger;
}

export interface OperationPorts {
  /**
   * Reads the text of an `Authorization` header, `Bearer <access token>`. Throws `RequestError` UNAUTHENTICATED for
   * anything that signs nobody in, UNAVAILABLE where that cannot be told now.
   */
  identify(authorization: string): Promise<SignedIn>;
  /** Throws UNAUTHENTICATED when the session has ended. Called before every operation; expiry is checked by the transport. */
  assertLive(viewer: SignedIn): Promise<void>;
  /** Charges an address for one operation, before it is parsed; throws RATE_LIMITED. */
  chargeRequest(address: string): Promise<void>;
  /** A `RequestError` in place of a passing fault of what is behind the API; every other error as it is. */
  explain(error: unknown): unknown;
  /** The context of one operation: a plain object, because Yoga copies its own properties into the execution's context. */
  createContext(call: Call): object;
}
