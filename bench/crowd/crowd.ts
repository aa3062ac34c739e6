/** Many sockets at once: opened a few at a time, counted together, closed together. */
import { CrowdSocket } from "./crowdSocket.ts";
import type { Speaker } from "./crowdSocket.ts";

/** That many open themselves at a time: a storm of reconnects is another benchmark. */
const OPENING_MAX = 128;
/** One source address has some 28,000 ports; two crowds beside each other must find room. */
const SOCKETS_PER_ADDRESS = 10_000;
const OPEN_WITHIN_MS = 300_000;

export interface CrowdOptions {
  readonly url: URL;
  readonly count: number;
  readonly speakerOf: (index: number) => Speaker;
  /** These read all they get; what they read is handed on. */
  readonly sampleOf?: (index: number) => ((text: string) => void) | null;
  readonly signal: AbortSignal;
  /** Other than OPENING_MAX. */
  readonly openingMax?: number;
  /** Told of each socket as it becomes ready. */
  readonly onReady?: () => void;
  /** Told how many are open, now and then. */
  readonly onProgress?: (open: number) => void;
}

export class Crowd implements AsyncDisposable {
  readonly sockets: CrowdSocket[] = [];
  /** Deliveries to all sockets since the last `reset`. */
  deliveries = 0;
  /** Called for each delivery, after it was counted. */
  onDelivery: ((socket: CrowdSocket) => void) | null = null;
  /** Rejects at the first socket that fails; never resolves. */
  readonly failed: Promise<never>;
  readonly #failing = Promise.withResolvers<never>();

  private constructor() {
    this.failed = this.#failing.promise;
    this.failed.catch(() => undefined);
  }

  /** Resolves when all are ready; rejects, with all of them closed, when one cannot. */
  static async open(options: CrowdOptions): Promise<Crowd> {
    const { url, count, speakerOf, sampleOf, signal, onProgress } = options;
    const openingMax = options.openingMax ?? OPENING_MAX;
    const crowd = new Crowd();
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(OPEN_WITHIN_MS)]);
    let next = 0;
    let open = 0;
    const opener = async (): Promise<void> => {
      for (;;) {
        const index = next;
        if (index >= count) return;
        next += 1;
        const host = 1 + Math.floor(index / SOCKETS_PER_ADDRESS);
        const socket = new CrowdSocket({
          index,
          url,
          // Only Linux answers for all of 127.0.0.0/8.
          localAddress: host > 1 && process.platform === "linux" ? `127.0.0.${host}` : null,
          speaker: speakerOf(index),
          onDelivery: (from) => {
            crowd.deliveries += 1;
            crowd.onDelivery?.(from);
          },
          onFailure: (error) => crowd.#failing.reject(error),
        });
        socket.onPayload = sampleOf?.(index) ?? null;
        crowd.sockets[index] = socket;
        await Promise.race([socket.opened, crowd.failed, aborted(deadline)]);
        open += 1;
        options.onReady?.();
        if (open % 1_000 === 0) onProgress?.(open);
      }
    };
    try {
      await Promise.all(Array.from({ length: Math.min(openingMax, count) }, opener));
    } catch (error) {
      await crowd[Symbol.asyncDispose]();
      throw error;
    }
    return crowd;
  }

  /** Counts from zero. */
  reset(): void {
    this.deliveries = 0;
    for (const socket of this.sockets) socket.reset();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.onDelivery = null;
    await Promise.all(this.sockets.map((socket) => socket.close()));
  }
}

const abortions = new WeakMap<AbortSignal, Promise<never>>();

/** One promise a signal, however many wait for it. */
function aborted(signal: AbortSignal): Promise<never> {
  const known = abortions.get(signal);
  if (known !== undefined) return known;
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (): void => {
    const reason: unknown = signal.reason;
    reject(reason instanceof Error ? reason : new Error(String(reason)));
  };
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  promise.catch(() => undefined);
  abortions.set(signal, promise);
  return promise;
}
