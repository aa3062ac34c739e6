/**
 * Presence: who is here, how, and who is told.
 *
 * A connection is a device; the devices of this process make one activity of each user, the store joins those of all
 * processes, and with what the user chose that is their presence. Whoever watches a user is told through the bus that
 * something may have changed, and reads it.
 */
import { hiddenPresence, presenceOf, viewPresence } from "../domain/presence/policy.ts";
import type {
  Activity,
  FindVisiblePresences,
  Presences,
  PresenceView,
  ReadKeptPresences,
  SaveSightings,
  Whereabouts,
} from "../domain/presence/ports.ts";
import type { PresenceBus } from "../domain/signals.ts";
import { Devices } from "./devices.ts";
import { Sightings } from "./sightings.ts";
import type { ActivityStore } from "./store.ts";
import { watchPresences } from "./watch.ts";
import { Watches } from "./watches.ts";

/** How old the time of who is here may be when this process is killed. */
const SIGHT_ALL_EVERY_MS = 300_000;
const LOG_EVERY_MS = 60_000;

export interface PresenceOptions {
  readonly store: ActivityStore;
  readonly bus: PresenceBus;
  readonly readKept: ReadKeptPresences;
  readonly findVisible: FindVisiblePresences;
  readonly saveSightings: SaveSightings;
  /** Told at most once a minute of what does not work: nothing else depends on presence. */
  readonly onError: (error: unknown) => void;
}

export interface RunningPresences extends Presences, AsyncDisposable {}

export function startPresences(options: PresenceOptions): RunningPresences {
  const { store, bus, readKept, findVisible } = options;
  const onError = seldom(options.onError);
  const sightings = new Sightings({ save: options.saveSightings, onError });
  const devices = new Devices({
    onChanged: (userId, goneAt) => void tell(userId, goneAt),
    onOpened: (userId, conversationIds) => void store.setOpen(userId, conversationIds),
  });

  async function tell(userId: string, goneAt: Date | null): Promise<void> {
    // First kept, then told: who hears that somebody has gone reads since when.
    if (goneAt !== null) await sightings.add({ userId, at: goneAt });
    await store.set(userId, devices.activityOf(userId));
    bus.publish(userId);
  }

  async function readWith(
    userIds: readonly string[],
    activities: Promise<ReadonlyMap<string, Activity> | null>,
  ): Promise<Map<string, PresenceView>> {
    const [kept, here] = await Promise.all([readKept(userIds), activities]);
    const keptOf = new Map(kept.map((row) => [row.userId, row]));
    return new Map(
      userIds.map((userId) => {
        if (here === null) return [userId, hiddenPresence(userId)];
        return [userId, presenceOf(userId, keptOf.get(userId) ?? null, here.get(userId) ?? null)];
      }),
    );
  }

  const watches = new Watches({
    bus,
    read: (userIds) => readWith(userIds, store.read(userIds)),
    unknown: hiddenPresence,
    isWhole: () => store.isWhole(),
    onError,
  });
  store.onUnannounced(() => watches.readAll());
  store.onRestored((userId) => bus.publish(userId));

  const sightAll = setInterval(() => {
    for (const sighting of devices.sightings(new Date())) void sightings.add(sighting);
  }, SIGHT_ALL_EVERY_MS);

  return {
    connect: (userId) => devices.connect(userId),
    announce: (userId) => bus.publish(userId),
    reconsider: (userIds) => {
      for (const userId of userIds) bus.publishVisibility(userId);
    },
    read: async (viewerId, userIds) => {
      const sights = await findVisible(viewerId, userIds);
      const visible = [...sights.keys()];
      const activities = store.read(visible).catch((error: unknown) => {
        onError(error);
        return null;
      });
      const views = await readWith(visible, activities);
      return userIds.map((userId) =>
        viewPresence(views.get(userId) ?? hiddenPresence(userId), sights.get(userId)),
      );
    },
    readWhereabouts: async (userIds) => {
      const activities = await store.read(userIds);
      const open = await store.readOpen([...activities.keys()]);
      const places = [...activities].map(([userId, activity]) => {
        const openIds = new Set(open.get(userId));
        const whereabouts: Whereabouts = { isHere: true, isActive: activity === "ACTIVE", openIds };
        return [userId, whereabouts] as const;
      });
      return new Map(places);
    },
    watch: (viewerId, userIds) => watchPresences({ watches, findVisible }, viewerId, userIds),

    async [Symbol.asyncDispose]() {
      clearInterval(sightAll);
      for (const sighting of devices.sightings(new Date())) void sightings.add(sighting);
      devices[Symbol.dispose]();
      await Promise.all([sightings[Symbol.asyncDispose](), watches[Symbol.asyncDispose]()]);
      await store[Symbol.asyncDispose]();
    },
  };
}

function seldom(report: (error: unknown) => void): (error: unknown) => void {
  let reportedAt = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (performance.now() - reportedAt < LOG_EVERY_MS) return;
    reportedAt = performance.now();
    report(error);
  };
}
