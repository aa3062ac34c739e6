/** The arguments of a list that is read in one direction only. */
import { builder } from "./builder.ts";
import { PAGE_DEFAULT, PAGE_MAX } from "./page.ts";

/** `first` and `after`. A connection that takes these is a `t.field` of a connection object, not a `t.connection`. */
export const forwardPageArgs = builder.args((arg) => ({
  first: arg.int({
    required: false,
    description: `How many, 0 to ${PAGE_MAX}; ${PAGE_DEFAULT} when absent.`,
  }),
  after: arg.string({ required: false, description: "The cursor of the edge, or the page, to go on after." }),
}));
