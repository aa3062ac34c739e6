/** What every resolver is handed. Built for each operation by `app.ts`; one per socket operation, SSE stream or request. */
import type { Logger } from "pino";
import type { Accounts } from "../domain/account/ports.ts";
import type { UserError } from "../domain/errors.ts";
import type { Ports } from "../domain/ports.ts";
import type { Streams } from "../domain/streams.ts";
import type { Loaders } from "./loaders.ts";
import type { RateLimits } from "../domain/rateLimits.ts";

/** The signed-in user of an operation, as its access token says. */
export interface Viewer {
  readonly userId: string;
  readonly sessionId: string | null;
  readonly accessTokenExpiresAt: Date;
}

export interface Client {
  /** IP address, after trusted proxies. */
  readonly address: string;
  readonly userAgent: string | null;
}

export interface Context {
  readonly requestId: string;
  readonly viewer: Viewer | null;
  readonly client: Client;
  readonly db: Ports["db"];
  readonly ports: Ports;
  readonly accounts: Accounts;
  readonly streams: Streams;
  readonly limits: RateLimits;
  /** Bounds of an operation, from the settings. */
  readonly operationBounds: { readonly cost: number; readonly depth: number };
  readonly log: Logger;
  /** Told of every refusal that the client gets as data, with the mutation's name. */
  readonly onRefused: (error: UserError, mutation: string) => void;
  /** Batches reads within one execution; a subscription gets fresh ones for every event. */
  loaders: Loaders;
}
