/** Sets what a person shows of themselves, and whom they let come to them. */
import type { Presences } from "../presence/ports.ts";
import type { Db } from "../rows.ts";
import { loadPrivacySettings } from "./settings.ts";
import type { PrivacySettings } from "./settings.ts";

/** What is absent stays as it is. */
export type UpdatePrivacySettingsInput = {
  readonly [Name in keyof PrivacySettings]?: PrivacySettings[Name] | undefined;
};

/** Sets what is given; when that changes nothing, nothing is written. Who watches the person asks anew what they may see. */
export async function updatePrivacySettings(
  { db, presences }: { readonly db: Db; readonly presences: Pick<Presences, "reconsider"> },
  userId: string,
  input: UpdatePrivacySettingsInput,
): Promise<PrivacySettings> {
  const before = await loadPrivacySettings(db, userId);
  const current = new Map<string, unknown>(Object.entries(before));
  const changed = Object.entries(input).filter(
    ([name, value]) => value !== undefined && current.get(name) !== value,
  );
  if (changed.length === 0) return before;

  const wanted: Partial<PrivacySettings> = Object.fromEntries(changed);
  const settings = await db.privacySettings.upsert({
    where: { userId },
    create: { userId, ...wanted },
    update: wanted,
    omit: { userId: true },
  });

  presences.reconsider([userId]);
  return settings;
}
