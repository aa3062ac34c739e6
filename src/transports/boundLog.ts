/** A log bound to one request or one socket, for the price of two words: nothing is formatted before something is said. */

/** What the transports and the contexts they make log with; pino's, or anything like it. */
export interface Log {
  debug(fields: object, line: string): void;
  info(fields: object, line: string): void;
  warn(fields: object, line: string): void;
  error(fields: object, line: string): void;
}

/** A child of pino's takes a kilobyte and a microsecond, for each socket and each operation, and most say nothing. */
export class BoundLog implements Log {
  readonly #parent: Log;
  readonly #bindings: object;

  /** Every line has `bindings` among its fields. */
  constructor(parent: Log, bindings: object) {
    this.#parent = parent;
    this.#bindings = bindings;
  }

  debug(fields: object, line: string): void {
    this.#parent.debug({ ...this.#bindings, ...fields }, line);
  }

  info(fields: object, line: string): void {
    this.#parent.info({ ...this.#bindings, ...fields }, line);
  }

  warn(fields: object, line: string): void {
    this.#parent.warn({ ...this.#bindings, ...fields }, line);
  }

  error(fields: object, line: string): void {
    this.#parent.error({ ...this.#bindings, ...fields }, line);
  }
}
