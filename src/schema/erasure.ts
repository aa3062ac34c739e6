/** Erasure: how far the erasure of an account has got. */
import { progressOf, stateOf } from "../domain/erasure/findErasure.ts";
import type { ErasureRow } from "../domain/rows.ts";
import { builder } from "./builder.ts";

const ErasureState = builder.enumType("ErasureState", {
  description: "How far an erasure is.",
  values: {
    REQUESTED: { description: "Nobody can sign in, and the person has no name; the rest has not begun." },
    RUNNING: { description: "What the person left behind is being taken away." },
    FINISHED: { description: "Nothing of it is left." },
  } as const,
});

// No node: nobody may see it by an id, and who may holds a receipt.
export const Erasure = builder.objectRef<ErasureRow>("Erasure").implement({
  description: "The erasure of an account.",
  fields: (t) => ({
    state: t.field({ type: ErasureState, description: "How far it is.", resolve: stateOf }),
    progress: t.float({
      description: "From 0 to 1, by the number of conversations; 1 only when it is finished.",
      resolve: progressOf,
    }),
    requestedAt: t.expose("requestedAt", { type: "DateTime", description: "When it was requested." }),
    finishedAt: t.expose("finishedAt", {
      type: "DateTime",
      nullable: true,
      description: "When it was finished; null until then.",
    }),
  }),
});
