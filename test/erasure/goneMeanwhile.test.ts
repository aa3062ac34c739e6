/** An erasure of what is gone already, or goes while it is looked at: it comes to its end. */
import { expect, test } from "vitest";
import type { Ports } from "../../src/domain/ports.ts";
import { forgetWords } from "../../src/domain/erasure/forgetWords.ts";
import { removeReactions } from "../../src/domain/erasure/removeReactions.ts";
import { decodeNodeId } from "../../src/schema/nodeId.ts";
import { openJobs } from "../removal/scene.ts";
import type { JobsScene } from "../removal/scene.ts";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import { ChangeMemberRoleDocument, DeleteMessageDocument, ReactDocument } from "../support/documents.ts";
import { rowsOf } from "../support/rows.ts";

const forever = new AbortController().signal;

/** Cy moderates a group of Bo's, has deleted a message there with a reason, and reacted to others. */
async function moderate(app: TestApp, reactions: number) {
  const { bo, cy, group } = await app.people.inGroup("bo", "cy");
  await bo.asks(ChangeMemberRoleDocument, {
    input: { conversationId: group, userId: cy.id, role: "MODERATOR" },
  });
  const bodies = Array.from({ length: reactions + 1 }, (_, n) => `message ${n}`);
  const [bad, ...others] = await bo.sends(group, ...bodies);
  await cy.asks(DeleteMessageDocument, { input: { messageId: bad?.id ?? "", reason: "a reason of cy's" } });
  for (const { id } of others) await cy.asks(ReactDocument, { input: { messageId: id, emoji: "👍" } });
  return { cyId: decodeNodeId(cy.id).id, conversationId: decodeNodeId(group).id };
}

/** The conversation goes before anything is written to it. */
function goingPorts({ ports, db }: JobsScene): Ports {
  return {
    ...ports,
    log: {
      ...ports.log,
      change: async (id, change) => {
        await db.conversation.deleteMany({ where: { id } });
        return ports.log.change(id, change);
      },
    },
  };
}

test("reasons and reactions in a conversation that goes meanwhile are forgotten all the same", async () => {
  await using app = await startApp();
  await using jobs = openJobs(app);
  const { cyId } = await moderate(app, 1);
  const ports = goingPorts(jobs);
  expect(await removeReactions(ports, cyId, forever)).toBe(true);
  expect(await forgetWords(ports, cyId, forever)).toBe(true);
  expect(await rowsOf(app, "SELECT 1 FROM audit_entry WHERE reason IS NOT NULL")).toEqual([]);
  expect(await rowsOf(app, "SELECT 1 FROM audit_entry")).toHaveLength(2);
});

test("reactions go ten at a time, so that nobody waits long for the conversation", async () => {
  await using app = await startApp();
  await using jobs = openJobs(app);
  const { cyId } = await moderate(app, 25);
  const counts: number[] = [];
  const ports: Ports = {
    ...jobs.ports,
    log: {
      ...jobs.ports.log,
      change: (id, change) =>
        jobs.ports.log.change(id, async (write) => {
          const before = write.nextSeq;
          const changed = await change(write);
          counts.push(write.nextSeq - before);
          return changed;
        }),
    },
  };
  expect(await removeReactions(ports, cyId, forever)).toBe(true);
  expect(counts).toEqual([10, 10, 5]);
});
