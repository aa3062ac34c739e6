/** The law of every mutation: old snapshot + delivered events = fresh snapshot. */
import { expect, test } from "vitest";
import { graphql } from "../gen/index.ts";
import { startApp } from "../support/app.ts";
import {
  ChangeMemberRoleDocument,
  CreateGroupDocument,
  PinDocument,
  ReactDocument,
  UnpinDocument,
  UnreactDocument,
  UpdateConversationDocument,
} from "../support/documents.ts";
import { rowsOf } from "../support/rows.ts";
import { expectEventsExplain } from "../support/snapshot.ts";

const LeaveDocument = graphql(`
  mutation LawLeave($input: LeaveConversationInput!) {
    leaveConversation(input: $input) {
      __typename
    }
  }
`);

const MuteDocument = graphql(`
  mutation LawMute($input: MuteMemberInput!) {
    muteMember(input: $input) {
      __typename
    }
  }
`);

const UnmuteDocument = graphql(`
  mutation LawUnmute($input: UnmuteMemberInput!) {
    unmuteMember(input: $input) {
      __typename
    }
  }
`);

const BanDocument = graphql(`
  mutation LawBan($input: BanMemberInput!) {
    banMember(input: $input) {
      __typename
    }
  }
`);

const UnbanDocument = graphql(`
  mutation LawUnban($input: UnbanMemberInput!) {
    unbanMember(input: $input) {
      __typename
    }
  }
`);

const TransferDocument = graphql(`
  mutation LawTransfer($input: TransferOwnershipInput!) {
    transferOwnership(input: $input) {
      __typename
    }
  }
`);

const JoinDocument = graphql(`
  mutation LawJoin($input: JoinConversationInput!) {
    joinConversation(input: $input) {
      __typename
    }
  }
`);

const InviteDocument = graphql(`
  mutation LawInvite($input: InviteMembersInput!) {
    inviteMembers(input: $input) {
      __typename
      ... on InviteMembersPayload {
        sentInvitations {
          id
          invitedUser {
            username
          }
        }
      }
    }
  }
`);

const AcceptDocument = graphql(`
  mutation LawAccept($input: AcceptInvitationInput!) {
    acceptInvitation(input: $input) {
      __typename
    }
  }
`);

const DeclineDocument = graphql(`
  mutation LawDecline($input: DeclineInvitationInput!) {
    declineInvitation(input: $input) {
      __typename
    }
  }
`);

const RevokeDocument = graphql(`
  mutation LawRevoke($input: RevokeInvitationInput!) {
    revokeInvitation(input: $input) {
      __typename
    }
  }
`);

test("events explain every mutation that members can see", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const dee = await app.people.register("dee");
  const [first, second] = await bo.sends(group, "first", "second");
  const explains = (change: () => Promise<unknown>) => expectEventsExplain(ana, group, change);

  await explains(() => ana.sends(group, "hello"));
  await explains(() => bo.edits(first?.id ?? "", "first, better"));
  await explains(() => bo.deletes(second?.id ?? ""));
  await explains(() => ana.adds(group, dee));
  await explains(() =>
    ana.asks(ChangeMemberRoleDocument, { input: { conversationId: group, userId: cy.id, role: "ADMIN" } }),
  );
  await explains(() =>
    cy.asks(UpdateConversationDocument, {
      input: { conversationId: group, title: "Renamed", postingPolicy: "MODERATORS" },
    }),
  );
  await explains(() =>
    cy.asks(UpdateConversationDocument, {
      input: { conversationId: group, historyVisibility: "LAST_N", historyLastN: 1 },
    }),
  );
  await explains(() =>
    cy.asks(UpdateConversationDocument, {
      input: { conversationId: group, slowModeSeconds: 30, customData: { colour: "green" } },
    }),
  );
  await explains(() => ana.removes(group, dee));
  await explains(() => ana.adds(group, dee));
  await explains(() => cy.asks(LeaveDocument, { input: { conversationId: group } }));
  await explains(async () => {
    await ana.sends(group, "several");
    await ana.deletes(first?.id ?? "");
    await ana.removes(group, bo);
    await ana.sends(group, "at once");
  });
});

test("events explain reactions and pins", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo", "cy");
  const [first, second] = await bo.sends(group, "first", "second");
  const [one, two] = [first?.id ?? "", second?.id ?? ""];
  const explains = (change: () => Promise<unknown>) => expectEventsExplain(bo, group, change);

  await explains(() => ana.asks(ReactDocument, { input: { messageId: one, emoji: "👍" } }));
  await explains(() => bo.asks(ReactDocument, { input: { messageId: one, emoji: "👍" } }));
  await explains(() => bo.asks(ReactDocument, { input: { messageId: one, emoji: "🎉" } }));
  await explains(() => ana.asks(UnreactDocument, { input: { messageId: one, emoji: "👍" } }));
  await explains(() => ana.asks(PinDocument, { input: { messageId: one } }));
  await explains(() => ana.asks(PinDocument, { input: { messageId: two } }));
  await explains(() => ana.asks(UnpinDocument, { input: { messageId: one } }));
  await explains(async () => {
    await ana.asks(PinDocument, { input: { messageId: one } });
    await ana.deletes(one);
  });
});

