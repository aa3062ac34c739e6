/** Sets what a person wants others to see of them. */
import type { Db, PresenceRow, PresenceStatus } from "../rows.ts";
import { assertText, CUSTOM_STATUS } from "../text.ts";
import type { Presences } from "./ports.ts";

export interface SetPresenceInput {
  readonly status: PresenceStatus;
  /** Null or empty removes it; undefined leaves it. */
  readonly customStatus?: string | null | undefined;
}

/**
 * Stores the choice and tells who watches. Setting what is set already changes nothing. Errors: InputValidation.
 */
export async function setPresence(
  { db, presences }: { readonly db: Db; readonly presences: Pick<Presences, "announce"> },
  userId: string,
  { status, customStatus }: SetPresenceInput,
): Promise<PresenceRow> {
  const text = customStatus == null ? customStatus : assertText("customStatus", customStatus, CUSTOM_STATUS);
  const before = await db.presence.findUnique({ where: { userId } });

  const isHiding = status === "OFFLINE" && before?.chosenStatus !== "OFFLINE";
  const chosen = {
    chosenStatus: status,
    ...(text !== undefined && { customStatus: text || null }),
    ...(isHiding && { lastSeenAt: new Date() }),
  };
  const kept = await db.presence.upsert({
    where: { userId },
    create: { userId, ...chosen },
    update: chosen,
  });

  presences.announce(userId);
  return kept;
}
