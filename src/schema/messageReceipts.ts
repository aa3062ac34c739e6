/** Who has read a message, how many have, and whom it mentions. */
import type { MessageView } from "../domain/message/policy.ts";
import type { Context } from "./context.ts";
import { builder } from "./builder.ts";
import { loadUser } from "./links.ts";
import { MemberConnection } from "./member.ts";
import { MEMBER_ORDER } from "./memberPages.ts";
import { Message } from "./message.ts";
import { messageReadersOf } from "./messageReaders.ts";
import { pageCost, resolvePage } from "./page.ts";
import { forwardPageArgs } from "./pageArgs.ts";
import { receiptLoadersOf } from "./receiptLoaders.ts";
import { User } from "./user.ts";

/** What a message's list of mentions is taken to cost: few name more. */
const MENTIONS_EXPECTED = 3;

const MentionScope = builder.enumType("MentionScope", {
  description: "Whom a message mentions at once.",
  values: {
    ALL: { description: "All members, by `@all`." },
    HERE: { description: "By `@here`: all members, and those only are to be notified who are here." },
  } as const,
});

const NONE = { readCount: 0, deliveredCount: 0 };

builder.objectFields(Message, (t) => ({
  mentions: t.field({
    type: [User],
    description:
      "The members whom it names by `@username`, by username; empty when deleted or withheld. Who is no member when it is written is not mentioned.",
    complexity: { field: 1, multiplier: MENTIONS_EXPECTED },
    resolve: async (message, _args, context) => {
      const userIds = await mentionedIn(context, message);
      const users = await Promise.all(userIds.map((userId) => loadUser(context, userId)));
      return users.toSorted((one, other) => (one.username < other.username ? -1 : 1));
    },
  }),
  mentionScope: t.expose("mentionScope", {
    type: MentionScope,
    nullable: true,
    description:
      "Whom it mentions beside those it names; null for nobody else, and when deleted or withheld.",
  }),
  readBy: t.field({
    type: MemberConnection,
    description:
      "The members who have read it and show that to the asker, those who joined first at the front; its sender is not among them.",
    args: forwardPageArgs,
    extensions: { perViewer: true },
    complexity: pageCost,
    resolve: (message, args, context) =>
      resolvePage(args, { ...MEMBER_ORDER, name: "readBy", owner: message.id }, ({ after, limit }) =>
        message.hasReceipts ? messageReadersOf(context, { after, limit }).load(message) : Promise.resolve([]),
      ),
  }),
  readCount: t.int({
    description:
      "How many members have read it, its sender not counted. Nor is who shows receipts to nobody; in a direct conversation, who does not show them to the other one.",
    resolve: async (message, _args, context) => (await countsOf(context, message)).readCount,
  }),
  deliveredCount: t.int({
    description: "How many members it has reached; counted as `readCount` is.",
    resolve: async (message, _args, context) => (await countsOf(context, message)).deliveredCount,
  }),
}));

async function countsOf(context: Context, message: MessageView) {
  return message.hasReceipts ? receiptLoadersOf(context).receiptCounts.load(message) : NONE;
}

async function mentionedIn(context: Context, message: MessageView): Promise<readonly string[]> {
  if (message.isWithheld || message.deletedAt !== null) return [];
  const mentions = await receiptLoadersOf(context).mentions.load(message.id);
  // Whom a later edit names is told with that edit: whoever holds this copy may be no member any more.
  return mentions === null || mentions.changedSeq > message.changedSeq ? [] : mentions.userIds;
}
