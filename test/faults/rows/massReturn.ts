/** Ten thousand at once, back from a lost node. */
import { setTimeout as delay } from "node:timers/promises";
import type { Person } from "../../support/people.ts";
import { Arena } from "../arena.ts";
import { check, count } from "../checker.ts";
import { RecordingFollower } from "../follower.ts";
import type { SendEntry } from "../history.ts";
import { inTurn, range } from "../inTurn.ts";
import { healTimes, staleTimes } from "../measure.ts";
import { watchPresence } from "../presenceWatch.ts";
import type { PresenceWatch } from "../presenceWatch.ts";
import { isUnchanged, NOTHING_RECORDED, NOTICEABLE_MS, quantile, sayUnchanged } from "../row.ts";
import type { Figures, Row, RowContext } from "../row.ts";
import { Sender } from "../sender.ts";
import { sayFindings } from "../stage.ts";
import { beside, readCounters, Talk } from "../talk.ts";

const GROUP = 100;
const BACK_WITHIN_MS = 30_000;
const CALM_WITHIN_MS = 60_000;
const STATEMENTS_MAX = 2;
/** A device's return is told once; a little more is no storm. */
const PUBLICATIONS_MAX = 1.2;
/** Who is back sooner was never gone for others. */
const GRACE_MS = 10_000;
const WATCHED = 100;
/** Each group has its beginning, and then one message that all have missed. */
const MISSED_SEQ = 2;

export const massReturn: Row = {
  name: "mass-return",
  fault: `the node of 10,000 clients dies and all come back at once with stale cursors: caught up < 30 s, ≤ ${STATEMENTS_MAX} statements each, delivery back at ${sayUnchanged(NOTICEABLE_MS)} < 60 s, no presence storm`,
  boundSeconds: 420,
  run: async (context) => {
    await using started = new AsyncDisposableStack();
    const arena = started.use(await Arena.start({ nodes: 2 }));
    const scene = await gather(arena, started, context.isShort ? 300 : 10_000);
    context.say(`${scene.followers.length} clients follow on one node`);
    return await comeBack(scene, context);
  },
};

interface Scene {
  readonly arena: Arena;
  readonly people: readonly Person[];
  readonly conversations: readonly string[];
  readonly followers: readonly RecordingFollower[];
  /** On the other node, all the time. */
  readonly talk: Talk;
  readonly watch: PresenceWatch;
  /** What all will have missed. */
  readonly missed: SendEntry[];
}

async function gather(arena: Arena, started: AsyncDisposableStack, clients: number): Promise<Scene> {
  const people = await arena.crowd(clients);
  const conversations: string[] = [];
  for (const group of range(clients / GROUP)) {
    conversations.push(await arena.group(people.slice(group * GROUP, (group + 1) * GROUP)));
  }
  const followers = people.map(({ id: userId, authorization }, index) => {
    const conversationId = conversations[Math.floor(index / GROUP)] ?? "";
    const url = arena.url(0);
    return new RecordingFollower({ name: `client ${index}`, userId, authorization, conversationId, url });
  });
  // At once: one after the other takes as long as everything before.
  started.defer(async () => {
    await Promise.all(followers.map((follower) => follower[Symbol.asyncDispose]()));
  });
  await inTurn(followers, (follower) => follower.begin());
  const talk = started.use(await Talk.begin(arena, people.slice(0, 2), 1));
  const watch = started.use(await watchPresence(await arena.slot(1).url, people.slice(0, WATCHED)));
  return { arena, people, conversations, followers, talk, watch, missed: [] };
}

