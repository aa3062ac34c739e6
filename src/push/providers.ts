/** Which providers there are, by the settings. */
import type { PushProvider } from "../domain/notification/ports.ts";

/** None yet: what is due is refused. */
export function createPushProviders(): readonly PushProvider[] {
  return [];
}
