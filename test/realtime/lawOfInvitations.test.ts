/** The law of one's own invitations: old state + the items of an inbox = fresh state. */
import { test } from "vitest";
import { graphql } from "../gen/index.ts";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import {
  DeclineInvitationDocument,
  InviteMembersDocument,
  RevokeInvitationDocument,
} from "../support/documents.ts";
import type { Person } from "../support/people.ts";
import { ViewerCopies } from "./lawScene.ts";

const BanDocument = graphql(`
  mutation LawOfOwnBan($input: BanMemberInput!) {
    banMember(input: $input) {
      __typename
    }
  }
`);

/** Each law of a running inbox waits for some looks. */
const LOOKS_MS = 60_000;
const FENCES = 12;

/** Bo, and a group of ana's that he is not in. */
async function startScene(app: TestApp) {
  const [ana, bo] = await Promise.all([app.people.register("ana"), app.people.register("bo")]);
  const fence = await ana.makesGroup("Fence", bo);
  await ana.sends(fence, ...Array.from({ length: FENCES }, (_, index) => `fence ${index}`));
  const elsewhere = await ana.makesGroup("Elsewhere");
  return { ana, bo, elsewhere, copies: await ViewerCopies.open(app, bo, fence) };
}

/** The invitation's id. */
async function invites(by: Person, conversationId: string, who: Person, expiresAt?: string): Promise<string> {
  const input = { conversationId, userIds: [who.id], expiresAt };
  const { inviteMembers } = await by.asks(InviteMembersDocument, { input });
  if (inviteMembers.__typename !== "InviteMembersPayload") throw new Error(inviteMembers.__typename);
  return inviteMembers.sentInvitations[0]?.id ?? "";
}

/** Sent, sent anew, declined; sent, revoked; and sent, ended by a ban. */
async function expectInvitationsExplained(
  { ana, bo, elsewhere }: Omit<Awaited<ReturnType<typeof startScene>>, "copies">,
  explains: (change: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  await explains(() => invites(ana, elsewhere, bo));
  await explains(async () => {
    const invitationId = await invites(ana, elsewhere, bo, soon);
    await bo.asks(DeclineInvitationDocument, { input: { invitationId } });
  });
  const invitationId = await invites(ana, elsewhere, bo);
  await explains(() => ana.asks(RevokeInvitationDocument, { input: { invitationId } }));
  await invites(ana, elsewhere, bo);
  await explains(() => ana.asks(BanDocument, { input: { conversationId: elsewhere, userId: bo.id } }));
}

test("items explain every mutation of one's own invitations, live", { timeout: LOOKS_MS }, async () => {
  await using app = await startApp();
  const { copies, ...scene } = await startScene(app);
  await using live = copies;
  await expectInvitationsExplained(scene, (change) => live.expectLiveExplains(change));
});

test("items explain every mutation of one's own invitations, after an absence", async () => {
  await using app = await startApp();
  const { copies, ...scene } = await startScene(app);
  await using resumed = copies;
  await expectInvitationsExplained(scene, (change) => resumed.expectResumedExplains(change));
});
