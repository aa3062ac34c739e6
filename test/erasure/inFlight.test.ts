/** What was under way when an account was erased: nobody becomes a member behind it, in whichever order the two are written. */
import pg from "pg";
import { expect, test } from "vitest";
import { createDirectConversation } from "../../src/domain/conversation/createDirectConversation.ts";
import { createGroup } from "../../src/domain/conversation/createGroup.ts";
import { NotFoundError } from "../../src/domain/errors.ts";
import { joinConversation } from "../../src/domain/member/joinConversation.ts";
import type { Ports } from "../../src/domain/ports.ts";
import { decodeNodeId } from "../../src/schema/nodeId.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person, Scene } from "../conversation/scene.ts";
import { openJobs } from "../removal/scene.ts";
import { PASSWORD } from "../support/people.ts";
import { rowsOf } from "../support/rows.ts";

const idOf = (nodeId: string): string => decodeNodeId(nodeId).id;
const asksForErasure = (person: Person) =>
  person.does("requestErasure", { password: PASSWORD }, "__typename");

/** Until so many statements wait for a lock. */
async function untilWaiting(scene: Scene, count: number): Promise<void> {
  await expect
    .poll(() => rowsOf(scene, "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"))
    .toHaveLength(count);
}

async function makeChannel(owner: Person): Promise<string> {
  const channel = { title: "Channel", memberIds: [], kind: "CHANNEL", clientKey: "channel" };
  const { createdConversation } = await owner.does<{ createdConversation: { id: string } }>(
    "createGroup",
    channel,
    "createdConversation { id }",
  );
  const conversationId = createdConversation.id;
  await owner.does("updateConversation", { conversationId, visibility: "PUBLIC" }, "__typename");
  return conversationId;
}

const present = (scene: Scene, person: Person) =>
  rowsOf(scene, "SELECT 1 FROM member WHERE user_id = $1 AND removed_seq IS NULL", [idOf(person.id)]);

test("who has left and comes back while the account is erased stays away", async () => {
  await using scene = await startScene();
  await using jobs = openJobs(scene);
  const { bo, cy } = await scene.people("bo", "cy");
  const conversationId = await makeChannel(bo);
  await cy.does("joinConversation", { conversationId }, "__typename");
  await cy.does("leaveConversation", { conversationId }, "__typename");

  const reached = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const slowly: Ports = {
    ...jobs.ports,
    log: {
      ...jobs.ports.log,
      change: async (id, change) => {
        reached.resolve();
        await held.promise;
        return jobs.ports.log.change(id, change);
      },
    },
  };
  const coming = joinConversation(slowly, idOf(cy.id), { conversationId: idOf(conversationId) });
  await reached.promise;
  await asksForErasure(cy);
  // Past the conversation, whose membership has ended long ago.
  expect(await jobs.erase(cy, { isEarly: true })).toBe(false);
  held.resolve();
  await expect(coming).rejects.toThrow(NotFoundError);
  expect(await present(scene, cy)).toEqual([]);
  expect(await jobs.erase(cy)).toBe(true);
});

test("an erasure waits for who is being made a member again, and finds the membership", async () => {
  await using scene = await startScene();
  await using jobs = openJobs(scene);
  const { bo, cy } = await scene.people("bo", "cy");
  const conversationId = await makeChannel(bo);
  await cy.does("joinConversation", { conversationId }, "__typename");
  await cy.does("leaveConversation", { conversationId }, "__typename");

  const reached = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const slowly: Ports = {
    ...jobs.ports,
    log: {
      ...jobs.ports.log,
      change: (id, change) =>
        jobs.ports.log.change(id, async (write) => {
          const changed = await change(write);
          reached.resolve();
          await held.promise;
          return changed;
        }),
    },
  };
  const coming = joinConversation(slowly, idOf(cy.id), { conversationId: idOf(conversationId) });
  await reached.promise;
  const erasing = asksForErasure(cy);
  await untilWaiting(scene, 1);
  held.resolve();
  await coming;
  expect(await present(scene, cy)).toHaveLength(1);
  await erasing;
  expect(await jobs.erase(cy)).toBe(true);
  expect(await present(scene, cy)).toEqual([]);
});

test("a conversation with who is erased while it is made is not made", async () => {
  await using scene = await startScene();
  await using jobs = openJobs(scene);
  const { bo, cy } = await scene.people("bo", "cy");
  // Behind the look whether they are somebody.
  const late: Ports = {
    ...jobs.ports,
    log: {
      ...jobs.ports.log,
      create: async (id, create) => {
        if ((await scene.db.erasure.count()) === 0) await asksForErasure(cy);
        return jobs.ports.log.create(id, create);
      },
    },
  };
  const [boId, cyId] = [idOf(bo.id), idOf(cy.id)];
  await expect(createDirectConversation(late, boId, { userId: cyId })).rejects.toThrow(NotFoundError);
  const own = { title: "Own", memberIds: [boId], kind: "GROUP", clientKey: "own" } as const;
  await expect(createGroup(late, cyId, own)).rejects.toThrow(NotFoundError);
  expect(await scene.db.conversation.count()).toBe(0);
  expect(await scene.db.creation.count()).toBe(0);
});

test("who is about to join by a link when its maker is erased does not", async () => {
  await using scene = await startScene();
  const { bo, cy } = await scene.people("bo", "cy");
  const conversationId = await makeChannel(cy);
  const { secret } = await cy.does<{ secret: string }>(
    "createInviteLink",
    { conversationId, clientKey: "link" },
    "secret",
  );
  // Bo has been found, and the link usable.
  const client = new pg.Client({ connectionString: scene.databaseUrl });
  await client.connect();
  await client.query("BEGIN");
  await client.query('SELECT 1 FROM "user" WHERE id = $1 FOR UPDATE', [idOf(bo.id)]);
  const joining = bo.tries("joinByInviteLink", { secret });
  await untilWaiting(scene, 1);
  await asksForErasure(cy);
  await client.end();
  expect(await joining).toBe("InviteLinkRevokedError");
  expect(await present(scene, bo)).toEqual([]);
});
