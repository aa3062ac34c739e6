/** Which provider sends to the devices of each service, by the settings. */
import type { PushProvider } from "../domain/notification/ports.ts";
import { pushServicesOf } from "../pushPlaces.ts";
import type { PushPlaces } from "../pushPlaces.ts";
import { createApns } from "./apns.ts";
import { withBreaker } from "./breaker.ts";
import { createConsolePush } from "./console.ts";
import { createFcm } from "./fcm.ts";
import { createWebPush } from "./webPush.ts";

/** Pino's, or anything like it. */
export interface PushLog {
  info(fields: object, line: string): void;
  warn(fields: object, line: string): void;
}

export interface PushProvidersOptions {
  readonly places: PushPlaces;
  readonly isProduction: boolean;
  readonly log: PushLog;
}

/**
 * One for each service that reaches its devices; what is for another is not sent. They are disposed by who sends.
 *
 * Every real one is behind a breaker, which says in the log once that a service fails, and once that it is back. In
 * development whatever has no keys is printed in place of being sent; in production nothing is printed, because what is
 * printed are people's words.
 */
export function createPushProviders({ places, isProduction, log }: PushProvidersOptions): PushProvider[] {
  const onChange = ({ circuit, failing }: { circuit: string; failing: string | null }): void => {
    if (failing === null) log.info({ service: circuit }, `${circuit} takes pushes again`);
    else log.warn({ service: circuit, reason: failing }, `${circuit} takes no pushes, and is left alone`);
  };
  const { fcm, webPush, apns } = places;
  const real = [
    fcm === null ? null : withBreaker(createFcm({ account: fcm }), { onChange }),
    apns === null ? null : withBreaker(createApns({ key: apns }), { onChange }),
    webPush === null ? null : withBreaker(createWebPush({ vapid: webPush }), { onChange }),
  ].filter((provider) => provider !== null);
  const printed = pushServicesOf(places, isProduction).filter((name) =>
    real.every((provider) => provider.name !== name),
  );
  return [...real, ...printed.map((name) => createConsolePush(name, log))];
}
