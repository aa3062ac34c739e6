/** The failures that a client can expect of reports. */
import { UserError } from "../errors.ts";

/** It gathers messages until somebody claims it: whoever decides on it could have seen fewer of them. */
export class ReportNotClaimedError extends UserError {
  readonly code = "REPORT_NOT_CLAIMED";
  constructor() {
    super("This report is of several messages and may get more: claim it first.");
  }
}
