/** Nodes that die, restart and freeze while clients send. */
import { setTimeout as delay } from "node:timers/promises";
import { FaultsLogoutDocument } from "../documents.ts";
import type { RecordingFollower } from "../follower.ts";
import type { Row } from "../row.ts";
import { onStage } from "../stage.ts";
import type { Stage } from "../stage.ts";

const NODES = 3;
const FREEZE_MS = 30_000;
/** A client that hears nothing for so long goes elsewhere. */
const SILENT_MS_MAX = 4_000;
/** Of those who are sent nothing but that they are out. */
const OUT_WITHIN_MS = 5_000;
const INBOXES = 4;

export const kill: Row = {
  name: "kill",
  fault: "kill -9 of one node after the other during sends; all zero, on inboxes too",
  boundSeconds: 240,
  run: ({ isShort, say }) =>
    onStage({ nodes: isShort ? 2 : NODES, followers: 6, inboxes: INBOXES }, async (stage) => {
      const { slots } = stage.arena;
      for (let kills = 0; kills < (isShort ? 1 : 2 * NODES); kills += 1) {
        const slot = stage.arena.slot(kills % slots.length);
        await stage.checkpoints();
        say(`kill ${kills + 1}`);
        await slot.kill();
        await stage.acknowledges(20);
        await slot.start();
        await stage.acknowledges(20);
      }
      const resumed = stage.inboxes.some(({ book }) => book.resumedFromCheckpoint > 0);
      stage.demand(resumed, "No inbox resumed from a checkpoint.");
    }),
};

export const rollingRestart: Row = {
  name: "rolling-restart",
  fault:
    "nodes are told to restart one after the other; all zero, 1012, no send fails after the client's retry",
  boundSeconds: 240,
  run: ({ isShort, say }) =>
    onStage({ nodes: isShort ? 2 : NODES, followers: 6 }, async (stage) => {
      for (let turn = 0; turn < (isShort ? 1 : 2); turn += 1) {
        for (const [index, slot] of stage.arena.slots.entries()) {
          say(`restart of node ${index}`);
          const ending = await slot.stop();
          stage.demand(ending?.code === 0, `node ${index} ended with ${JSON.stringify(ending)}`);
          await slot.start();
          await stage.acknowledges(20);
        }
      }
      const codes = closeCodes(stage);
      stage.notes.push(`close codes ${codes.join(", ")}`);
      stage.demand(
        codes.every((code) => code === 1012),
        `sockets were closed with ${codes.join(", ")}`,
      );
    }),
};

export const freeze: Row = {
  name: "freeze",
  fault:
    "a node freezes for 30 s (SIGSTOP), and meanwhile a member is removed and a session ended that it serves; all zero, and thawed it sends nothing past the removal, ends the session's stream within 5 s, and nothing comes twice",
  boundSeconds: 240,
  run: ({ isShort, say }) =>
    onStage({ nodes: 2, followers: 6, inboxes: INBOXES, silentMsMax: SILENT_MS_MAX }, async (stage) => {
      const { arena } = stage;
      const frozen = arena.slot(0);
      // Those of its followers who neither send nor give a silent server up: they are there when it thaws.
      const [removed, out] = [followerOf(stage, 4, 0), followerOf(stage, 5, 1)];
      const url = await frozen.url;
      stage.demand(removed.wire?.url === url && out.wire?.url === url, "They are not on the frozen node.");
      await stage.checkpoints();
      frozen.freeze();
      say("frozen");
      const frozenUntil = delay(isShort ? 2 * SILENT_MS_MAX : FREEZE_MS);
      await remove(stage, removed);
      await logOut(stage, out);
      const missed = stage.acknowledged;
      await frozenUntil;
      stage.notes.push(
        `${stage.acknowledged - missed} sends after the removal and the logout, while it was frozen`,
      );

      const [toldRemoved, toldOut] = [removed.entries.length, out.entries.length];
      stage.demand(removed.entries.at(-1)?.type !== "CLOSED", "The one removed had left before the thaw.");
      stage.demand(out.entries.at(-1)?.type !== "CLOSED", "The one signed out had left before the thaw.");
      const thawedAt = performance.now();
      frozen.thaw();
      say("thawed");
      const isOut = (): boolean => out.entries.slice(toldOut).some(({ type }) => type === "CLOSED");
      while (!(removed.isOver && isOut()) && performance.now() < thawedAt + OUT_WITHIN_MS) await delay(20);
      stage.demand(removed.isOver, "The stream of the one removed goes on.");
      stage.demand(isOut(), "The stream of the session that was ended goes on.");
      const removal = await removalOf(stage, removed);
      stage.demand(
        removed.lastSeq === removal,
        `it was told up to ${removed.lastSeq}, and removed at ${removal}`,
      );
      await stage.acknowledges(20);
      stage.notes.push(
        `thawed: the one removed, ${sayThawed(removed, toldRemoved, thawedAt)}; the one signed out, ${sayThawed(out, toldOut, thawedAt)}`,
      );
    }),
};

/** Of the member with this number, in the conversation with this number. */
function followerOf({ members, conversations, followers }: Stage, member: number, group: number) {
  const found = followers.find(
    ({ userId, conversationId }) => userId === members[member]?.id && conversationId === conversations[group],
  );
  if (found === undefined) throw new Error("unreachable");
  return found;
}

/** On the node that still runs. */
async function remove({ arena, owner, members }: Stage, { userId, conversationId }: RecordingFollower) {
  const member = members.find(({ id }) => id === userId);
  if (member === undefined) throw new Error("unreachable");
  await owner.on({ url: await arena.slot(1).url }).removes(conversationId, member);
}

async function removalOf({ arena }: Stage, { userId, conversationId }: RecordingFollower) {
  const memberships = await arena.memberships(conversationId);
  return memberships.find((membership) => membership.userId === userId)?.removedSeq;
}

/** Ends the session with which all of this person's followers signed in; they come back with another. */
async function logOut({ arena, followers, members }: Stage, { userId }: RecordingFollower): Promise<void> {
  const member = members.find(({ id }) => id === userId);
  if (member === undefined) throw new Error("unreachable");
  const { authorization } = await arena.signsInAgain(member);
  for (const follower of followers)
    if (follower.userId === userId) follower.life.authorization = authorization;
  const { logout } = await member.on({ url: await arena.slot(1).url }).asks(FaultsLogoutDocument, {});
  if (logout.__typename !== "LogoutPayload") throw new Error(`The logout was refused: ${logout.__typename}`);
}

/** What it was told on its old stream after the thaw, and how that ended. */
function sayThawed({ entries }: RecordingFollower, from: number, thawedAt: number): string {
  const told = entries.slice(from);
  const end = told.findIndex(({ type }) => type === "CLOSED" || type === "COMPLETED");
  const events = told.slice(0, Math.max(0, end)).filter(({ type }) => type === "EVENT").length;
  const last = told[end];
  if (last === undefined) return "never ended";
  const how = last.type === "CLOSED" ? `closed with ${last.code}` : "completed";
  return `${events} events, then ${how} after ${(last.at - thawedAt).toFixed(0)} ms`;
}

/** Each that occurred, once. */
function closeCodes({ followers }: Stage): number[] {
  const codes = followers.flatMap(({ entries }) =>
    entries.flatMap((entry) => (entry.type === "CLOSED" ? [entry.code] : [])),
  );
  return [...new Set(codes)].sort((one, other) => one - other);
}
