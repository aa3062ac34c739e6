/**
 * The connected devices of this process, and what they make together of each user: in use, idle, or none.
 *
 * A device's life: in use ⇄ idle → gone (its connection closed; for the grace it counts as it was) → forgotten. The grace
 * is what keeps a reconnect, or ten thousand of them, from being told as a going and a coming.
 */
import type { Activity, Device } from "../domain/presence/ports.ts";

/** Longer than a client waits before it comes back for the first few times. */
export const GRACE_MS = 15_000;

export interface DevicesOptions {
  /** Told when what a user's devices here make together has changed; where the last is forgotten, since when it is gone. */
  readonly onChanged: (userId: string, goneAt: Date | null) => void;
  /** Told when other conversations are open than before on a user's devices in use. */
  readonly onOpened: (userId: string, conversationIds: readonly string[]) => void;
}

/** Of one user, as others are told of it. */
const OPEN_MAX = 20;

class Known implements Device {
  readonly userId: string;
  isIdle = false;
  goneAt: Date | null = null;
  /** Once for each time it is open; null for none, as on most. */
  openIds: readonly string[] | null = null;
  readonly #devices: Devices;

  constructor(devices: Devices, userId: string) {
    this.#devices = devices;
    this.userId = userId;
  }

  setIdle(isIdle: boolean): void {
    this.#devices.setIdle(this, isIdle);
  }

  open(conversationId: string): () => void {
    this.#devices.open(this, conversationId);
    return () => this.#devices.close(this, conversationId);
  }

  release(): void {
    this.#devices.release(this);
  }
}

export class Devices implements Disposable {
  readonly #options: DevicesOptions;
  readonly #byUser = new Map<string, readonly Known[]>();
  /** Those whose connection closed, in order. */
  readonly #gone = new Set<Known>();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: DevicesOptions) {
    this.#options = options;
  }

  connect(userId: string): Device {
    const device = new Known(this, userId);
    this.#change(userId, () => this.#byUser.set(userId, [...this.#of(userId), device]));
    return device;
  }

  setIdle(device: Known, isIdle: boolean): void {
    if (device.goneAt !== null) return;
    this.#change(device.userId, () => {
      device.isIdle = isIdle;
    });
    if (device.openIds !== null) this.#tellOpen(device.userId);
  }

  open(device: Known, conversationId: string): void {
    if (device.goneAt !== null) return;
    device.openIds = [...(device.openIds ?? []), conversationId];
    this.#tellOpen(device.userId);
  }

  close(device: Known, conversationId: string): void {
    const at = device.openIds?.indexOf(conversationId) ?? -1;
    if (at < 0) return;
    const rest = device.openIds?.toSpliced(at, 1) ?? [];
    device.openIds = rest.length === 0 ? null : rest;
    this.#tellOpen(device.userId);
  }

  release(device: Known): void {
    if (device.goneAt !== null) return;
    device.goneAt = new Date();
    if (device.openIds !== null) {
      device.openIds = null;
      this.#tellOpen(device.userId);
    }
    this.#gone.add(device);
    this.#timer ??= setTimeout(this.#forget, GRACE_MS);
  }

  activityOf(userId: string): Activity | null {
    return activityOf(this.#of(userId));
  }

  /** Users with a device here, and when each was last here: now, or when their last connection closed. */
  *sightings(now: Date): Iterable<{ readonly userId: string; readonly at: Date }> {
    for (const [userId, devices] of this.#byUser) yield { userId, at: lastHere(devices) ?? now };
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  readonly #forget = (): void => {
    const now = Date.now();
    this.#timer = null;
    for (const device of this.#gone) {
      const leftMs = (device.goneAt?.getTime() ?? 0) + GRACE_MS - now;
      if (leftMs > 0) {
        // A clock that was set back must not keep anybody for longer than the grace.
        this.#timer = setTimeout(this.#forget, Math.min(leftMs, GRACE_MS));
        return;
      }
      this.#gone.delete(device);
      this.#remove(device);
    }
  };

  #remove(device: Known): void {
    const { userId, goneAt } = device;
    const rest = this.#of(userId).filter((each) => each !== device);
    this.#change(
      userId,
      () => (rest.length === 0 ? this.#byUser.delete(userId) : this.#byUser.set(userId, rest)),
      goneAt,
    );
  }

  #tellOpen(userId: string): void {
    const inUse = this.#of(userId).filter(({ isIdle }) => !isIdle);
    const open = new Set(inUse.flatMap(({ openIds }) => openIds ?? []));
    this.#options.onOpened(userId, [...open].slice(0, OPEN_MAX));
  }

  #change(userId: string, change: () => unknown, goneAt: Date | null = null): void {
    const before = activityOf(this.#of(userId));
    change();
    const after = activityOf(this.#of(userId));
    if (after !== before) this.#options.onChanged(userId, after === null ? goneAt : null);
  }

  #of(userId: string): readonly Known[] {
    return this.#byUser.get(userId) ?? [];
  }
}

function activityOf(devices: readonly Known[]): Activity | null {
  if (devices.length === 0) return null;
  return devices.every(({ isIdle }) => isIdle) ? "IDLE" : "ACTIVE";
}

/** Null while a connection is open. */
function lastHere(devices: readonly Known[]): Date | null {
  let last: Date | null = null;
  for (const { goneAt } of devices) {
    if (goneAt === null) return null;
    if (last === null || goneAt > last) last = goneAt;
  }
  return last;
}
