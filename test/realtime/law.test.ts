/** The law of every mutation: old snapshot + delivered events = fresh snapshot. */
import { expect, test } from "vitest";
import { graphql } from "../gen/index.ts";
import { startApp } from "../support/app.ts";
import {
  ChangeMemberRoleDocument,
  PinDocument,
  ReactDocument,
  UnpinDocument,
  UnreactDocument,
  UpdateConversationDocument,
} from "../support/documents.ts";
import { rowsOf } from "../support/rows.ts";
import { doesOf, sendsAttachments, uploads } from "../support/uploads.ts";
import { expectEventsExplain } from "../support/snapshot.ts";

const LeaveDocument = graphql(`
  mutation LawLeave($input: LeaveConversationInput!) {
    leaveConversation(input: $input) {
      __typename
    }
  }
`);

const LawRuleDocument = graphql(`
  mutation LawRule($input: CreateContentRuleInput!) {
    createContentRule(input: $input) {
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
      input: {
        conversationId: group,
        slowModeSeconds: 30,
        editWindowSeconds: 60,
        attachmentsMax: 29,
        attachmentBytesMax: 1_000_000,
        attachmentKinds: ["IMAGE", "VIDEO"],
        retentionDays: 30,
        customData: { colour: "green" },
      },
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

test("events explain what content rules make of messages", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo", "cy");
  for (const [pattern, action] of [
    ["masked", "MASK"],
    ["flagged", "FLAG"],
    ["blocked", "BLOCK"],
  ] as const) {
    await ana.asks(LawRuleDocument, {
      input: { conversationId: group, kind: "WORD", pattern, action, clientKey: pattern },
    });
  }
  const [first] = await bo.sends(group, "first");
  const explains = (change: () => Promise<unknown>) => expectEventsExplain(ana, group, change);

  await explains(() => bo.sends(group, "this is masked, and flagged"));
  await explains(async () => {
    await bo.send(group, "this is blocked");
    await bo.sends(group, "and this is not");
  });
  await explains(() => bo.edits(first?.id ?? "", "now masked"));
  await explains(() => bo.answers(group, "masked in a thread", { threadRootId: first?.id ?? "" }));
});

test("events explain attachments", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo", "cy");
  const files = [await uploads(doesOf(ana)), await uploads(doesOf(ana))];
  const explains = (change: () => Promise<unknown>) => expectEventsExplain(bo, group, change);

  let sent = "";
  await explains(async () => {
    sent = await sendsAttachments(doesOf(ana), group, files);
  });
  await explains(() => ana.edits(sent, "with words"));
  await explains(() =>
    doesOf(bo)("forwardMessage", { messageId: sent, conversationId: group, clientKey: "on" }, "__typename"),
  );
  await explains(() => ana.deletes(sent));
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
