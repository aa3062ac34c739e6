/** Query.erasure */
import { findErasure } from "../../domain/erasure/findErasure.ts";
import { builder } from "../../schema/builder.ts";
import { Erasure } from "../../schema/erasure.ts";

builder.queryField("erasure", (t) =>
  t.field({
    type: Erasure,
    nullable: true,
    description:
      "How far an erasure has got, for whoever holds its receipt, signed in or not; null for a receipt that is none. Attempts are counted like sign-ins.",
    args: { receipt: t.arg.string({ description: "As `requestErasure` gave it." }) },
    resolve: async (_root, { receipt }, context) => {
      await context.limits.charge("signIn", context.client.address);
      return findErasure(context.db, receipt);
    },
  }),
);
