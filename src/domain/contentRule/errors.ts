/** The failures that a client can expect of content rules. */
import { UserError } from "../errors.ts";

/** A content rule refuses what was said. */
export class ContentBlockedError extends UserError {
  readonly code = "CONTENT_BLOCKED";
  /** What the rule tells; null where it tells nothing. */
  readonly reason: string | null;
  constructor(reason: string | null) {
    super("A rule of this conversation, or of the server, does not allow this message.");
    this.reason = reason;
  }
}

export class TooManyContentRulesError extends UserError {
  readonly code = "TOO_MANY_CONTENT_RULES";
  constructor(max: number) {
    super(`There are ${max} content rules already: delete one first.`);
  }
}
