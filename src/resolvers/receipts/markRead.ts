/** Mutation `markRead`. */
import { markRead } from "../../domain/receipts/marks.ts";
import { markMutation } from "./markMutation.ts";

markMutation({
  name: "markRead",
  description:
    "Everything up to `seq` is read, and so delivered. Marks never go back: a smaller `seq` changes nothing. Mark what was read last, once a second or so, not every message.",
  about: {
    input: "How far the viewer has read.",
    seq: "The `seq` of the last message read, 1 or more.",
    payload: "Everything up to there is read.",
  },
  memberField: "advancedMember",
  mark: markRead,
});
