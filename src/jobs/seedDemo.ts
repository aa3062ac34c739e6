/** Makes the demo people and what they talk about, so that a newcomer's first screen is not empty. */
import type { Passwords } from "../domain/account/ports.ts";
import { setPresence } from "../domain/presence/setPresence.ts";
import type { Db } from "../domain/rows.ts";
import { newId } from "../lib/ids.ts";
import { foundBookClub } from "./demo/bookClub.ts";
import { announce, chatSlowly } from "./demo/channels.ts";
import { talkWithBo, talkWithCy, writeNotes } from "./demo/directs.ts";
import { talkInGroup } from "./demo/group.ts";
import { NAMES } from "./demo/scene.ts";
import type { Demo, DemoPorts, Name } from "./demo/scene.ts";

export const DEMO_PASSWORD = "parley-demo";

/** Any number that no other advisory lock of Parley's uses. */
const SEED_LOCK = 7_265_639;

export interface SeedDemoDeps {
  readonly ports: DemoPorts;
  readonly passwords: Pick<Passwords, "hash">;
}

const PROFILES: Readonly<Record<Name, { readonly displayName: string; readonly about: string | null }>> = {
  ana: { displayName: "Ana", about: "Ships on Fridays." },
  bo: { displayName: "Bo", about: "Reads the logs so you don't have to." },
  cy: { displayName: "Cy", about: null },
  di: { displayName: "Di", about: "Asks riddles. Knows some answers." },
  eli: { displayName: "Eli", about: "Collects keyboards." },
};

/**
 * Seeds a database that has no users and tells whether it did; on any other it does nothing. Of several processes that
 * start at once, one does it. The scene that was played last stands first in everybody's list.
 */
export async function seedDemo({ ports, passwords }: SeedDemoDeps): Promise<boolean> {
  if (await hasUsers(ports.db)) return false;
  const people = { ana: newId(), bo: newId(), cy: newId(), di: newId(), eli: newId() };
  const demo: Demo = { ports, people };
  const passwordHash = await passwords.hash(DEMO_PASSWORD);
  if (!(await insertFirstUsers(demo, passwordHash))) return false;

  await setPresence(ports, people.bo, { status: "ONLINE", customStatus: "Reading logs" });
  await setPresence(ports, people.cy, { status: "ONLINE", customStatus: "On the train 🚆" });
  await writeNotes(demo);
  await foundBookClub(demo);
  await chatSlowly(demo);
  await talkWithCy(demo, await announce(demo));
  await talkWithBo(demo);
  await talkInGroup(demo);
  return true;
}

/** False when another process was faster: the lock lets the second one see what the first has committed. */
async function insertFirstUsers({ ports, people }: Demo, passwordHash: string): Promise<boolean> {
  return ports.db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SEED_LOCK}::bigint)`;
    if (await hasUsers(tx)) return false;
    await tx.user.createMany({
      data: NAMES.map((name) => ({ id: people[name], username: name, ...PROFILES[name], passwordHash })),
    });
    return true;
  });
}

async function hasUsers(db: Pick<Db, "user">): Promise<boolean> {
  return (await db.user.findFirst({ select: { id: true } })) !== null;
}
