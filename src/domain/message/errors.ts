/** The failures that a client can expect of an edit. */
import { UserError } from "../errors.ts";

/** The conversation lets messages be edited for some time only, and that is over. */
export class EditWindowOverError extends UserError {
  readonly code = "EDIT_WINDOW_OVER";
  readonly editableUntil: Date;
  constructor(editableUntil: Date) {
    super("This message can be edited no more.");
    this.editableUntil = editableUntil;
  }
}

export class TooManyEditsError extends UserError {
  readonly code = "TOO_MANY_EDITS";
  constructor(max: number) {
    super(`A message can be edited ${max} times.`);
  }
}
