/** What every provider keeps, whatever the protocol of its service. */
import { expect, test } from "vitest";
import type { PushProvider } from "../../src/domain/notification/ports.ts";
import type { Answer, Answers } from "./answers.ts";
import { aPush, aSilentPush, PATIENT } from "./pushes.ts";

/** A provider, and the local service that it sends to. */
export interface Stage extends AsyncDisposable {
  readonly provider: PushProvider;
  /** Of a device that is there. */
  readonly token: string;
  readonly answers: Answers;
  /** What the service found wrong in what it was sent. */
  readonly faults: readonly string[];
  /** Requests that it has got, of pushes. */
  requestCount(): number;
}

/** The answers of a service that say the same in its own words. */
export interface Words {
  readonly gone: readonly Answer[];
  readonly refused: readonly Answer[];
  /** With `Retry-After: 7`. */
  readonly throttled: Answer;
  /** Each is a fault that passes. */
  readonly passing: readonly Answer[];
}

/** Time for an answer that comes, on a busy machine; and for one that does not. */
const PATIENT_MS = 15_000;
const SHORT_MS = 1_500;

export function keepsTheContract(start: (timeoutMs: number) => Promise<Stage>, words: Words): void {
  const outcomesOf = async (answers: readonly Answer[]) => {
    await using stage = await start(PATIENT_MS);
    const outcomes = [];
    for (const answer of answers) {
      stage.answers.add(answer);
      outcomes.push(...(await stage.provider.send([aPush(stage.token)], PATIENT)));
    }
    expect(stage.faults).toEqual([]);
    return { outcomes, requests: stage.requestCount() };
  };

  test("what is taken is sent, and each push has its outcome in order", async () => {
    await using stage = await start(PATIENT_MS);
    const pushes = [aPush(stage.token), aPush(stage.token), aSilentPush(stage.token)];
    expect(await stage.provider.send(pushes, PATIENT)).toEqual(pushes.map(() => ({ status: "SENT" })));
    expect(stage.faults).toEqual([]);
    expect(stage.requestCount()).toBe(3);
    expect(await stage.provider.send([], PATIENT)).toEqual([]);
  });

  test("a whole batch of the longest texts is taken", async () => {
    await using stage = await start(PATIENT_MS);
    const push = aPush(stage.token, { title: "👩‍👩‍👧‍👦".repeat(200), body: "🍜 ü ".repeat(5_000) });
    const pushes = Array.from({ length: stage.provider.batchMax }, () => push);
    const outcomes = await stage.provider.send(pushes, PATIENT);
    expect(stage.faults).toEqual([]);
    expect(outcomes).toEqual(pushes.map(() => ({ status: "SENT" })));
  });

  test("a device that is gone is told as an invalid token, and nothing else is", async () => {
    const { outcomes } = await outcomesOf(words.gone);
    expect(outcomes).toEqual(words.gone.map(() => ({ status: "INVALID_TOKEN" })));
  });

  test("what will never be taken is refused, and its token kept", async () => {
    const { outcomes } = await outcomesOf(words.refused);
    expect(outcomes.map(({ status }) => status)).toEqual(words.refused.map(() => "REFUSED"));
  });

  test("Retry-After is handed on, and the provider itself asks once", async () => {
    const { outcomes, requests } = await outcomesOf([words.throttled]);
    expect(outcomes).toMatchObject([{ status: "RETRY", retryAfterMs: 7_000 }]);
    expect(requests).toBe(1);
  });

  test("a fault that passes is to be tried again, by whoever asked: the provider asks once", async () => {
    const { outcomes, requests } = await outcomesOf(words.passing);
    expect(outcomes.map(({ status }) => status)).toEqual(words.passing.map(() => "RETRY"));
    expect(requests).toBe(words.passing.length);
  });

  test("no answer, or one without an end, ends in time, and the next push finds its way", async () => {
    await using stage = await start(SHORT_MS);
    for (const answer of ["silence", "endless"] as const) {
      stage.answers.add(answer);
      expect(await stage.provider.send([aPush(stage.token)], PATIENT)).toMatchObject([
        { status: "RETRY", retryAfterMs: null },
      ]);
    }
    expect(await stage.provider.send([aPush(stage.token)], PATIENT)).toEqual([{ status: "SENT" }]);
  });

  test("a connection that is lost, and an answer that is none, lose one push alone", async () => {
    await using stage = await start(PATIENT_MS);
    for (const answer of ["reset", "garbage"] as const) {
      stage.answers.add(answer);
      expect(await stage.provider.send([aPush(stage.token)], PATIENT)).toMatchObject([{ status: "RETRY" }]);
      expect(await stage.provider.send([aPush(stage.token)], PATIENT)).toEqual([{ status: "SENT" }]);
    }
  });

  test("one slow answer keeps no other push from its outcome", async () => {
    await using stage = await start(SHORT_MS);
    stage.answers.add("silence");
    const outcomes = await stage.provider.send([aPush(stage.token), aPush(stage.token)], PATIENT);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["RETRY", "SENT"]);
  });

  test("an aborted call ends at once, and what has no answer is to be tried again", async () => {
    await using stage = await start(PATIENT_MS);
    const stop = new AbortController();
    stage.answers.add("silence");
    const waiting = stage.provider.send([aPush(stage.token)], stop.signal);
    stop.abort(new Error("the process stops"));
    const again = [{ status: "RETRY", retryAfterMs: null, reason: "the process stops" }];
    expect(await waiting).toEqual(again);
    expect(await stage.provider.send([aPush(stage.token)], stop.signal)).toEqual(again);
    expect(stage.requestCount()).toBeLessThan(2);
  });
}
