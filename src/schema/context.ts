/** What every resolver is handed. Built for each operation by `app.ts`; one per socket operation, SSE stream or request. */
import type { Accounts } from "../domain/account/ports.ts";
import type { RenewableConnection } from "../domain/account/renewConnection.ts";
import type { DownloadLinks } from "../domain/dataExport/ports.ts";
import type { UserError } from "../domain/errors.ts";
import type { Ports } from "../domain/ports.ts";
import type { Device, Presences, Typing } from "../domain/presence/ports.ts";
import type { ProfileRow } from "../domain/rows.ts";
import type { FileSearch } from "../domain/search/files.ts";
import type { SearchEngine } from "../domain/search/ports.ts";
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

/** Bound to the operation's request id. */
export interface Log {
  info(fields: object, line: string): void;
  error(fields: object, line: string): void;
}

export interface Context {
  readonly requestId: string;
  readonly viewer: Viewer | null;
  readonly client: Client;
  /** The socket that the operation runs on; null over HTTP and SSE. */
  readonly connection: (RenewableConnection & { readonly device: Device | null }) | null;
  readonly db: Ports["db"];
  readonly ports: Ports;
  readonly accounts: Accounts;
  readonly streams: Streams;
  readonly presences: Presences;
  readonly typing: Typing;
  readonly downloads: DownloadLinks;
  /** Told of a profile after its change was committed. Returns at once and never throws. */
  readonly onProfileChanged: (profile: ProfileRow) => void;
  readonly search: SearchEngine;
  readonly fileSearch: FileSearch;
  readonly limits: RateLimits;
  /** Bounds of an operation, from the settings. */
  readonly operationBounds: { readonly cost: number; readonly depth: number };
  readonly log: Log;
  /** Told of every refusal that the client gets as data, with the mutation's name. */
  readonly onRefused: (error: UserError, mutation: string) => void;
  /** Batches reads within one execution; a subscription gets fresh ones for every event. */
  loaders: Loaders;
  readonly createLoaders: () => Loaders;
  /** Whether several followers share this execution: reading the viewer throws then. */
  readonly isShared: boolean;
}
