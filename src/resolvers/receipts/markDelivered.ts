/** Mutation `markDelivered`. */
import { markDelivered } from "../../domain/receipts/marks.ts";
import { markMutation } from "./markMutation.ts";

markMutation({
  name: "markDelivered",
  description:
    "Everything up to `seq` has reached a device of the viewer. Marks never go back: a smaller `seq` changes nothing. Mark what came last, once a second or so, not every message.",
  about: {
    input: "What has reached one of the viewer's devices.",
    seq: "The `seq` of the last event received, 1 or more.",
    payload: "Everything up to there is delivered.",
  },
  memberField: "advancedMember",
  mark: markDelivered,
});
