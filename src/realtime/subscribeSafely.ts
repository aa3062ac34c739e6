/** Subscribes a listener to a library's pub/sub as the `Broker` port promises it. */

/** What graphql-subscriptions and its kin have in common. */
interface PubSub {
  subscribe(topic: string, listener: (payload: string) => void): Promise<number>;
  unsubscribe(id: number): unknown;
}

/** A listener that throws is told of and disturbs nobody. The returned function, and `signal`, end it, once. */
export async function subscribeSafely(
  pubsub: PubSub,
  topic: string,
  listener: (payload: string) => void,
  onListenerError: (error: unknown) => void,
  signal?: AbortSignal,
): Promise<() => void> {
  const id = await pubsub.subscribe(topic, (payload) => {
    try {
      listener(payload);
    } catch (error) {
      onListenerError(error);
    }
  });
  let hasLeft = false;
  const leave = (): void => {
    if (!hasLeft) pubsub.unsubscribe(id);
    hasLeft = true;
  };
  if (signal?.aborted === true) leave();
  signal?.addEventListener("abort", leave, { once: true });
  return leave;
}
