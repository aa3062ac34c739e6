/** Which settings need one another, and which do not go together. */
import type { Settings } from "./config.ts";
import { ConfigError } from "./settingKinds.ts";

/** Throws `ConfigError` for the first that lacks another, or contradicts it. `accepts` says what a setting may be. */
export function assertComplete(settings: Settings, accepts: (name: keyof Settings) => string): void {
  const isProduction = settings.NODE_ENV === "production";
  const because = isProduction ? "with NODE_ENV=production" : "with an external DATABASE_URL";
  if (isProduction || settings.DATABASE_URL !== null) {
    for (const name of ["ACCESS_TOKEN_SECRET", "REFRESH_TOKEN_SECRET"] as const) {
      if (settings[name] === null) {
        throw new ConfigError(`${name} is unset, but must be ${accepts(name)} ${because}.`);
      }
    }
  }
  if (isProduction && settings.DATABASE_URL === null && !settings.ALLOW_EMBEDDED_IN_PRODUCTION) {
    throw new ConfigError(
      `DATABASE_URL is unset, but must be ${accepts("DATABASE_URL")} with NODE_ENV=production (or set ALLOW_EMBEDDED_IN_PRODUCTION=true).`,
    );
  }
  if (!settings.SERVE && !settings.WORKER) {
    throw new ConfigError("SERVE and WORKER are both false, but one must be true.");
  }
  if (!settings.SERVE && settings.DATABASE_URL === null) {
    throw new ConfigError(
      `DATABASE_URL is unset, but must be ${accepts("DATABASE_URL")} with SERVE=false: the embedded one is of one process.`,
    );
  }
  if (
    settings.SMTP_URL !== null &&
    !/^[^\s<>@]+@[^\s<>@]+$|<[^\s<>@]+@[^\s<>@]+>$/.test(settings.MAIL_FROM)
  ) {
    throw new ConfigError(
      `MAIL_FROM is ${JSON.stringify(settings.MAIL_FROM)}, but must be ${accepts("MAIL_FROM")}, with SMTP_URL.`,
    );
  }
  for (const name of ["AUTH_ISSUER", "AUTH_AUDIENCE"] as const) {
    if (settings.AUTH_JWKS_URL !== null && settings[name] === "") {
      throw new ConfigError(`${name} is unset, but must be given with AUTH_JWKS_URL.`);
    }
    if (settings.AUTH_JWKS_URL === null && settings[name] !== "") {
      throw new ConfigError(`AUTH_JWKS_URL is unset, but must be ${accepts("AUTH_JWKS_URL")} with ${name}.`);
    }
  }
  if (settings.AUTH_JWKS_URL !== null && settings.AUTH_ISSUER === settings.TOKEN_ISSUER) {
    throw new ConfigError(
      `AUTH_ISSUER is ${JSON.stringify(settings.AUTH_ISSUER)}, but must differ from TOKEN_ISSUER.`,
    );
  }
}
