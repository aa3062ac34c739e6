/** The failures that a client can expect of server roles. */
import { UserError } from "../errors.ts";

/** The server is never left without an admin. */
export class LastAdminError extends UserError {
  readonly code = "LAST_ADMIN";
  constructor() {
    super("The server needs an admin: make somebody else one first.");
  }
}
