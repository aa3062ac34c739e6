/** Hashes passwords with argon2id, a few at a time. */
import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import type { Passwords } from "../domain/account/ports.ts";
import { unavailable } from "../domain/errors.ts";

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane. About 50 ms. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
/** RFC 9106, section 4: 128 bits of salt, 256 bits of tag. */
const SALT_BYTES = 16;
const TAG_BYTES = 32;
/** libuv has four threads; the others stay free for DNS and files. */
const CONCURRENCY_MAX = 2;
/** About 2.5 s of work; who comes later is better told to come back. */
const WAITING_MAX = 100;
/** A stored hash that asks for more than this was not made here. */
const STORED_MEMORY_MAX = 262_144;
const STORED_PASSES_MAX = 10;

const PHC =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

type Derive = (
  algorithm: "argon2id",
  parameters: {
    message: Buffer;
    nonce: Buffer;
    parallelism: number;
    tagLength: number;
    memory: number;
    passes: number;
  },
) => Promise<Buffer>;

interface StoredHash {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly salt: Buffer;
  readonly tag: Buffer;
}

/** `derive` is Node's argon2; a test counts the calls. */
export function createPasswords({ derive = promisify(argon2) }: { derive?: Derive } = {}): Passwords {
  const inTurn = createTurns();
  // Compared with where there is no hash, so that an unknown user costs what a known one does.
  const dummy: StoredHash = { ...COST, salt: randomBytes(SALT_BYTES), tag: randomBytes(TAG_BYTES) };

  const tagOf = (password: string, hash: Omit<StoredHash, "tag">, tagLength: number) =>
    inTurn(() =>
      derive("argon2id", {
        // One way to write each text, whichever keyboard wrote it (NIST SP 800-63B, 5.1.1.2).
        message: Buffer.from(password.normalize("NFKC"), "utf8"),
        nonce: hash.salt,
        parallelism: hash.parallelism,
        tagLength,
        memory: hash.memory,
        passes: hash.passes,
      }),
    );

  return {
    async hash(password) {
      const salt = randomBytes(SALT_BYTES);
      const tag = await tagOf(password, { ...COST, salt }, TAG_BYTES);
      const { memory, passes, parallelism } = COST;
      return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`;
    },
    async verify(password, stored) {
      const parsed = stored === null ? null : parse(stored);
      const expected = parsed ?? dummy;
      const tag = await tagOf(password, expected, expected.tag.length);
      return timingSafeEqual(tag, expected.tag) && parsed !== null;
    },
  };
}

/** Null for what is not a hash of ours: it matches no password. */
function parse(stored: string): StoredHash | null {
  const [, memory, passes, parallelism, salt, tag] = PHC.exec(stored) ?? [];
  if (salt === undefined || tag === undefined) return null;
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  if (cost.memory > STORED_MEMORY_MAX || cost.passes > STORED_PASSES_MAX) return null;
  if (cost.parallelism < 1 || cost.passes < 1 || cost.memory < 8 * cost.parallelism) return null;
  return { ...cost, salt: Buffer.from(salt, "base64"), tag: Buffer.from(tag, "base64") };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}

/** Runs at most CONCURRENCY_MAX pieces of work at once; the rest wait in order. */
function createTurns() {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= CONCURRENCY_MAX) {
      if (waiting.length >= WAITING_MAX) throw unavailable("Too many people are signing in; try again.");
      // Whoever finishes hands over the turn; `running` stays as it is.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
