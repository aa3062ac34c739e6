/** The law of mutations among members: joining, roles, mutes, bans and invitations. */
import { test } from "vitest";
import { graphql } from "../gen/index.ts";
import { startApp } from "../support/app.ts";
import { CreateGroupDocument, UpdateConversationDocument } from "../support/documents.ts";
import type { Person } from "../support/people.ts";
import { expectEventsExplain } from "../support/snapshot.ts";

const MuteDocument = graphql(`
  mutation LawOfMute($input: MuteMemberInput!) {
    muteMember(input: $input) {
      __typename
    }
  }
`);

const UnmuteDocument = graphql(`
  mutation LawOfUnmute($input: UnmuteMemberInput!) {
    unmuteMember(input: $input) {
      __typename
    }
  }
`);

const BanDocument = graphql(`
  mutation LawOfBan($input: BanMemberInput!) {
    banMember(input: $input) {
      __typename
    }
  }
`);

const UnbanDocument = graphql(`
  mutation LawOfUnban($input: UnbanMemberInput!) {
    unbanMember(input: $input) {
      __typename
    }
  }
`);

const TransferDocument = graphql(`
  mutation LawOfTransfer($input: TransferOwnershipInput!) {
    transferOwnership(input: $input) {
      __typename
    }
  }
`);

const JoinDocument = graphql(`
  mutation LawOfJoin($input: JoinConversationInput!) {
    joinConversation(input: $input) {
      __typename
    }
  }
`);

const InviteDocument = graphql(`
  mutation LawOfInvite($input: InviteMembersInput!) {
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
  mutation LawOfAccept($input: AcceptInvitationInput!) {
    acceptInvitation(input: $input) {
      __typename
    }
  }
`);

const DeclineDocument = graphql(`
  mutation LawOfDecline($input: DeclineInvitationInput!) {
    declineInvitation(input: $input) {
      __typename
    }
  }
`);

const RevokeDocument = graphql(`
  mutation LawOfRevoke($input: RevokeInvitationInput!) {
    revokeInvitation(input: $input) {
      __typename
    }
  }
`);

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
  const invite = async (expiresAt: string | null, ...people: Person[]) => {
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
