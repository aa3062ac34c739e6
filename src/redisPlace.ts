/** The settings that say where Redis is: one server, a master that sentinels watch, or a cluster. */
import type { z } from "zod";
import { ConfigError, flag, hostPorts, password, text, url } from "./settingKinds.ts";
import type { Setting } from "./settingKinds.ts";

export const REDIS_SETTINGS = {
  REDIS_URL: url(
    ["redis:", "rediss:"],
    "Redis 6.2 or later, to run several processes. No Redis at all: one process, in memory.",
  ),
  REDIS_CLUSTER_NODES: hostPorts("Instead of REDIS_URL: some nodes of a Redis Cluster; it tells the others."),
  REDIS_SENTINELS: hostPorts("Instead of REDIS_URL: the sentinels that know which Redis is the master."),
  REDIS_SENTINEL_NAME: text("", "What the sentinels call the master; needed with REDIS_SENTINELS."),
  REDIS_USERNAME: text("", "Of the cluster's nodes, or of the master that the sentinels name."),
  REDIS_PASSWORD: password("Of the cluster's nodes, or of the master that the sentinels name."),
  REDIS_SENTINEL_USERNAME: text("", "Of the sentinels themselves."),
  REDIS_SENTINEL_PASSWORD: password("Of the sentinels themselves."),
  REDIS_TLS: flag(false, "Speaks TLS to the cluster's nodes, or to the sentinels and the master."),
} satisfies Record<string, Setting>;

type RedisSettings = {
  readonly [Name in keyof typeof REDIS_SETTINGS]: z.infer<(typeof REDIS_SETTINGS)[Name]["schema"]>;
};

export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

interface RedisSignIn {
  readonly username: string | null;
  readonly password: string | null;
  readonly hasTls: boolean;
}

/** Where Redis is, and how one signs in there; the URL of a single one says both. */
export type RedisPlace =
  | { readonly kind: "single"; readonly url: string }
  | (RedisSignIn & { readonly kind: "cluster"; readonly nodes: readonly RedisNode[] })
  | (RedisSignIn & {
      readonly kind: "sentinel";
      readonly sentinels: readonly RedisNode[];
      readonly name: string;
      readonly sentinelUsername: string | null;
      readonly sentinelPassword: string | null;
    });

const CLUSTER_OR_SENTINELS = ["REDIS_CLUSTER_NODES", "REDIS_SENTINELS"] as const;

/** What each goes with; a URL bears its own name and password. */
const GOES_WITH = {
  REDIS_SENTINEL_NAME: ["REDIS_SENTINELS"],
  REDIS_SENTINEL_USERNAME: ["REDIS_SENTINELS"],
  REDIS_SENTINEL_PASSWORD: ["REDIS_SENTINELS"],
  REDIS_USERNAME: CLUSTER_OR_SENTINELS,
  REDIS_PASSWORD: CLUSTER_OR_SENTINELS,
  REDIS_TLS: CLUSTER_OR_SENTINELS,
} as const satisfies Partial<Record<keyof RedisSettings, readonly (keyof RedisSettings)[]>>;

/** Null when none is given. Throws `ConfigError` for settings that do not go together. */
export function redisPlaceOf(settings: RedisSettings): RedisPlace | null {
  assertTogether(settings);
  if (settings.REDIS_URL !== null) return { kind: "single", url: settings.REDIS_URL };
  const signIn = {
    username: settings.REDIS_USERNAME || null,
    password: settings.REDIS_PASSWORD,
    hasTls: settings.REDIS_TLS,
  };
  const { REDIS_CLUSTER_NODES: nodes, REDIS_SENTINELS: sentinels } = settings;
  if (nodes.length > 0) return { kind: "cluster", nodes, ...signIn };
  if (sentinels.length === 0) return null;
  return {
    kind: "sentinel",
    sentinels,
    name: settings.REDIS_SENTINEL_NAME,
    sentinelUsername: settings.REDIS_SENTINEL_USERNAME || null,
    sentinelPassword: settings.REDIS_SENTINEL_PASSWORD,
    ...signIn,
  };
}

function assertTogether(settings: RedisSettings): void {
  const isGiven = (name: keyof RedisSettings): boolean => {
    const value = settings[name];
    return Array.isArray(value) ? value.length > 0 : value !== null && value !== "" && value !== false;
  };
  const [first, second] = (["REDIS_URL", ...CLUSTER_OR_SENTINELS] as const).filter(isGiven);
  if (second !== undefined) throw new ConfigError(`${second} is given, but must be unset with ${first}.`);
  for (const [name, places] of Object.entries(GOES_WITH)) {
    if (isGiven(name as keyof typeof GOES_WITH) && !places.some(isGiven)) {
      throw new ConfigError(`${name} is given, but must be unset without ${places.join(" or ")}.`);
    }
  }
  if (isGiven("REDIS_SENTINELS") && !isGiven("REDIS_SENTINEL_NAME")) {
    throw new ConfigError("REDIS_SENTINEL_NAME is unset, but must be given with REDIS_SENTINELS.");
  }
}
