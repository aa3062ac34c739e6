/** The rule for a position that a client marks. */
import { InputValidationError } from "../errors.ts";

/** Throws InputValidationError for a position that no message can have. What lies beyond the head is clamped instead. */
export function assertSeq(seq: number): void {
  if (Number.isSafeInteger(seq) && seq >= 1) return;
  throw new InputValidationError([{ path: ["seq"], message: "A position is 1 or more." }]);
}
