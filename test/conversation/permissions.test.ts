// Who may do what in a conversation: every role, every operation, each cell written here by hand.

import { isInputObjectType, isNonNullType } from "graphql";
import { expect, test } from "vitest";
import { schema } from "../../src/graph.ts";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { startScene } from "./scene.ts";
import type { Person, Scene } from "./scene.ts";

const ROLES = ["OWNER", "ADMIN", "MODERATOR", "MEMBER"] as const;
type Role = (typeof ROLES)[number];

test("who may remove whom", async () => {
  const allowed: Record<Role, Role[]> = {
    OWNER: ["OWNER", "ADMIN", "MODERATOR", "MEMBER"],
    ADMIN: ["MODERATOR", "MEMBER"],
    MODERATOR: ["MEMBER"],
    MEMBER: [],
  };
  await using scene = await startScene();
  const cast = await castOf(scene);
  let group = await cast.freshGroup();
  for (const actor of ROLES) {
    for (const target of ROLES) {
      const { id: userId, username } = cast.targets[target];
      const isAllowed = allowed[actor].includes(target);
      const ending = await cast.actors[actor].tries("removeMember", { conversationId: group, userId });
      const expected = isAllowed ? "RemoveMemberPayload" : "NotAllowedError";
      expect([actor, "removes", target, ending]).toEqual([actor, "removes", target, expected]);
      expect((await cast.rolesIn(group)).has(username)).toBe(!isAllowed);
      if (isAllowed) group = await cast.freshGroup();
    }
  }
});

test("who may give whom which role", async () => {
  const none = { OWNER: [], ADMIN: [], MODERATOR: [], MEMBER: [] };
  const allowed: Record<Role, Record<Role, readonly Role[]>> = {
    OWNER: { OWNER: ROLES, ADMIN: ROLES, MODERATOR: ROLES, MEMBER: ROLES },
    ADMIN: { ...none, MODERATOR: ["MODERATOR", "MEMBER"], MEMBER: ["MODERATOR", "MEMBER"] },
    MODERATOR: none,
    MEMBER: none,
  };
  await using scene = await startScene();
  const cast = await castOf(scene);
  const group = await cast.freshGroup();
  for (const actor of ROLES) {
    for (const target of ROLES) {
      const { id: userId, username } = cast.targets[target];
      for (const role of ROLES) {
        const isAllowed = allowed[actor][target].includes(role);
        const ending = await cast.actors[actor].tries("changeMemberRole", {
          conversationId: group,
          userId,
          role,
        });
        const expected = isAllowed ? "ChangeMemberRolePayload" : "NotAllowedError";
        expect([actor, "makes", target, role, ending]).toEqual([actor, "makes", target, role, expected]);
        expect((await cast.rolesIn(group)).get(username)).toBe(isAllowed ? role : target);
        if (isAllowed) await cast.givesRole(group, cast.targets[target], target);
      }
    }
  }
});

test("who may add members, change the conversation, and leave it", async () => {
  const allowed: Record<string, Role[]> = {
    addMembers: ["OWNER", "ADMIN", "MODERATOR"],
    updateConversation: ["OWNER", "ADMIN"],
    leaveConversation: ["OWNER", "ADMIN", "MODERATOR", "MEMBER"],
  };
  await using scene = await startScene();
  const cast = await castOf(scene);
  const crowd = await scene.crowd(ROLES.length);
  const conversationId = await cast.freshGroup();
  for (const [operation, roles] of Object.entries(allowed)) {
    for (const [index, actor] of ROLES.entries()) {
      const before = await scene.log();
      const input = {
        addMembers: { conversationId, userIds: crowd.slice(index, index + 1) },
        updateConversation: { conversationId, description: `About ${actor}` },
        leaveConversation: { conversationId },
      }[operation];
      const ending = await cast.actors[actor].tries(operation, input ?? {});
      const isAllowed = roles.includes(actor);
      expect([actor, operation, ending.endsWith("Payload")]).toEqual([actor, operation, isAllowed]);
      if (!isAllowed) expect(ending).toBe("NotAllowedError");
      expect((await scene.log()).length - before.length).toBe(isAllowed ? 1 : 0);
    }
  }
});

test("who may send where only moderators may", async () => {
  await using scene = await startScene();
  const cast = await castOf(scene);
  const conversationId = await cast.freshGroup();
  const only = { conversationId, postingPolicy: "MODERATORS" };
  await cast.actors.OWNER.does("updateConversation", only, "__typename");
  const endings = { OWNER: "", ADMIN: "", MODERATOR: "", MEMBER: "" };
  for (const actor of ROLES) {
    const input = { conversationId, clientKey: "k", body: "Hello." };
    endings[actor] = await cast.actors[actor].tries("sendMessage", input);
  }
  expect(endings).toEqual({
    OWNER: "SendMessagePayload",
    ADMIN: "SendMessagePayload",
    MODERATOR: "SendMessagePayload",
    MEMBER: "PostingRestrictedError",
  });
});

test("nobody steps up on their own, and one may step down", async () => {
  await using scene = await startScene();
  const cast = await castOf(scene);
  const conversationId = await cast.freshGroup();
  for (const [actor, role] of [
    ["ADMIN", "OWNER"],
    ["ADMIN", "MODERATOR"],
    ["MODERATOR", "ADMIN"],
    ["MEMBER", "MODERATOR"],
  ] as const) {
    const input = { conversationId, userId: cast.actors[actor].id, role };
    expect([actor, await cast.actors[actor].tries("changeMemberRole", input)]).toEqual([
      actor,
      "NotAllowedError",
    ]);
  }
  const down = { conversationId, userId: cast.actors.OWNER.id, role: "MEMBER" };
  expect(await cast.actors.OWNER.tries("changeMemberRole", down)).toBe("ChangeMemberRolePayload");
  const before = await scene.log();
  // A retry, by one who has lost the right meanwhile, by that very act.
  expect(await cast.actors.OWNER.tries("changeMemberRole", down)).toBe("ChangeMemberRolePayload");
  expect(await scene.log()).toEqual(before);
});

