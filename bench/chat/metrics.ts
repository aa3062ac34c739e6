/** Reads Parley's own counters, to hold it to one execution a group. */

export interface Executions {
  /** Executions of delivered items; null where the server does not count them apart. */
  readonly live: number | null;
  /** All over sockets, items and mutations alike. */
  readonly all: number;
  /** Of items over server-sent events. */
  readonly sse: number;
}

export async function readExecutions(url: URL): Promise<Executions> {
  const response = await fetch(new URL("/metrics", url));
  const text = await response.text();
  if (!response.ok) throw new Error(`/metrics answered ${response.status}.`);
  const sum = (name: string, label = ""): number | null => {
    const values = text
      .split("\n")
      .filter((line) => (line.startsWith(`${name} `) || line.startsWith(`${name}{`)) && line.includes(label))
      .map((line) => Number(line.slice(line.lastIndexOf(" ") + 1)));
    return values.length === 0 ? null : values.reduce((total, value) => total + value, 0);
  };
  return {
    live: sum("parley_live_executions_total"),
    all: sum("parley_executions_total", 'transport="websocket"') ?? 0,
    sse: sum("parley_executions_total", 'transport="sse"') ?? 0,
  };
}

/** How often an event was executed, out of two readings around `sent` messages, each one mutation and one event. */
export function executionsPerEvent(before: Executions, after: Executions, sent: number): number {
  const sse = after.sse - before.sse;
  if (before.live !== null && after.live !== null) return (after.live - before.live + sse) / sent;
  return (after.all - before.all - sent + sse) / sent;
}
