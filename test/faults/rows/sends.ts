/** What is sent again and again, and what must be refused behind a lock. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { Arena } from "../arena.ts";
import { NOTHING_RECORDED } from "../row.ts";
import type { Row } from "../row.ts";

const PARALLEL = 100;

export const sameSend: Row = {
  name: "same-send",
  fault:
    "the same send × 100 in parallel on two nodes, a day later, and with other input: one row, one answer; conflict typed",
  boundSeconds: 60,
  run: async () => {
    await using arena = await Arena.start({ nodes: 2 });
    const [ana, bo] = await arena.crowd(2);
    if (ana === undefined || bo === undefined) throw new Error("unreachable");
    const conversation = await arena.group([ana, bo]);
    const violations: string[] = [];
    const demand = (holds: boolean, sentence: string): void => void (holds || violations.push(sentence));
    const urls = await Promise.all(arena.slots.map((slot) => slot.url));
    const send = (index: number, body: string) =>
      ana.on({ url: urls[index % urls.length] ?? "" }).send(conversation, body, "the same key");
    const sendAll = (bodyOf: (index: number) => string) =>
      Promise.all(Array.from({ length: PARALLEL }, (_, index) => send(index, bodyOf(index))));
    const distinct = (answers: readonly unknown[]): number =>
      new Set(answers.map((answer) => JSON.stringify(answer))).size;

    const [first, ...others] = await sendAll(() => "said once");
    demand(first?.__typename === "SendMessagePayload", `it was answered with ${first?.__typename}`);
    demand(distinct([first, ...others]) === 1, `${distinct([first, ...others])} different answers`);

    // A day later the message is a day old, and nodes have restarted since.
    await arena.rows("UPDATE message SET created_at = created_at - interval '1 day'");
    await Promise.all(arena.slots.map(async (slot) => slot.stop().then(() => slot.start())));
    const later = await sendAll(() => "said once");
    const isSame = later.every(
      (answer) =>
        answer.__typename === "SendMessagePayload" &&
        first?.__typename === "SendMessagePayload" &&
        answer.sentMessage.id === first.sentMessage.id &&
        answer.sentMessage.seq === first.sentMessage.seq,
    );
    demand(isSame && distinct(later) === 1, "a day later it was answered otherwise");

    const mixed = await sendAll((index) => (index % 4 < 2 ? "said once" : "said otherwise"));
    const wrong = mixed.filter(
      ({ __typename }, index) =>
        __typename !== (index % 4 < 2 ? "SendMessagePayload" : "IdempotencyConflictError"),
    );
    demand(wrong.length === 0, `${wrong.length} answers to other input were wrong`);

    const table = await arena.table(conversation);
    demand(table.messages.length === 1, `${table.messages.length} rows`);
    demand(table.headSeq === 2, `the head is ${table.headSeq}`);
    return {
      ...NOTHING_RECORDED,
      acknowledged: 2 * PARALLEL + PARALLEL / 2,
      duplicate: table.messages.length - 1,
      peakMemoryBytes: arena.peakMemoryBytes,
      notes: [],
      violations,
    };
  },
};

/** Its scenes are tests of their own, with every refusal; here they are one row. */
export const lockThenCheck: Row = {
  name: "lock-then-check",
  fault:
    "removal, silencing, change of mode commit while 32 sends wait for the lock: no refused send has a seq",
  boundSeconds: 180,
  run: async ({ say }) => {
    const root = join(import.meta.dirname, "../../..");
    const vitest = join(root, "node_modules/vitest/vitest.mjs");
    const child = spawn(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", vitest, "run", "test/nodes/lockThenCheck.test.ts"],
      { cwd: root, stdio: ["ignore", "pipe", "inherit"] },
    );
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    await once(child, "exit");
    // eslint-disable-next-line no-control-regex
    const summary = /Tests\s+(.*)/.exec(output.replaceAll(/\u001b\[\d+m/g, ""))?.[1] ?? "no summary";
    say(summary);
    return {
      ...NOTHING_RECORDED,
      notes: [`test/nodes/lockThenCheck.test.ts: ${summary}`],
      violations: child.exitCode === 0 ? [] : [output],
    };
  },
};
