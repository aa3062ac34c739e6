/** What a benchmark and a crowd in another process say to each other. */
import type { Person } from "../support/world.ts";

export interface CrowdAssignment {
  readonly url: string;
  readonly conversationId: string;
  readonly epoch: string;
  readonly headSeq: number;
  readonly people: readonly Person[];
}

export type CrowdReport =
  | { readonly type: "progress"; readonly open: number }
  | { readonly type: "opened" }
  /** One message has reached all: when it reached each, in milliseconds since 1970. */
  | { readonly type: "delivered"; readonly times: readonly number[] }
  | { readonly type: "failed"; readonly reason: string };

/** Between processes that one program starts, shapes are known; what crosses is checked for its kind only. */
export function readAssignment(message: unknown): CrowdAssignment {
  if (typeof message !== "object" || message === null || !("people" in message))
    throw new TypeError("Not an assignment.");
  return message as CrowdAssignment;
}

export function readReport(message: unknown): CrowdReport {
  if (typeof message !== "object" || message === null || !("type" in message))
    throw new TypeError("Not a report.");
  return message as CrowdReport;
}
