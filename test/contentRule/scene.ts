// What the scenes of content rules have in common: rules that are made, and messages that come up against them.

import { newId } from "../../src/lib/ids.ts";
import { makeGroup } from "../conversation/group.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person, Scene } from "../conversation/scene.ts";

export interface Rule {
  readonly id: string;
  readonly kind: string;
  readonly pattern: string;
  readonly action: string;
  readonly reason: string | null;
  readonly deletedAt: string | null;
}

export const RULE = "id kind pattern action reason deletedAt";

/** A group of `ana`, who owns it, `mod`, who moderates it, and `bo` and `cy`. */
export async function startRules() {
  const scene = await startScene();
  const people = await scene.people("ana", "mod", "bo", "cy");
  const { ana, mod, bo, cy } = people;
  const group = await makeGroup(ana, [mod, bo, cy]);
  await ana.does(
    "changeMemberRole",
    { conversationId: group, userId: mod.id, role: "MODERATOR" },
    "__typename",
  );
  return { ...scene, ...people, group };
}

/** Of the server, where `conversationId` is null. */
export async function rules(
  person: Person,
  conversationId: string | null,
  pattern: string,
  action: string,
  input: object = {},
): Promise<Rule> {
  const rule = { conversationId, kind: "WORD", pattern, action, clientKey: newId(), ...input };
  const { createdContentRule } = await person.does<{ createdContentRule: Rule }>(
    "createContentRule",
    rule,
    `createdContentRule { ${RULE} }`,
  );
  return createdContentRule;
}

export interface Sent {
  readonly id: string;
  readonly body: string;
  readonly seq: number;
}

export async function sends(
  person: Person,
  conversationId: string,
  body: string,
  input: object = {},
): Promise<Sent> {
  const { sentMessage } = await person.does<{ sentMessage: Sent }>(
    "sendMessage",
    { conversationId, body, clientKey: newId(), ...input },
    "sentMessage { id body seq }",
  );
  return sentMessage;
}

/** How a send ends. */
export function says(
  person: Person,
  conversationId: string,
  body: string,
  input: object = {},
): Promise<string> {
  return person.tries("sendMessage", { conversationId, body, clientKey: newId(), ...input });
}

/** Makes somebody what they are on the whole server. */
export async function appoints(
  { db }: Pick<Scene, "db">,
  { username }: Person,
  serverRole: "MODERATOR" | "ADMIN",
): Promise<void> {
  await db.user.update({ where: { username }, data: { serverRole } });
}
