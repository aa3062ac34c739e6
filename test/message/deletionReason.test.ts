/** Why a moderator deleted a message: shown to its readers, and to nobody else. */
import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person } from "../conversation/scene.ts";

test("a moderator's reason is shown to the readers; a sender's own is not, and one that is too long is refused", async () => {
  await using scene = await startScene();
  const { ana, bo, late } = await scene.people("ana", "bo", "late");
  const { createdConversation } = await ana.does<{ createdConversation: { id: string } }>(
    "createGroup",
    { title: "Group", memberIds: [bo.id, late.id], clientKey: newId() },
    "createdConversation { id }",
  );
  const conversationId = createdConversation.id;
  const sends = async (person: Person) =>
    (
      await person.does<{ sentMessage: { id: string } }>(
        "sendMessage",
        { conversationId, clientKey: newId(), body: "rude" },
        "sentMessage { id }",
      )
    ).sentMessage.id;
  const deletes = (person: Person, messageId: string, reason: string | null) =>
    person.does("deleteMessage", { messageId, reason }, "deletedMessage { body deletionReason }");

  const [one, two, three] = [await sends(bo), await sends(ana), await sends(bo)];
  const before = await scene.log();
  expect(await ana.tries("deleteMessage", { messageId: one, reason: "x".repeat(501) })).toBe(
    "InputValidationError",
  );
  expect(await scene.log()).toEqual(before);
  const told = { body: "", deletionReason: "Be kind." };
  expect(await deletes(ana, one, " Be kind. ")).toMatchObject({ deletedMessage: told });
  // Again, with another reason: it is deleted already.
  expect(await deletes(ana, one, "Another.")).toMatchObject({ deletedMessage: told });
  expect(await deletes(ana, two, "Mine.")).toMatchObject({ deletedMessage: { deletionReason: null } });
  expect(await deletes(ana, three, null)).toMatchObject({ deletedMessage: { deletionReason: null } });

  const shown = async (person: Person) =>
    (
      await person.asks<{ conversationEvents: { edges: { node: { moderationReason?: string | null } }[] } }>(
        `query ($id: ID!) { conversationEvents(conversationId: $id) { edges { node {
          ... on MessageDeleted { moderationReason deletedMessage { deletionReason } }
        } } } }`,
        { id: conversationId },
      )
    ).data.conversationEvents.edges
      .map(({ node }) => node.moderationReason)
      .filter((reason) => reason !== undefined);
  expect(await shown(bo)).toEqual(["Be kind.", null, null]);
  await scene.db.member.updateMany({ where: { user: { username: "late" } }, data: { visibleFromSeq: 3 } });
  expect(await shown(late)).toEqual([null, null, null]);
});
