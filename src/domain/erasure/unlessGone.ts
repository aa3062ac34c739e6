/** What an erasure does in a conversation that may be gone by then, with all that was in it. */
import { NotFoundError } from "../errors.ts";

/** What the write answers; null where there is nothing to write to any more. */
export async function unlessGone<T>(write: Promise<T>): Promise<T | null> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}
