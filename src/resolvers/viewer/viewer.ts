/** Query.viewer */
import { builder } from "../../schema/builder.ts";
import { Viewer } from "../../schema/viewer.ts";

builder.queryField("viewer", (t) =>
  t.field({
    type: Viewer,
    nullable: true,
    description: "The signed-in user; null for the anonymous.",
    extensions: { perViewer: true },
    resolve: (_root, _args, context) => context.viewer,
  }),
);
