/** Hands pushes to the services that reach their devices. What one service is given ends by itself. */
import type { PreparedPush } from "../domain/notification/preparePush.ts";
import type { Push, PushOutcome, PushProvider } from "../domain/notification/ports.ts";
import type { PushDevice } from "../domain/notification/stores.ts";
import { reasonOf, refused, retry } from "./outcomes.ts";

/** A push, and what it was made of. */
export interface Parcel {
  readonly prepared: PreparedPush;
  readonly device: PushDevice;
  readonly push: Push;
}

/** What goes to one service. */
export interface Group {
  /** Null: nothing brings it to these devices. */
  readonly provider: PushProvider | null;
  readonly parcels: readonly Parcel[];
}

export function groupsOf(providers: readonly PushProvider[], parcels: readonly Parcel[]): Group[] {
  const byProvider = Map.groupBy(parcels, ({ device }) => providerOf(providers, device));
  return [...byProvider].flatMap(([provider, own]) =>
    [...Map.groupBy(own, ({ push }) => provider?.serviceOf?.(push)).values()].map((group) => ({
      provider,
      parcels: group,
    })),
  );
}

/** The console takes what no other provider is there for. */
function providerOf(providers: readonly PushProvider[], { provider }: PushDevice): PushProvider | null {
  const found =
    providers.find(({ name }) => name === provider) ?? providers.find(({ name }) => name === "CONSOLE");
  return found ?? null;
}

/** One outcome for each parcel, in order. Never rejects: a provider that does has sent nothing. */
export async function bring(
  { provider, parcels }: Group,
  signal: AbortSignal,
  onError: (error: unknown) => void,
): Promise<readonly PushOutcome[]> {
  const pushes = parcels.map(({ push }) => push);
  if (provider === null) return pushes.map(() => refused("NO_PROVIDER"));
  const parts: (readonly Push[])[] = [];
  for (let start = 0; start < pushes.length; start += provider.batchMax) {
    parts.push(pushes.slice(start, start + provider.batchMax));
  }
  const answers = await Promise.all(
    parts.map(async (part): Promise<readonly PushOutcome[]> => {
      try {
        return await provider.send(part, signal);
      } catch (error) {
        if (!signal.aborted) onError(error);
        return part.map(() => retry(reasonOf(error)));
      }
    }),
  );
  return answers.flat();
}
