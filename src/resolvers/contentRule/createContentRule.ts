/** Mutation `createContentRule`. */
import {
  CONTENT_RULES_MAX,
  createContentRule,
  SERVER_CONTENT_RULES_MAX,
} from "../../domain/contentRule/createContentRule.ts";
import { TooManyContentRulesError } from "../../domain/contentRule/errors.ts";
import { LINK_PATTERN, WORD_PATTERN } from "../../domain/contentRule/patterns.ts";
import { IdempotencyConflictError, NotAllowedError, NotFoundError } from "../../domain/errors.ts";
import { builder } from "../../schema/builder.ts";
import { ContentRule, ContentRuleAction, ContentRuleKind } from "../../schema/contentRules.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "createContentRule",
  {
    description: "A new word or link rule.",
    inputFields: (t) => ({
      conversationId: t.id({
        required: false,
        description:
          "A group or channel whose moderator, admin or owner the viewer is. Absent or null: everywhere, for admins of the server.",
      }),
      kind: t.field({ type: ContentRuleKind, description: "What it looks for." }),
      pattern: t.string({
        description: `WORD: a word or phrase, 1 to ${WORD_PATTERN.max} characters, with a letter, digit or symbol in it; a * before or after it lets the word go on there. LINK: a domain of at most ${LINK_PATTERN.max} characters, or * for any link.`,
      }),
      action: t.field({ type: ContentRuleAction, description: "What happens to a message in which it is." }),
      reason: t.string({
        required: false,
        description: "What is told to who is refused: at most 500 characters.",
      }),
      clientKey: t.string({
        description: "Chosen by the client, 1 to 128 characters; the same key never makes a second rule.",
      }),
    }),
  },
  {
    description: `Makes a word or link rule. It holds for what is sent, edited and forwarded from now on, in threads as well; what was said before stays. A conversation has at most ${CONTENT_RULES_MAX}, the server ${SERVER_CONTENT_RULES_MAX}.`,
    errors: { types: [NotFoundError, NotAllowedError, TooManyContentRulesError, IdempotencyConflictError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const { conversationId } = input;
      const createdContentRule = await createContentRule(context.ports, userId, {
        ...input,
        conversationId: conversationId == null ? null : idOf("Conversation", conversationId),
      });
      return { createdContentRule };
    },
  },
  {
    description: "The rule holds.",
    outputFields: (t) => ({
      createdContentRule: t.field({
        type: ContentRule,
        description: "What this clientKey made, as it is now.",
        resolve: (payload) => payload.createdContentRule,
      }),
    }),
  },
);
