/** Public profiles in memory, so that what is delivered live is shown without a read. */
import type { Profiles } from "../domain/ports.ts";
import type { Db, ProfileRow } from "../domain/rows.ts";
import { toUnavailable } from "./unavailable.ts";

/** Some 300 bytes each. */
const PROFILES_MAX = 20_000;
/** Older ones are still shown, and read again meanwhile. */
const FRESH_FOR_MS = 10_000;

const PROFILE = {
  id: true,
  username: true,
  displayName: true,
  avatarUrl: true,
  avatarAttachmentId: true,
  about: true,
  createdAt: true,
  profileVersion: true,
} as const;

interface Known {
  readonly profile: ProfileRow;
  readonly readAt: number;
}

export function createProfiles(db: Pick<Db, "user">): Profiles {
  // A Map keeps the order of insertion, and every use re-inserts: the first is the least recently used.
  const known = new Map<string, Known>();

  function find(userId: string): Known | null {
    const found = known.get(userId);
    if (found === undefined) return null;
    known.delete(userId);
    known.set(userId, found);
    return found;
  }

  /** Of two copies the newer stays, in whichever order they come. */
  function keep(profiles: readonly ProfileRow[], readAtOf: (older: Known | undefined) => number): void {
    for (const profile of profiles) {
      const older = known.get(profile.id);
      const isOutdated = older !== undefined && profile.profileVersion < older.profile.profileVersion;
      known.delete(profile.id);
      known.set(profile.id, { profile: isOutdated ? older.profile : profile, readAt: readAtOf(older) });
    }
    for (const oldest of known.keys()) {
      if (known.size <= PROFILES_MAX) break;
      known.delete(oldest);
    }
  }

  async function read(userIds: readonly string[]): Promise<ProfileRow[]> {
    try {
      const profiles = await db.user.findMany({ where: { id: { in: [...userIds] } }, select: PROFILE });
      keep(profiles, () => performance.now());
      return profiles;
    } catch (error) {
      throw toUnavailable(error);
    }
  }

  return {
    // What another process read may be as old as it was there: it is read again here when it would have been anyway.
    learn: (profiles) => keep(profiles, (older) => older?.readAt ?? performance.now()),
    known: (userIds) => userIds.flatMap((userId) => find(userId)?.profile ?? []),
    load: async (userIds) => {
      const found = userIds.map((userId) => find(userId));
      const missing = userIds.filter((_, index) => found[index] === null);
      const here = found.flatMap((each) => each?.profile ?? []);
      const isStale = (each: Known | null): boolean =>
        each !== null && performance.now() - each.readAt > FRESH_FOR_MS;
      const stale = found.flatMap((each) => (isStale(each) && each !== null ? each.profile : []));
      if (stale.length > 0) {
        // As fresh while they are read: one read for all who ask meanwhile.
        keep(stale, () => performance.now());
        read(stale.map((profile) => profile.id)).catch(() => undefined);
      }
      return missing.length === 0 ? here : [...here, ...(await read(missing))];
    },
  };
}
