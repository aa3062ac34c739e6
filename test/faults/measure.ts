/** Times read from a recorded history: how long answers, deliveries and returns took. */
import type { FollowerLog, SendEntry } from "./history.ts";

type Followed = Pick<FollowerLog, "entries">;

/** From the first attempt of a send to its acknowledgement, of those acknowledged between the two times. */
export function answerTimes(
  sends: readonly SendEntry[],
  from = Number.NEGATIVE_INFINITY,
  to = Number.POSITIVE_INFINITY,
): number[] {
  const invokedAt = new Map<string, number>();
  const times: number[] = [];
  for (const { type, clientKey, at } of sends) {
    if (type === "INVOKED" && !invokedAt.has(clientKey)) invokedAt.set(clientKey, at);
    if (type === "OK" && at >= from && at < to) times.push(at - (invokedAt.get(clientKey) ?? at));
  }
  return times;
}

/** The longest time between two acknowledgements, of whomever. */
export function longestGap(sends: readonly SendEntry[]): number | null {
  const times = sends.filter(({ type }) => type === "OK").map(({ at }) => at);
  if (times.length < 2) return null;
  return times.reduce((longest, at, index) => Math.max(longest, at - (times[index - 1] ?? at)), 0);
}

/** From each loss of a socket to the next `StreamReady`, however many attempts that took. */
export function healTimes(followers: readonly Followed[]): number[] {
  return followers.flatMap(({ entries }) => {
    const times: number[] = [];
    let lostAt: number | null = null;
    for (const { type, at } of entries) {
      if (type === "CLOSED") lostAt ??= at;
      if (type !== "READY" || lostAt === null) continue;
      times.push(at - lostAt);
      lostAt = null;
    }
    return times;
  });
}

/** From the last loss of a socket before it to a `StreamReady`: without the attempts that were cut off themselves. */
export function catchUpTimes(followers: readonly Followed[]): number[] {
  return followers.flatMap(({ entries }) => {
    const lostAt = entries.map(({ type, at }) => (type === "CLOSED" ? at : null));
    return entries.flatMap(({ type, at }, index) => {
      const before = type === "READY" ? lostAt.slice(0, index).findLast((time) => time !== null) : null;
      return before == null ? [] : [at - before];
    });
  });
}

/** From an acknowledgement to its delivery, where the follower's stream was ready before. */
export function staleTimes(
  sends: readonly SendEntry[],
  followers: readonly Followed[],
  from = Number.NEGATIVE_INFINITY,
  to = Number.POSITIVE_INFINITY,
): number[] {
  const okAt = new Map(sends.flatMap((entry) => (entry.type === "OK" ? [[entry.clientKey, entry.at]] : [])));
  return followers.flatMap(({ entries }) => {
    const times: number[] = [];
    let readyAt = Number.POSITIVE_INFINITY;
    for (const entry of entries) {
      if (entry.type === "READY") readyAt = entry.at;
      if (entry.type === "CLOSED") readyAt = Number.POSITIVE_INFINITY;
      if (entry.type !== "EVENT" || entry.clientKey === null) continue;
      const acknowledgedAt = okAt.get(entry.clientKey);
      if (acknowledgedAt === undefined || acknowledgedAt < readyAt) continue;
      if (acknowledgedAt >= from && acknowledgedAt < to) times.push(Math.max(0, entry.at - acknowledgedAt));
    }
    return times;
  });
}
