/** Presence on the inbox: of whom its user talks to directly, and of nobody else. */
import { expect, test } from "vitest";
import { readInbox, TRANSPORTS } from "../realtime/inboxScene.ts";
import { startApp } from "../support/app.ts";
import { choosesStatus, Device } from "./scene.ts";

const presenceOf = (username: string, status: string, customStatus: string | null = null) => ({
  __typename: "PresenceChanged",
  presence: { user: { username }, status, customStatus },
});

test.each(TRANSPORTS)(
  "an inbox over $transport tells of those one talks to directly as they come, idle, return and go",
  { timeout: 40_000 },
  async ({ transport }) => {
    await using app = await startApp();
    const { ana, bo } = await app.people.inConversation("ana", "bo");
    await using inbox = await readInbox(app.url, ana, { transport });
    expect(await inbox.nextTold()).toMatchObject({ __typename: "StreamReady" });
    expect(await inbox.nextTold()).toEqual(presenceOf("bo", "OFFLINE"));
    const phone = await Device.of(bo, app);
    expect(await inbox.nextTold()).toEqual(presenceOf("bo", "ONLINE"));
    await phone.isIdle(true);
    expect(await inbox.nextTold()).toEqual(presenceOf("bo", "AWAY"));
    await phone.isIdle(false);
    expect(await inbox.nextTold()).toEqual(presenceOf("bo", "ONLINE"));
    phone.drop();
    // The grace of a lost connection is longer than a reader waits for an item: something comes meanwhile.
    await choosesStatus(bo, "ONLINE", "back soon");
    expect(await inbox.nextTold()).toEqual(presenceOf("bo", "ONLINE", "back soon"));
    await choosesStatus(bo, "OFFLINE");
    expect(await inbox.nextTold()).toEqual(presenceOf("bo", "OFFLINE", "back soon"));
  },
);

test.each(TRANSPORTS)(
  "an inbox over $transport tells of no stranger and no mere member of a group, until a direct conversation begins",
  async ({ transport }) => {
    await using app = await startApp();
    const { ana, bo } = await app.people.inConversation("ana", "bo");
    const [cy, dee] = [await app.people.register("cy"), await app.people.register("dee")];
    await ana.makesGroup("Group", cy);
    await using inbox = await readInbox(app.url, ana, { transport });
    await inbox.until("PresenceChanged");
    await choosesStatus(cy, "BUSY", "not for ana's inbox");
    await choosesStatus(dee, "BUSY", "for nobody");
    await choosesStatus(bo, "ONLINE", "a fence");
    expect(await inbox.nextTold()).toEqual(presenceOf("bo", "OFFLINE", "a fence"));

    await cy.opensConversationWith(ana);
    const begun = [await inbox.nextTold(), await inbox.nextTold()];
    expect(begun).toContainEqual(expect.objectContaining({ __typename: "ConversationCreated" }));
    expect(begun).toContainEqual(presenceOf("cy", "OFFLINE", "not for ana's inbox"));
    // Nobody is told of twice.
    await choosesStatus(cy, "BUSY", "hello");
    expect(await inbox.nextTold()).toEqual(presenceOf("cy", "OFFLINE", "hello"));
    await choosesStatus(bo, "ONLINE", "another fence");
    expect(await inbox.nextTold()).toEqual(presenceOf("bo", "OFFLINE", "another fence"));
  },
);
