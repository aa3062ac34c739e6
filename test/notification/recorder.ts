/** A provider of a test, at the outermost edge: it shows what a device would, and answers what the test says. */
import type {
  Push,
  PushOutcome,
  PushProvider,
  PushProviderName,
} from "../../src/domain/notification/ports.ts";
import type { AppOverrides } from "../../src/app.ts";
import { becomes } from "../transports/support.ts";

export class RecordingProvider implements PushProvider {
  readonly name: PushProviderName;
  readonly batchMax: number;
  /** All that came, in order. */
  readonly pushes: Push[] = [];
  readonly batches: number[] = [];
  /** By token and collapse key: what the device shows now. */
  readonly #shown = new Map<string, Push>();
  answer: (push: Push) => PushOutcome | Promise<PushOutcome> = () => ({ status: "SENT" });

  constructor(batchMax = 500, name: PushProviderName = "FCM") {
    this.batchMax = batchMax;
    this.name = name;
  }

  async send(pushes: readonly Push[]): Promise<readonly PushOutcome[]> {
    this.batches.push(pushes.length);
    this.pushes.push(...pushes);
    return Promise.all(
      pushes.map(async (push) => {
        const outcome = await this.answer(push);
        if (outcome.status === "SENT") this.#show(push);
        return outcome;
      }),
    );
  }

  #show(push: Push): void {
    const key = `${push.token} ${push.collapseKey}`;
    if (push.kind === "ALERT") this.#shown.set(key, push);
    else this.#shown.delete(key);
  }

  /** What a device shows now, oldest conversation first. */
  shownOn(token: string): { readonly title: string; readonly body: string }[] {
    return [...this.#shown.values()]
      .filter((push) => push.token === token)
      .map(({ title, body }) => ({ title, body }));
  }

  alerts(token: string): Push[] {
    return this.pushes.filter((push) => push.token === token && push.kind === "ALERT");
  }

  async hasSent(count: number): Promise<void> {
    await becomes(() => this.pushes.length >= count, true);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // It holds nothing.
  }
}

/** For `startApp`: a worker that sends at once, by this provider. */
export const sendingBy = (...providers: PushProvider[]): [Record<string, string>, AppOverrides] => [
  { WORKER: "true", PUSH_DELAY_MS: "0" },
  { around: { pushProviders: () => providers } },
];
