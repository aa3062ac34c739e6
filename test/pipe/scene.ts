/** Consumers of a test, beside a server that has none of its own. */
import { PassingFault } from "../../src/domain/consumer/ports.ts";
import type { Consumer, LoggedEvent } from "../../src/domain/consumer/ports.ts";
import { startPipe } from "../../src/pipe/pipe.ts";
import { createConsumerStore } from "../../src/storage/consumers.sql.ts";
import { connectDatabase } from "../../src/storage/database.ts";
import { toUnavailable } from "../../src/storage/unavailable.ts";

export { PassingFault };

/** Remembers what it was told of, in order; `act` may refuse. */
export class Recorder implements Consumer {
  readonly name = "search";
  readonly kinds: Consumer["kinds"];
  readonly begins: Consumer["begins"];
  readonly batchMax: number;
  readonly told: string[] = [];
  readonly batches: string[][] = [];
  readonly #act: (events: readonly string[], signal: AbortSignal) => Promise<void> | void;

  constructor(options: Partial<Consumer> = {}, act: Recorder["act"] = () => undefined) {
    this.kinds = options.kinds ?? ["MESSAGE_SENT"];
    this.begins = options.begins ?? "FIRST";
    this.batchMax = options.batchMax ?? 100;
    this.#act = act;
  }

  get act() {
    return this.#act;
  }

  async handle(events: readonly LoggedEvent[], signal: AbortSignal): Promise<void> {
    const places = events.map(placeOf);
    this.batches.push(places);
    await this.#act(places, signal);
    this.told.push(...places);
  }
}

export const placeOf = ({ conversationId, seq }: Pick<LoggedEvent, "conversationId" | "seq">): string =>
  `${conversationId}:${seq}`;

/** The positions of a server's database. */
export function openStore({ databaseUrl }: { readonly databaseUrl: string }) {
  const database = connectDatabase({ databaseUrl, poolMax: 4, onIdleError: () => undefined });
  const store = createConsumerStore(database.pool);
  return {
    pool: database.pool,
    store,
    /** Follows the log until it is disposed. */
    tell: (consumer: Consumer, onFailed: (error: unknown) => void = () => undefined, handleMaxMs?: number) =>
      startPipe({
        ...(handleMaxMs !== undefined && { handleMaxMs }),
        store,
        consumers: [consumer],
        onTold: () => undefined,
        onFailed: (_name, error) => onFailed(toUnavailable(error)),
      }),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
