/** The failures of registering devices that a client can expect; see `domain/errors.ts`. */
import { UserError } from "../errors.ts";
import type { PushProviderName } from "../notification/ports.ts";

/** This server has no keys for the service: nothing would ever be brought to the device. */
export class PushProviderNotAvailableError extends UserError {
  readonly code = "PUSH_PROVIDER_NOT_AVAILABLE";
  constructor(provider: PushProviderName) {
    super(`This server brings no pushes by ${provider}.`);
  }
}
