/** Makes the demo people and what they talk about, so that a newcomer's first screen is not empty. */
import type { Passwords } from "../domain/account/ports.ts";
import { setPresence } from "../domain/presence/setPresence.ts";
import type { Db } from "../domain/rows.ts";
import { hashInput } from "../lib/hash.ts";
import { newId } from "../lib/ids.ts";
import { foundBookClub } from "./demo/bookClub.ts";
import { announce, chatSlowly } from "./demo/channels.ts";
import { talkWithBo, talkWithCy, writeNotes } from "./demo/directs.ts";
import { filesOrNone } from "./demo/filesOrNone.ts";
import { talkInGroup } from "./demo/group.ts";
import { NAMES } from "./demo/scene.ts";
import type { Demo, DemoPorts, Name } from "./demo/scene.ts";

export const DEMO_PASSWORD = "parley-demo";

/** Any number that no other advisory lock of Parley's uses. */
const SEED_LOCK = 7_265_639;

export interface SeedDemoDeps {
  readonly ports: DemoPorts;
  readonly passwords: Pick<Passwords, "hash">;
  readonly log: { warn(fields: object, line: string): void };
}

const PROFILES: Readonly<Record<Name, { readonly displayName: string; readonly about: string | null }>> = {
  ana: { displayName: "Ana", about: "Ships on Fridays." },
  bo: { displayName: "Bo", about: "Reads the logs so you don't have to." },
  cy: { displayName: "Cy", about: null },
  di: { displayName: "Di", about: "Asks riddles. Knows some answers." },
  eli: { displayName: "Eli", about: "Collects keyboards." },
};

/**
 * Seeds a database that has no users, or goes on with a demo whose making was cut short, and tells whether it did; on any
 * other it does nothing. Of several processes that start at once, one does it. Whatever has been played already changes
 * nothing when it is played again. The scene that was played last stands first in everybody's list.
 */
export async function seedDemo({ ports, passwords, log }: SeedDemoDeps): Promise<boolean> {
  const people = (await hasUsers(ports.db))
    ? await findUnfinished(ports.db)
    : await insertFirstUsers(ports.db, await passwords.hash(DEMO_PASSWORD));
  if (people === null) return false;
  await play({ ports: { ...ports, files: filesOrNone(ports.files, log) }, people });
  await ports.db.creation.deleteMany({ where: unfinished(people) });
  return true;
}

async function play(demo: Demo): Promise<void> {
  const { ports, people } = demo;
  await setPresence(ports, people.bo, { status: "ONLINE", customStatus: "Reading logs" });
  await setPresence(ports, people.cy, { status: "ONLINE", customStatus: "On the train 🚆" });
  await writeNotes(demo);
  await foundBookClub(demo);
  await chatSlowly(demo);
  await talkWithCy(demo, await announce(demo));
  await talkWithBo(demo);
  await talkInGroup(demo);
}

/** There while the demo is being made: what is left of one that was cut short. */
function unfinished({ ana }: Demo["people"]) {
  return { creatorId: ana, mutation: "seedDemo", clientKey: "unfinished" };
}

/** Null when another process was faster: the lock lets the second one see what the first has committed. */
async function insertFirstUsers(db: Db, passwordHash: string): Promise<Demo["people"] | null> {
  const people = { ana: newId(), bo: newId(), cy: newId(), di: newId(), eli: newId() };
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SEED_LOCK}::bigint)`;
    if (await hasUsers(tx)) return null;
    await tx.user.createMany({
      data: NAMES.map((name) => ({ id: people[name], username: name, ...PROFILES[name], passwordHash })),
    });
    const marker = { ...unfinished(people), nodeId: people.ana, inputHash: hashInput(NAMES) };
    await tx.creation.create({ data: marker });
    return people;
  });
}

/** The people of a demo that is not finished; null where there is none, or one of them has another name since. */
async function findUnfinished(db: Db): Promise<Demo["people"] | null> {
  const users = await db.user.findMany({
    where: { username: { in: [...NAMES] } },
    select: { id: true, username: true },
  });
  const ids = new Map(users.map(({ id, username }) => [username, id]));
  const [ana, bo, cy, di, eli] = NAMES.map((name) => ids.get(name));
  if (ana === undefined || bo === undefined || cy === undefined || di === undefined || eli === undefined) {
    return null;
  }
  const people = { ana, bo, cy, di, eli };
  return (await db.creation.count({ where: unfinished(people) })) > 0 ? people : null;
}

async function hasUsers(db: Pick<Db, "user">): Promise<boolean> {
  return (await db.user.findFirst({ select: { id: true } })) !== null;
}
