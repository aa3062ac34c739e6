/** Mutation `deleteContentRule`. */
import { deleteContentRule } from "../../domain/contentRule/deleteContentRule.ts";
import { NotAllowedError, NotFoundError } from "../../domain/errors.ts";
import { builder } from "../../schema/builder.ts";
import { ContentRule } from "../../schema/contentRules.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "deleteContentRule",
  {
    description: "A word or link rule to delete.",
    inputFields: (t) => ({
      contentRuleId: t.id({ description: "A rule of a place where the viewer may make one." }),
    }),
  },
  {
    description:
      "Deletes a word or link rule, whoever made it. What it masked stays masked; to change a rule, delete it and make another.",
    errors: { types: [NotFoundError, NotAllowedError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const ruleId = idOf("ContentRule", input.contentRuleId);
      return { deletedContentRule: await deleteContentRule(context.ports, userId, ruleId) };
    },
  },
  {
    description: "The rule holds no more.",
    outputFields: (t) => ({
      deletedContentRule: t.field({
        type: ContentRule,
        description: "As it is now.",
        resolve: (payload) => payload.deletedContentRule,
      }),
    }),
  },
);
