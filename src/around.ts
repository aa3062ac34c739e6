/** What may stand around the parts of a node: the seams through which a test brings in a fault. */
import type { Consumer } from "./domain/consumer/ports.ts";
import type { PushProvider } from "./domain/notification/ports.ts";
import type { Places } from "./domain/places.ts";
import type { OnCommitted, ReadEvents, SendMessage } from "./domain/ports.ts";
import type { Broker } from "./realtime/broker.ts";
import type { Database } from "./storage/database.ts";

/** Each is given a part as it was built, and returns what the others get in its place. */
export interface Around {
  readonly database?: (database: Database) => Database;
  readonly broker?: (broker: Broker) => Broker;
  readonly places?: (places: Places) => Places;
  readonly readEvents?: (readEvents: ReadEvents) => ReadEvents;
  readonly sendMessage?: (sendMessage: SendMessage) => SendMessage;
  /** Who follows the log of all conversations. */
  readonly consumers?: (consumers: readonly Consumer[]) => readonly Consumer[];
  /** Who brings pushes to devices. */
  readonly pushProviders?: (providers: readonly PushProvider[]) => readonly PushProvider[];
  /** What is told of committed events. */
  readonly relay?: (relay: OnCommitted) => OnCommitted;
}

export function within<Part>(around: ((part: Part) => Part) | undefined, part: Part): Part {
  return around === undefined ? part : around(part);
}
