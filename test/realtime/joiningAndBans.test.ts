/** How streams begin and end by what people do among themselves: joining a channel, accepting, being banned. */
import { expect, test } from "vitest";
import { graphql } from "../gen/index.ts";
import { startApp } from "../support/app.ts";
import { CreateGroupDocument, UpdateConversationDocument } from "../support/documents.ts";
import type { InboxItem } from "../support/liveStream.ts";
import type { Person } from "../support/people.ts";

const BanDocument = graphql(`
  mutation StreamsBan($input: BanMemberInput!) {
    banMember(input: $input) {
      __typename
    }
  }
`);

const JoinDocument = graphql(`
  mutation StreamsJoin($input: JoinConversationInput!) {
    joinConversation(input: $input) {
      __typename
    }
  }
`);

async function makeChannel(by: Person, rules: object): Promise<string> {
  const { createGroup } = await by.asks(CreateGroupDocument, {
    input: { title: "News", kind: "CHANNEL", memberIds: [], clientKey: "k" },
  });
  if (createGroup.__typename !== "CreateGroupPayload") throw new Error(createGroup.__typename);
  const conversationId = createGroup.createdConversation.id;
  await by.asks(UpdateConversationDocument, { input: { conversationId, visibility: "PUBLIC", ...rules } });
  return conversationId;
}

const bans = (by: Person, conversationId: string, who: Person) =>
  by.asks(BanDocument, { input: { conversationId, userId: who.id } });

const joins = async (who: Person, conversationId: string) =>
  (await who.asks(JoinDocument, { input: { conversationId } })).joinConversation.__typename;

test("who is banned is told so, then of the end of the membership, and nothing after it", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const live = await bo.follow(group);
  const other = await cy.follow(group);
  await other.next();
  await live.next();
  const after = live.cursor;

  await bans(ana, group, bo);
  await ana.sends(group, "without bo");
  expect((await live.rest()).map((item) => item.__typename)).toEqual(["MemberBanned", "MemberLeft"]);
  await expect(bo.follow(group)).rejects.toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
  // The same to one who was away.
  const resumed = await bo.follow(group, { after });
  expect((await resumed.rest()).map((item) => item.__typename)).toEqual(["MemberBanned", "MemberLeft"]);
  // Who stays is told of both, and goes on.
  expect((await other.take(3)).map((item) => item.__typename)).toEqual([
    "MemberBanned",
    "MemberLeft",
    "MessageSent",
  ]);
});

test("who joins a channel has it on the inbox from then on, and what was said before as the channel shows it", async () => {
  await using app = await startApp();
  const [ana, eve] = await Promise.all([app.people.register("ana"), app.people.register("eve")]);
  const channel = await makeChannel(ana, { historyVisibility: "SINCE_JOINED" });
  await ana.sends(channel, "before eve");
  const inbox = await eve.inbox();
  await inbox.next();

  expect(await joins(eve, channel)).toBe("JoinConversationPayload");
  await ana.sends(channel, "welcome");
  const isEvent = (item: InboxItem): boolean => item.__typename !== "StreamCheckpoint";
  expect((await inbox.until("MessageSent")).filter(isEvent)).toMatchObject([
    { __typename: "MemberJoined", actor: { username: "eve" }, member: { user: { username: "eve" } } },
    { __typename: "MessageSent", sentMessage: { body: "welcome" } },
  ]);
  const shown = (await eve.history(channel))?.messages.edges.map(({ node }) => [node.isWithheld, node.body]);
  expect(shown).toEqual([
    [true, ""],
    [false, "welcome"],
  ]);
});

test("who is banned from a channel cannot join it again", async () => {
  await using app = await startApp();
  const [ana, eve] = await Promise.all([app.people.register("ana"), app.people.register("eve")]);
  const channel = await makeChannel(ana, {});
  expect(await joins(eve, channel)).toBe("JoinConversationPayload");
  await bans(ana, channel, eve);
  expect(await joins(eve, channel)).toBe("MemberBannedError");
});