async function comeBack(scene: Scene, { isShort, say }: RowContext): Promise<Figures> {
  const { arena, followers, talk, watch } = scene;
  const violations: string[] = [];
  const demand = (holds: boolean, sentence: string): void => void (holds || violations.push(sentence));
  const calm = [await readCounters(arena, talk), await readCounters(arena, talk)] as const;
  const base = quantile(staleTimes(talk.sends, talk.listeners, calm[0].at, calm[1].at), 0.99) ?? 0;

  // Counting begins before anybody has gone: PostgreSQL tells late, and who comes back is back within a second.
  const releaseAll = await leaveAll(scene);
  await sendMissed(scene);
  say(`${scene.missed.filter(({ type }) => type === "OK").length} sent while all are away`);
  const releasedAt = performance.now();
  releaseAll();
  const caughtUp = await Promise.all(
    followers.map((follower) => follower.reaches(MISSED_SEQ, 2 * BACK_WITHIN_MS)),
  );
  const backMs = performance.now() - releasedAt;
  const late = caughtUp.filter((isBack) => !isBack).length;
  demand(late === 0, `${late} did not come back`);
  demand(backMs <= BACK_WITHIN_MS, `all were caught up after ${(backMs / 1000).toFixed(1)} s only`);
  say(`all back after ${(backMs / 1000).toFixed(1)} s`);

  const { calmMs, p99 } = await calmAgain(talk, { releasedAt, base, windowMs: isShort ? 1_000 : 5_000 });
  demand(calmMs <= CALM_WITHIN_MS, `p99 was back to base after ${(calmMs / 1000).toFixed(0)} s only`);
  await talk.stop();
  const added = beside(calm, [calm[1], await readCounters(arena, talk)]);
  const each = added.statements / followers.length;
  demand(each <= STATEMENTS_MAX, `${each.toFixed(2)} statements a client`);
  demand(
    added.published <= PUBLICATIONS_MAX * followers.length,
    `${added.published.toFixed(0)} publications: a storm`,
  );
  const away = followers
    .slice(0, WATCHED)
    .filter((follower) => Math.max(0, ...healTimes([follower])) > GRACE_MS);
  // Those who were away for long went, and came.
  demand(watch.changes <= 2 * away.length, `${watch.changes} changes of presence: a storm`);
  const notes = [
    `back in ${(backMs / 1000).toFixed(1)} s; delivery p99 ${base.toFixed(0)} ms before, ${p99.toFixed(0)} ms again after ${(calmMs / 1000).toFixed(0)} s`,
    `${each.toFixed(2)} statements a client, the ${scene.conversations.length} sends that they missed included`,
    `${added.published.toFixed(0)} publications beside the talk; ${watch.changes} changes of presence of ${WATCHED} people, ${away.length} of them away for long`,
  ];
  return judge(scene, { releasedAt, notes, violations });
}

/** All wait once they are cut off; resolves when all are, with what lets them come back. */
async function leaveAll({ arena, followers }: Scene): Promise<() => void> {
  const comeBack = followers.map(({ life }) => life.staysAway());
  const sockets = followers.flatMap(({ wire }) => (wire === null ? [] : [wire.closed]));
  await arena.slot(0).kill();
  await Promise.all(sockets);
  return () => {
    for (const one of comeBack) one();
  };
}

/** One message to each group, on the node that stays: afterwards every cursor is stale. */
async function sendMissed({ arena, people, conversations, missed }: Scene): Promise<void> {
  const send = async (conversationId: string, index: number): Promise<void> => {
    const author = people[index * GROUP];
    if (author === undefined) throw new Error("unreachable");
    const { authorization, username: name } = author;
    const common = { name, authorization, conversationId, log: missed };
    await using sender = new Sender({ ...common, url: arena.url(1), over: "http" });
    await sender.send();
  };
  await Promise.all(conversations.map(send));
}

/** Looks at delivery window by window, until it is as before, or has not been for too long. */
async function calmAgain(
  { sends, listeners }: Talk,
  { releasedAt, base, windowMs }: { releasedAt: number; base: number; windowMs: number },
): Promise<{ readonly calmMs: number; readonly p99: number }> {
  for (;;) {
    const from = performance.now();
    await delay(windowMs);
    const p99 = quantile(staleTimes(sends, listeners, from, performance.now() - 500), 0.99) ?? Infinity;
    const calmMs = from - releasedAt;
    if (isUnchanged(p99, base, NOTICEABLE_MS) || calmMs > 2 * CALM_WITHIN_MS) return { calmMs, p99 };
  }
}

/** Of all clients, and of those who talked. */
async function judge(
  { arena, conversations, followers, talk, missed }: Scene,
  { releasedAt, notes, violations }: { releasedAt: number; notes: string[]; violations: string[] },
): Promise<Figures> {
  const ids = [...conversations, talk.conversationId];
  const { headSeq } = await arena.table(talk.conversationId);
  await Promise.all(talk.listeners.map((listener) => listener.reaches(headSeq, CALM_WITHIN_MS)));
  const sends = [...missed, ...talk.sends];
  const table = await Promise.all(ids.map((id) => arena.table(id)));
  const memberships = (await Promise.all(ids.map((id) => arena.memberships(id)))).flat();
  const findings = check({ sends, followers: [...followers, ...talk.listeners], table, memberships });
  const readyMs = followers.flatMap(({ entries }) =>
    entries.flatMap(({ type, at }) => (type === "READY" && at > releasedAt ? [at - releasedAt] : [])),
  );
  return {
    ...NOTHING_RECORDED,
    ...count(findings),
    acknowledged: sends.filter(({ type }) => type === "OK").length,
    healP99Ms: quantile(readyMs, 0.99),
    staleP99Ms: quantile(staleTimes(talk.sends, talk.listeners), 0.99),
    peakMemoryBytes: arena.peakMemoryBytes,
    notes,
    violations: [...violations, ...sayFindings(findings, sends)],
  };
}
