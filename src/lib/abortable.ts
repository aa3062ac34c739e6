/** Generators that end when their reader goes, even while they sleep. */

/**
 * Runs `generate` with a signal that aborts on `return()`. (A generator's own `return()` waits for the `await` it
 * sleeps in, which for a quiet stream is for ever.)
 */
export function abortable<Item>(
  generate: (signal: AbortSignal) => AsyncGenerator<Item>,
): AsyncGenerator<Item> {
  const controller = new AbortController();
  const generator = generate(controller.signal);
  return {
    next: () => generator.next(),
    return: (value) => {
      controller.abort("stopped");
      return generator.return(value);
    },
    throw: (error) => {
      controller.abort("stopped");
      return generator.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await this.return(undefined);
    },
  };
}