test("events explain answers and threads", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo", "cy");
  const [first, second] = await bo.sends(group, "first", "second");
  const [one, two] = [first?.id ?? "", second?.id ?? ""];
  const explains = (change: () => Promise<unknown>) => expectEventsExplain(bo, group, change);

  await explains(() => ana.answers(group, "an answer", { replyToId: one }));
  await explains(() => bo.edits(one, "first, better"));
  await explains(() => ana.answers(group, "in a thread", { threadRootId: two }));
  await explains(() => bo.answers(group, "in a thread, too", { threadRootId: two, replyToId: one }));
  await explains(async () => {
    const reply = await ana.answers(group, "regretted", { threadRootId: two });
    await ana.asks(ReactDocument, { input: { messageId: reply.id, emoji: "👍" } });
    await ana.edits(reply.id, "much regretted");
    await ana.deletes(reply.id);
    await bo.deletes(one);
  });
  await explains(() => bo.deletes(two));
});

test("events explain mutes and bans, to who may ban and to who may not", async () => {
  await using app = await startApp();
  const { ana, bo, cy, dee, group } = await app.people.inGroup("ana", "bo", "cy", "dee");
  const eve = await app.people.register("eve");
  const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  const [early, late] = [inHours(1), inHours(2)];
  const of = (person: { id: string }) => ({ conversationId: group, userId: person.id });
  const explains = async (change: () => Promise<unknown>) => {
    await expectEventsExplain(ana, group, () => expectEventsExplain(bo, group, change));
  };

  await explains(() => ana.asks(MuteDocument, { input: { ...of(cy), until: early } }));
  await explains(() => ana.asks(MuteDocument, { input: { ...of(cy), until: late } }));
  await explains(() => ana.asks(UnmuteDocument, { input: of(cy) }));
  await explains(() => ana.asks(MuteDocument, { input: { ...of(cy), until: early } }));
  await explains(() => ana.removes(group, cy));
  await explains(() => ana.adds(group, cy));
  await explains(() => ana.asks(BanDocument, { input: { ...of(dee), until: early } }));
  await explains(() => ana.asks(BanDocument, { input: of(dee) }));
  await explains(() => ana.asks(BanDocument, { input: of(eve) }));
  await explains(() => ana.asks(UnbanDocument, { input: of(dee) }));
  await explains(() => ana.adds(group, dee));
});

test("events explain how a channel becomes public, and is joined", async () => {
  await using app = await startApp();
  const { ana, bo } = await app.people.inGroup("ana", "bo");
  const eve = await app.people.register("eve");
  const { createGroup } = await ana.asks(CreateGroupDocument, {
    input: { title: "News", kind: "CHANNEL", memberIds: [bo.id], clientKey: "k" },
  });
  if (createGroup.__typename !== "CreateGroupPayload") throw new Error(createGroup.__typename);
  const channel = createGroup.createdConversation.id;

  await expectEventsExplain(bo, channel, () =>
    ana.asks(UpdateConversationDocument, { input: { conversationId: channel, visibility: "PUBLIC" } }),
  );
  await expectEventsExplain(bo, channel, () =>
    eve.asks(JoinDocument, { input: { conversationId: channel } }),
  );
});

test("events explain invitations, however they end", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const [cy, dee, eve, fay] = await Promise.all(["cy", "dee", "eve", "fay"].map(app.people.register));
  if (!cy || !dee || !eve || !fay) throw new Error("Somebody is missing.");
  const ids = new Map<string, string>();
  const invite = async (expiresAt: string | null, ...people: (typeof cy)[]) => {
    const userIds = people.map(({ id }) => id);
    const { inviteMembers } = await ana.asks(InviteDocument, {
      input: { conversationId: group, userIds, expiresAt },
    });
    if (inviteMembers.__typename !== "InviteMembersPayload") throw new Error(inviteMembers.__typename);
    for (const { id, invitedUser } of inviteMembers.sentInvitations) ids.set(invitedUser.username, id);
  };
  const of = ({ username }: { username: string }) => ({ input: { invitationId: ids.get(username) ?? "" } });
  const explains = async (change: () => Promise<unknown>) => {
    await expectEventsExplain(ana, group, () => expectEventsExplain(bo, group, change));
  };

  await explains(() => invite(null, cy, dee, eve, fay));
  await explains(() => invite(new Date(Date.now() + 3_600_000).toISOString(), cy, dee));
  await explains(() => cy.asks(AcceptDocument, of(cy)));
  await explains(() => dee.asks(DeclineDocument, of(dee)));
  await explains(() => ana.asks(BanDocument, { input: { conversationId: group, userId: eve.id } }));
  await explains(() => ana.adds(group, fay));
  await explains(() => invite(null, dee));
  await explains(() => ana.asks(RevokeDocument, of(dee)));
});

test("events explain how a group is handed over", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");

  await expectEventsExplain(cy, group, () =>
    ana.asks(TransferDocument, { input: { conversationId: group, userId: bo.id } }),
  );
});

test("a change that the log does not tell breaks the law", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const [message] = await ana.sends(conversation, "original");
  await expect(
    expectEventsExplain(bo, conversation, async () => {
      await ana.sends(conversation, "told");
      await rowsOf(app, "UPDATE message SET body = 'silently' WHERE seq = $1", [message?.seq]);
    }),
  ).rejects.toThrow("deeply equal");
});
