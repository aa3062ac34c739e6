/** Who gives roles on the whole server. */
import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { queueOf, reports, sends, startReports } from "./scene.ts";

test("admins of the server give server roles, of others than themselves; it holds at once", async () => {
  await using scene = await startReports();
  const { root, guard, owner, stranger, member, anonymous, author, group } = scene;
  const reportId = await reports(member, { messageId: await sends(author, group) });
  const input = { userId: stranger.id, role: "MODERATOR" };
  for (const person of [guard, owner, stranger]) {
    expect([person.username, await person.tries("changeServerRole", input)]).toEqual([
      person.username,
      "NotAllowedError",
    ]);
  }
  expect(await anonymous.tries("changeServerRole", input)).toBe("UNAUTHENTICATED");
  const unknown = { userId: encodeNodeId("User", newId()), role: "ADMIN" };
  expect(await root.tries("changeServerRole", unknown)).toBe("NotFoundError");
  expect(await root.tries("changeServerRole", { userId: root.id, role: "USER" })).toBe("NotAllowedError");
  const long = { ...input, reason: "x".repeat(501) };
  expect(await root.tries("changeServerRole", long)).toBe("InputValidationError");

  expect(await queueOf(stranger)).toEqual([]);
  for (let time = 0; time < 2; time += 1) {
    expect(await root.does("changeServerRole", input, "changedUser { username } changedServerRole")).toEqual({
      changedUser: { username: "stranger" },
      changedServerRole: "MODERATOR",
      __typename: "ChangeServerRolePayload",
    });
  }
  expect(await queueOf(stranger)).toEqual([reportId]);
  await root.does("changeServerRole", { ...input, role: "USER" }, "__typename");
  expect(await queueOf(stranger)).toEqual([]);
  expect(await scene.db.auditEntry.count()).toBe(2);

  // Two who demote each other: one of them stays.
  await root.does("changeServerRole", { userId: owner.id, role: "ADMIN" }, "__typename");
  const endings = await Promise.all([
    root.tries("changeServerRole", { userId: owner.id, role: "USER" }),
    owner.tries("changeServerRole", { userId: root.id, role: "USER" }),
  ]);
  expect(endings.toSorted()).toEqual(["ChangeServerRolePayload", "NotAllowedError"]);
  expect(await scene.db.user.count({ where: { serverRole: "ADMIN" } })).toBe(1);
});
