/** Typing: who is writing in a conversation just now. */
import type { TypingState } from "../domain/presence/ports.ts";
import { builder } from "./builder.ts";
import { Conversation } from "./conversation.ts";
import { loadConversation, loadUser } from "./links.ts";
import { User } from "./user.ts";

export const TypingChanged = builder.objectRef<TypingState>("TypingChanged").implement({
  description:
    "Who types in a conversation, as it is at first and after each change. Not in any log, and never replayed. The same for every member, so leave out your own name and count yourself out.",
  fields: (t) => ({
    conversation: t.field({
      type: Conversation,
      description: "Where, as it is now.",
      resolve: ({ conversationId }, _args, context) => loadConversation(context, conversationId),
    }),
    typing: t.field({
      type: [User],
      description: "The longest at it first; at most 20.",
      complexity: { field: 1, multiplier: 20 },
      resolve: ({ userIds }, _args, context) => Promise.all(userIds.map((id) => loadUser(context, id))),
    }),
    count: t.exposeInt("count", {
      description: "How many type, those not named included; counted up to 1,000.",
    }),
  }),
});