test("to everybody else a conversation is an id that does not exist, whatever they try", async () => {
  await using scene = await startScene();
  const cast = await castOf(scene);
  const { stranger, gone } = await scene.people("stranger", "gone");
  const conversationId = await cast.freshGroup();
  const { OWNER: owner } = cast.actors;
  await owner.does("addMembers", { conversationId, userIds: [gone.id] }, "__typename");
  await owner.does("removeMember", { conversationId, userId: gone.id }, "__typename");
  const before = await scene.log();

  const inputs: Record<string, object> = {
    addMembers: { userIds: [stranger.id] },
    banMember: { userId: owner.id },
    changeMemberRole: { userId: owner.id, role: "MEMBER" },
    createInviteLink: { clientKey: "k" },
    inviteMembers: { userIds: [stranger.id] },
    joinConversation: {},
    forwardMessage: { messageId: encodeNodeId("Message", newId()), clientKey: "k" },
    leaveConversation: {},
    markDelivered: { seq: 1 },
    markRead: { seq: 1 },
    markUnread: { seq: 1 },
    muteMember: { userId: owner.id, until: new Date(Date.now() + 3_600_000).toISOString() },
    removeMember: { userId: owner.id },
    saveDraft: { body: "Hello?" },
    sendMessage: { clientKey: "k", body: "Hello?" },
    setTyping: { isTyping: true },
    transferOwnership: { userId: owner.id },
    unbanMember: { userId: owner.id },
    unmuteMember: { userId: owner.id },
    updateConversation: { title: "Mine" },
    updateConversationSettings: { isPinned: true },
  };
  expect(Object.keys(inputs).sort()).toEqual(mutationsOnConversations().sort());

  for (const [mutation, input] of Object.entries(inputs)) {
    const given = { ...input, conversationId };
    const random = { ...input, conversationId: encodeNodeId("Conversation", newId()) };
    const expected = { stranger: "NotFoundError", gone: "NotFoundError", anonymous: "UNAUTHENTICATED" };
    // Leaving again is answered as leaving was.
    if (mutation === "leaveConversation") expected.gone = "LeaveConversationPayload";
    const endings = {
      stranger: await stranger.tries(mutation, given),
      gone: await gone.tries(mutation, given),
      anonymous: await scene.anonymous.tries(mutation, given),
    };
    expect([mutation, endings]).toEqual([mutation, expected]);
    expect([mutation, await stranger.tries(mutation, random)]).toEqual([mutation, "NotFoundError"]);
  }
  expect(await scene.log()).toEqual(before);
});

/** The mutations that take a conversation's id: a new one needs cells above. */
function mutationsOnConversations(): string[] {
  return Object.values(schema.getMutationType()?.getFields() ?? {})
    .filter(({ args }) => {
      const type = args[0]?.type;
      const input = isNonNullType(type) ? type.ofType : type;
      return isInputObjectType(input) && "conversationId" in input.getFields();
    })
    .map((field) => field.name);
}

interface Cast {
  readonly actors: Record<Role, Person>;
  readonly targets: Record<Role, Person>;
  /** A group with all eight, each in their role. */
  freshGroup(): Promise<string>;
  /** By an owner, who may. */
  givesRole(group: string, person: Person, role: Role): Promise<unknown>;
  /** By username; present members only. */
  rolesIn(group: string): Promise<Map<string, string>>;
}

async function castOf(scene: Scene): Promise<Cast> {
  const all = await scene.people("o1", "a1", "m1", "p1", "o2", "a2", "m2", "p2");
  const actors = { OWNER: all.o1, ADMIN: all.a1, MODERATOR: all.m1, MEMBER: all.p1 };
  const targets = { OWNER: all.o2, ADMIN: all.a2, MODERATOR: all.m2, MEMBER: all.p2 };
  const givesRole = (conversationId: string, { id: userId }: Person, role: Role) =>
    actors.OWNER.does("changeMemberRole", { conversationId, userId, role }, "__typename");
  let groups = 0;
  return {
    actors,
    targets,
    givesRole,
    async freshGroup() {
      groups += 1;
      const memberIds = Object.values(all).map((person) => person.id);
      const { createdConversation } = await actors.OWNER.does<{ createdConversation: { id: string } }>(
        "createGroup",
        { title: "Group", memberIds, clientKey: `group-${groups}` },
        "createdConversation { id }",
      );
      for (const role of ["OWNER", "ADMIN", "MODERATOR"] as const) {
        if (role !== "OWNER") await givesRole(createdConversation.id, actors[role], role);
        await givesRole(createdConversation.id, targets[role], role);
      }
      return createdConversation.id;
    },
    async rolesIn(group) {
      interface Members {
        conversation: { members: { edges: { node: { role: string; user: { username: string } } }[] } } | null;
      }
      for (const person of Object.values(all)) {
        const { data } = await person.asks<Members>(
          "query ($id: ID!) { conversation(id: $id) { members { edges { node { role user { username } } } } } }",
          { id: group },
        );
        if (data.conversation === null) continue;
        return new Map(data.conversation.members.edges.map(({ node }) => [node.user.username, node.role]));
      }
      throw new Error("Nobody is in this group.");
    },
  };
}
