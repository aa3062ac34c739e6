/** Makes the demo people and what they talk about, so that a newcomer's first screen is not empty. */
import type { Passwords } from "../domain/account/ports.ts";
import { createDirectConversation } from "../domain/conversation/createDirectConversation.ts";
import { createGroup } from "../domain/conversation/createGroup.ts";
import { changeMemberRole } from "../domain/member/changeMemberRole.ts";
import { deleteMessage } from "../domain/message/deleteMessage.ts";
import { editMessage } from "../domain/message/editMessage.ts";
import { sendMessage } from "../domain/message/sendMessage.ts";
import type { Ports } from "../domain/ports.ts";
import type { Db } from "../domain/rows.ts";
import { newId } from "../lib/ids.ts";

export const DEMO_PASSWORD = "parley-demo";

/** Any number that no other advisory lock of Parley's uses. */
const SEED_LOCK = 7_265_639;

export interface SeedDemoDeps {
  readonly ports: Ports;
  readonly passwords: Pick<Passwords, "hash">;
}

type Name = "ana" | "bo" | "cy";
/** Their user ids. */
type People = Readonly<Record<Name, string>>;
type Line = readonly [speaker: Name, body: string];

/**
 * Seeds a database that has no users and tells whether it did; on any other it does nothing. Of several processes that
 * start at once, one does it.
 */
export async function seedDemo({ ports, passwords }: SeedDemoDeps): Promise<boolean> {
  if (await hasUsers(ports.db)) return false;
  const people: People = { ana: newId(), bo: newId(), cy: newId() };
  const passwordHash = await passwords.hash(DEMO_PASSWORD);
  if (!(await insertFirstUsers(ports.db, people, passwordHash))) return false;
  await talkDirectly(ports, people);
  await talkInGroup(ports, people);
  return true;
}

/** False when another process was faster: the lock lets the second one see what the first has committed. */
async function insertFirstUsers(db: Db, people: People, passwordHash: string): Promise<boolean> {
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SEED_LOCK}::bigint)`;
    if (await hasUsers(tx)) return false;
    await tx.user.createMany({
      data: [
        { id: people.ana, username: "ana", displayName: "Ana", about: "Ships on Fridays.", passwordHash },
        {
          id: people.bo,
          username: "bo",
          displayName: "Bo",
          about: "Reads the logs so you don't have to.",
          passwordHash,
        },
        { id: people.cy, username: "cy", displayName: "Cy", passwordHash },
      ],
    });
    return true;
  });
}

async function hasUsers(db: Pick<Db, "user">): Promise<boolean> {
  return (await db.user.findFirst({ select: { id: true } })) !== null;
}

async function talkDirectly(ports: Ports, people: People): Promise<void> {
  const { id } = await createDirectConversation(ports, people.ana, { userId: people.bo });
  await say(ports, people, id, [
    ["ana", "Hi Bo! Is this thing on?"],
    ["bo", "Loud and clear 👋"],
    ["ana", "Nice. I've made a group for the three of us, come and say hello to Cy."],
    ["bo", "On my way."],
  ]);
}

async function talkInGroup(ports: Ports, people: People): Promise<void> {
  const { ana, bo, cy } = people;
  const { conversation } = await createGroup(ports, ana, {
    title: "Parley demo",
    memberIds: [bo, cy],
    kind: "GROUP",
    clientKey: "demo",
  });
  const conversationId = conversation.id;
  await say(ports, people, conversationId, [
    ["ana", "Welcome, both! This is where we try things out."],
    ["bo", "Hello! Who else is here?"],
    ["cy", "Me 🙂 Good to see you, Bo."],
    ["ana", "Bo, would you keep an eye on this room when I'm away?"],
    ["bo", "Sure."],
  ]);
  await changeMemberRole(ports, ana, { conversationId, userId: bo, role: "MODERATOR" });
  const [, , time] = await say(ports, people, conversationId, [
    ["ana", "Done, you are a moderator now."],
    ["bo", "The power! I'll use it for good."],
    ["ana", "Shall we go through the release notes on Thursday at 10:00?"],
    ["cy", "Thursday works, but I have the dentist at ten."],
  ]);
  if (time)
    await editMessage(ports, ana, {
      messageId: time,
      body: "Shall we go through the release notes on Thursday at **11:00**?",
    });
  const [, , slip] = await say(ports, people, conversationId, [
    ["ana", "Moved it to eleven, see above."],
    ["cy", "Thank you!"],
    ["cy", "mlik, eggs, bread"],
    ["cy", "Sorry, wrong window. My shopping list does not need a review."],
  ]);
  if (slip) await deleteMessage(ports, cy, { messageId: slip });
  await say(ports, people, conversationId, [
    ["bo", "Pity, I had comments on the eggs."],
    ["ana", "😄"],
    [
      "bo",
      "By the way: I pulled my network cable while you were typing, and nothing was missing when I came back.",
    ],
    ["ana", "That's the idea: everything after your cursor, in order, once."],
    ["cy", "Then I can read the release notes on the train after all."],
    ["bo", "Tunnels included."],
    ["ana", "See you on Thursday!"],
  ]);
}

/** Says the lines in turn; the ids of their messages. */
async function say(
  ports: Ports,
  people: People,
  conversationId: string,
  lines: readonly Line[],
): Promise<string[]> {
  const messageIds: string[] = [];
  for (const [speaker, body] of lines) {
    const { message } = await sendMessage(ports, people[speaker], {
      conversationId,
      clientKey: newId(),
      body,
    });
    messageIds.push(message.id);
  }
  return messageIds;
}
