/** Opens the stream of a subscription, for whichever transport asks. */
import { createSourceEventStream, mapSourceToResponseEvent, validateSubscriptionArgs } from "graphql";
import type { ExecutionArgs, ExecutionResult } from "graphql";
import type { InboxStreamItem, ItemStream, Payload } from "../domain/streams.ts";
import { newId } from "../lib/ids.ts";
import type { Metrics } from "../metrics.ts";
import { callOf } from "./arrival.ts";
import type { Arrival } from "./arrival.ts";
import { BoundLog } from "./boundLog.ts";
import type { Log } from "./boundLog.ts";
import { errorScope, presentErrors, presentResult } from "./errors.ts";
import type { ErrorScope } from "./errors.ts";
import { NextPayload } from "./frames.ts";
import { ItemSubscription, SocketSubscription } from "./itemSubscription.ts";
import type { OperationPorts } from "./ports.ts";
import { Selections } from "./selection.ts";
import { SocketStream } from "./socketStream.ts";
import { mapped, OpenStream } from "./stream.ts";

/** What running an operation comes to: a result, or the stream of a subscription. */
export type Ran = ExecutionResult | AsyncIterableIterator<ExecutionResult>;

/**
 * Opens a subscription's stream. Of a stream of items executions are shared with others who follow it, on a socket by a
 * `SocketStream`; what else a resolver returns is executed item by item for this reader.
 */
export function createSubscribe(ports: OperationPorts, metrics: Metrics, log: Log) {
  const selections = new Selections(ports, () => {
    const requestId = `shared/${newId()}`;
    return errorScope({ requestId, log: new BoundLog(log, { requestId }) }, metrics, ports);
  });
  const engine = { ports, metrics };
  return async (args: ExecutionArgs, arrival: Arrival): Promise<Ran> => {
    const validated = validateSubscriptionArgs(args);
    if (!("schema" in validated)) return { errors: validated };
    const source = await createSourceEventStream(validated);
    if (!(Symbol.asyncIterator in source)) return source;
    const { transport, onSocket } = arrival;
    const scope = errorScope(arrival, metrics, ports);
    if (!isItemStream(source)) {
      metrics.openStreams.inc({ transport });
      const results = mapped(mapSourceToResponseEvent(validated, source), (result) => {
        metrics.executions.inc({ transport });
        return presentResult(result, scope);
      });
      return openStream(results, arrival, scope, () => metrics.openStreams.dec({ transport }));
    }
    const held = selections.hold(validated);
    if (onSocket !== null) {
      const owner = new SocketSubscription(onSocket, held, callOf(arrival), validated, engine);
      return new SocketStream(source, owner);
    }
    const subscription = new ItemSubscription(held, callOf(arrival), validated, engine);
    const results = mapped(source.payloads(subscription), resultOf);
    return openStream(results, arrival, scope, () => subscription.onEnded());
  };
}

function isItemStream(source: AsyncIterable<unknown>): source is ItemStream<InboxStreamItem> {
  return "handTo" in source;
}

function openStream(
  results: AsyncIterator<ExecutionResult>,
  arrival: Arrival,
  scope: ErrorScope,
  onEnded: () => void,
): OpenStream<ExecutionResult> {
  const stream = new OpenStream(results, {
    onEnded,
    // graphql-ws has a message for a failed stream; an SSE stream says it in its last item.
    lastWords:
      arrival.transport === "websocket" ? null : (error) => ({ errors: presentErrors([error], scope) }),
  });
  arrival.onStream(stream);
  return stream;
}

/** Made for many: its text is not made anew. */
function resultOf(payload: Payload): ExecutionResult & { readonly stringify: () => string } {
  if (!(payload instanceof NextPayload)) throw new TypeError("A payload of another making.");
  return { stringify: () => payload.json.toString("utf8") };
}
