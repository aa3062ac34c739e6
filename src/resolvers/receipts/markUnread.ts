/** Mutation `markUnread`. */
import { markUnread } from "../../domain/receipts/marks.ts";
import { markMutation } from "./markMutation.ts";

markMutation({
  name: "markUnread",
  description:
    "Messages from `seq` on are unread again for the viewer, on all their devices: `readSeq` goes back to right before it; where it lies before already, it stays. Others go on seeing how far the viewer had read.",
  about: {
    input: "From where on to read again.",
    seq: "The `seq` of the first message to be unread, 1 or more.",
    payload: "Everything from there on is unread.",
  },
  memberField: "rewoundMember",
  mark: markUnread,
});
