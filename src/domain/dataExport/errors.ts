/** The failures of exports that a client can expect; see `domain/errors.ts`. */
import { UserError } from "../errors.ts";

/** An export of one's data was requested not long ago. */
export class DataExportTooSoonError extends UserError {
  readonly code = "DATA_EXPORT_TOO_SOON";
  readonly requestableAt: Date;
  constructor(requestableAt: Date) {
    super("An export of your data was requested not long ago.");
    this.requestableAt = requestableAt;
  }
}
