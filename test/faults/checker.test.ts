/** The checker finds each of the six wrongs, alone, in a history that is well otherwise. */
import { expect, test } from "vitest";
import { check, count, KINDS, undecided } from "./checker.ts";
import type { Kind } from "./checker.ts";
import type { FollowerEntry, History, SendEntry } from "./history.ts";

const ZERO = { lost: 0, duplicate: 0, reordered: 0, hole: 0, phantom: 0, leak: 0 };

test("a history in which all went well has no findings", () => {
  expect(count(check(clean()))).toEqual(ZERO);
});

const WRONGS: Readonly<Record<Kind, (history: History) => History>> = {
  lost: (history) => ({
    ...history,
    sends: [...history.sends, send("gone", { type: "OK", seq: 7 })],
  }),
  duplicate: (history) => told(history, (entries) => [...entries, event(5, "k5")]),
  reordered: (history) =>
    told(history, (entries) => [...entries.slice(0, -2), event(5, "k5"), event(4, "k4")]),
  hole: (history) =>
    told(history, (entries) => entries.filter((entry) => entry.type !== "EVENT" || entry.seq !== 3)),
  phantom: (history) => told(history, (entries) => [...entries, event(6, "never written")]),
  leak: (history) => ({
    ...history,
    memberships: history.memberships.map((membership) => ({ ...membership, visibleFromSeq: 3 })),
  }),
};

test.each(KINDS)("%s is found, and nothing else", (kind) => {
  expect(count(check(WRONGS[kind](clean())))).toEqual({ ...ZERO, [kind]: 1 });
});

test("two rows for one clientKey are a duplicate, a gap in the table is a hole", () => {
  const history = clean();
  const [table] = history.table;
  if (table === undefined) throw new Error("unreachable");
  const messages = [...table.messages, { seq: 3, clientKey: "k5" }];
  expect(count(check({ ...history, table: [{ ...table, messages }] }))).toEqual({ ...ZERO, duplicate: 1 });
  const gapped = { ...table, headSeq: 7, events: [...table.events, { seq: 7, kind: "MESSAGE_EDITED" }] };
  expect(check({ ...history, followers: [], table: [gapped] }).hole).toHaveLength(1);
});

test("a follower that falls silent has lost what came after", () => {
  const silent = told(clean(), (entries) => entries.slice(0, -1));
  expect(count(check(silent))).toEqual({ ...ZERO, lost: 1 });
});

test("what a removed member is told after the removal is a leak, and what it is not told is not lost", () => {
  const history = clean();
  const memberships = history.memberships.map((membership) => ({ ...membership, removedSeq: 4 }));
  expect(count(check({ ...history, memberships }))).toEqual({ ...ZERO, leak: 1 });
  const ended = told(history, (entries) => entries.slice(0, -1));
  expect(count(check({ ...ended, memberships }))).toEqual(ZERO);
});

test("places below visible-from are no leak while their content is withheld", () => {
  const withheld = told(clean(), (entries) =>
    entries.map((entry) =>
      entry.type === "EVENT" && entry.seq < 4 ? { ...entry, hasContent: false } : entry,
    ),
  );
  const memberships = withheld.memberships.map((membership) => ({ ...membership, visibleFromSeq: 4 }));
  expect(count(check({ ...withheld, memberships }))).toEqual(ZERO);
});

test("a refused send that has a row is a phantom; an unknown one may have a row or none", () => {
  const history = clean();
  const refused = { ...history, sends: [send("k2", { type: "FAILED", code: "NOT_FOUND" })] };
  expect(check(refused).phantom).toHaveLength(1);
  const unknown = [
    send("k2", { type: "UNKNOWN", reason: "closed" }),
    send("nowhere", { type: "UNKNOWN", reason: "" }),
  ];
  expect(count(check({ ...history, sends: unknown }))).toEqual(ZERO);
});

test("a send is decided by its last attempt: acknowledged or refused, else it is told", () => {
  const sends = [
    send("retried", { type: "UNKNOWN", reason: "closed" }),
    send("retried", { type: "OK", seq: 2 }),
    send("refused", { type: "FAILED", code: "NOT_FOUND" }),
    send("given up", { type: "UNKNOWN", reason: "No answer." }),
    send("forgotten", { type: "INVOKED" }),
  ];
  expect(undecided(sends)).toEqual([
    expect.stringContaining("given up"),
    expect.stringContaining("forgotten"),
  ]);
});

test("a follower that came back with its own cursor is judged over both of its streams", () => {
  const resumed = told(clean(), ([ready, ...events]) => [
    ...(ready === undefined ? [] : [ready]),
    ...events.slice(0, 2),
    { at: 0, type: "CLOSED", code: 1006 },
    { at: 0, type: "OPENED", after: 3, url: "" },
    ...events.slice(2),
    { at: 0, type: "READY", seq: 5, recovered: true },
  ]);
  expect(count(check(resumed))).toEqual(ZERO);
});

/** Five events, of which the third is an edit; the other four were sent as k1, k2, k4 and k5. */
function clean(): History {
  const keys = [1, 2, 4, 5].map((seq) => ({ seq, clientKey: `k${seq}` }));
  const events = [1, 2, 3, 4, 5].map((seq) => ({ seq, kind: seq === 3 ? "MESSAGE_EDITED" : "MESSAGE_SENT" }));
  return {
    sends: keys.flatMap(({ seq, clientKey }) => [
      send(clientKey, { type: "INVOKED" }),
      send(clientKey, { type: "OK", seq }),
    ]),
    table: [{ conversationId: "c", headSeq: 5, events, messages: keys }],
    memberships: [{ userId: "bo", conversationId: "c", joinedSeq: 1, visibleFromSeq: 0, removedSeq: null }],
    followers: [
      {
        name: "bo's phone",
        userId: "bo",
        conversationId: "c",
        entries: [
          { at: 0, type: "READY", seq: 1, recovered: false },
          event(2, "k2"),
          event(3, null),
          event(4, "k4"),
          event(5, "k5"),
        ],
      },
    ],
  };
}

type Step = SendEntry extends infer Entry
  ? Omit<Entry, "at" | "sender" | "conversationId" | "clientKey">
  : never;

function send(clientKey: string, step: { readonly type: string } & Record<string, unknown>): SendEntry {
  return { at: 0, sender: "ana", conversationId: "c", clientKey, ...step } as Step & SendEntry;
}

function event(seq: number, clientKey: string | null): FollowerEntry {
  return { at: 0, type: "EVENT", seq, clientKey, hasContent: true };
}

function told(
  history: History,
  change: (entries: readonly FollowerEntry[]) => readonly FollowerEntry[],
): History {
  return {
    ...history,
    followers: history.followers.map((follower) => ({ ...follower, entries: change(follower.entries) })),
  };
}
