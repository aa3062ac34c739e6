// A group for scenes about the rules among its members: one person in each role, one who has left, and a stranger.

import { newId } from "../../src/lib/ids.ts";
import type { Person, Scene } from "./scene.ts";

export const HOUR_MS = 3_600_000;

/** A moment so many hours away, as a client writes it. */
export function inHours(hours: number): string {
  return new Date(Date.now() + hours * HOUR_MS).toISOString();
}

export async function makeGroup(
  owner: Person,
  members: readonly Person[],
  kind: "GROUP" | "CHANNEL" = "GROUP",
): Promise<string> {
  const { createdConversation } = await owner.does<{ createdConversation: { id: string } }>(
    "createGroup",
    { title: "Tea", memberIds: members.map(({ id }) => id), kind, clientKey: newId() },
    "createdConversation { id }",
  );
  return createdConversation.id;
}

export interface Staff {
  readonly owner: Person;
  readonly admin: Person;
  readonly moderator: Person;
  readonly member: Person;
  /** Was a member, and left. */
  readonly gone: Person;
  readonly stranger: Person;
  readonly anonymous: Person;
  readonly conversationId: string;
}

export async function staffOf(scene: Scene, kind: "GROUP" | "CHANNEL" = "GROUP"): Promise<Staff> {
  const people = await scene.people("owner", "admin", "moderator", "member", "gone", "stranger");
  const { owner, admin, moderator, member, gone } = people;
  const conversationId = await makeGroup(owner, [admin, moderator, member, gone], kind);
  await owner.does("changeMemberRole", { conversationId, userId: admin.id, role: "ADMIN" }, "__typename");
  const asModerator = { conversationId, userId: moderator.id, role: "MODERATOR" };
  await owner.does("changeMemberRole", asModerator, "__typename");
  await gone.does("leaveConversation", { conversationId }, "__typename");
  return { ...people, anonymous: scene.anonymous, conversationId };
}

type Role = Exclude<keyof Staff, "conversationId">;

/** How the same mutation ends for each of them, in this order; `input` may make one for each. */
export async function endingsOf(
  staff: Staff,
  mutation: string,
  input: (role: Role) => object,
  roles: readonly Role[] = ["anonymous", "stranger", "gone", "member", "moderator", "admin", "owner"],
): Promise<Partial<Record<Role, string>>> {
  const endings: Partial<Record<Role, string>> = {};
  for (const role of roles) {
    endings[role] = await staff[role].tries(mutation, {
      conversationId: staff.conversationId,
      ...input(role),
    });
  }
  return endings;
}
