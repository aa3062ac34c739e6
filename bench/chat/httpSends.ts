/** Sends posted over keep-alive connections, for the rows that measure sends over HTTP. */
import { httpTemplate, openHttpLanes } from "../support/httpLanes.ts";
import { at } from "../support/json.ts";
import type { Lane, Lanes } from "../support/lane.ts";
import type { HttpSend } from "./contestants.ts";

export class HttpSends implements AsyncDisposable {
  readonly #url: URL;
  readonly #lanes: Lanes;
  readonly #free: Lane[];

  private constructor(url: URL, lanes: Lanes) {
    this.#url = url;
    this.#lanes = lanes;
    this.#free = [...lanes.all];
  }

  static async open(url: URL, connections: number): Promise<HttpSends> {
    return new HttpSends(url, await openHttpLanes(url, connections, readAnswer));
  }

  get isFree(): boolean {
    return this.#free.length > 0;
  }

  /** Only while one is free. `mark` is something in the body, which the templates of lanes are cut at. */
  post(send: HttpSend, mark: string, onAnswer: (error: Error | null) => void): void {
    const lane = this.#free.pop();
    if (lane === undefined) throw new Error("No connection is free.");
    lane.send(httpTemplate({ url: this.#url, mark, ...send }), mark, (error) => {
      if (error === null) this.#free.push(lane);
      onAnswer(error);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lanes[Symbol.asyncDispose]();
  }
}

function readAnswer(answer: unknown): number {
  if (at(answer, "errors") !== undefined || !JSON.stringify(answer).includes('"id":"'))
    throw new Error(`Not acknowledged: ${JSON.stringify(answer)}`);
  return 0;
}
