/**
 * Points that a process takes from the shared count in blocks and spends by itself, so that not every charge asks.
 *
 * A block is taken out of the count before any of it is spent, and dies with its window: over all processes never more
 * is allowed than the points. What can be wrong is the other way round: points that one process holds unspent are
 * missing elsewhere until the window ends, refunded ones too. A block is therefore never more than the process has
 * already spent of the key in this window, nor more than a twentieth of what is left: a rare key is asked for each
 * time, and so is one whose points are nearly used up.
 */
import { rateLimited } from "../domain/errors.ts";

/** The greatest part of what is left that one process takes ahead: a twentieth. */
const PART_MAX = 20;
/** Keys remembered per rule, some 200 bytes each. The points of one forgotten are forfeited until its window ends. */
const KEYS_MAX = 10_000;

/** What the shared count says after a take. */
export interface Taken {
  /** Points consumed in this window by everybody, refused ones included. */
  readonly consumedPoints: number;
  readonly msBeforeNext: number;
}

export interface BlocksOptions {
  readonly points: number;
  /** Takes points from the shared count; null when it does not answer. Never throws. */
  readonly take: (key: string, points: number) => Promise<Taken | null>;
}

export interface Blocks {
  /** Charges one point of a key, in the order of the calls. Throws RATE_LIMITED. */
  charge(key: string): Promise<void>;
  /** Gives a point back to the block of the key; false when there is none, and the shared count has to have it. */
  refund(key: string): boolean;
}

/** Whether a rule has so few points that a block would never be more than one. */
export function isTooSmallForBlocks(points: number): boolean {
  return points < 2 * PART_MAX;
}

interface Block {
  readonly key: string;
  /** Of the points taken, those not yet spent. */
  unspent: number;
  /** Spent here in this window. */
  spent: number;
  /** What the shared count had left when last asked. */
  leftElsewhere: number;
  /** On `performance.now()`: when the window ends, or a little before. */
  endsAt: number;
  isAsking: boolean;
  waiting: PromiseWithResolvers<void>[];
}

const ALLOWED = Promise.resolve();

export function createBlocks({ points, take }: BlocksOptions): Blocks {
  /** The least recently charged key first. */
  const blocks = new Map<string, Block>();

  const blockOf = (key: string): Block => {
    const block = blocks.get(key) ?? newBlock(key);
    blocks.delete(key);
    blocks.set(key, block);
    if (blocks.size > KEYS_MAX) forgetOldest();
    return block;
  };

  const forgetOldest = (): void => {
    for (const [key, { isAsking }] of blocks) {
      // Its waiting charges come before those of a block that would begin anew.
      if (!isAsking) blocks.delete(key);
      if (blocks.size <= KEYS_MAX) return;
    }
  };

  /** Asks until nobody waits; those who come meanwhile wait in line. */
  const refill = async (block: Block): Promise<void> => {
    block.isAsking = true;
    while (block.waiting.length > 0) {
      const asked = Math.max(block.waiting.length, sizeOf(block));
      const askedAt = performance.now();
      const taken = await take(block.key, asked);
      if (taken === null) allowAll(block);
      else serve(block, asked, askedAt, taken);
    }
    block.isAsking = false;
  };

  const serve = (
    block: Block,
    asked: number,
    askedAt: number,
    { consumedPoints: consumed, msBeforeNext }: Taken,
  ): void => {
    const granted = Math.max(0, asked - Math.max(0, consumed - points));
    // Counted from the question: the end that Redis knows is later by the way of the answer.
    const endsAt = askedAt + msBeforeNext;
    if (askedAt >= block.endsAt) block.spent = 0;
    block.endsAt = endsAt;
    block.unspent = granted;
    block.leftElsewhere = Math.max(0, points - consumed);
    const allowed = block.waiting.splice(0, granted);
    block.unspent -= allowed.length;
    block.spent += allowed.length;
    for (const { resolve } of allowed) resolve();
    if (granted === asked) return;
    const refused = block.waiting.splice(0);
    for (const { reject } of refused) reject(rateLimited(msBeforeNext));
  };

  return {
    charge(key) {
      const block = blockOf(key);
      if (block.unspent > 0 && block.waiting.length === 0 && performance.now() < block.endsAt) {
        block.unspent -= 1;
        block.spent += 1;
        return ALLOWED;
      }
      const verdict = Promise.withResolvers<void>();
      block.waiting.push(verdict);
      if (!block.isAsking) void refill(block);
      return verdict.promise;
    },
    refund(key) {
      const block = blocks.get(key);
      if (block === undefined || block.isAsking || performance.now() >= block.endsAt) return false;
      block.unspent += 1;
      block.spent -= 1;
      return true;
    },
  };
}

function newBlock(key: string): Block {
  return { key, unspent: 0, spent: 0, leftElsewhere: 0, endsAt: 0, isAsking: false, waiting: [] };
}

function sizeOf({ spent, leftElsewhere, endsAt }: Block): number {
  return performance.now() < endsAt ? Math.max(1, Math.min(spent, Math.floor(leftElsewhere / PART_MAX))) : 1;
}

function allowAll(block: Block): void {
  block.unspent = 0;
  for (const { resolve } of block.waiting.splice(0)) resolve();
}
