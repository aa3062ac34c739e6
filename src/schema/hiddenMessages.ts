/** Messages that the viewer deleted for themselves: what streams tell of them, and which of an event's they are. */
import DataLoader from "dataloader";
import type { OwnHidingItem } from "../domain/message/ports.ts";
import { viewerIdOrNone } from "./access.ts";
import { builder } from "./builder.ts";
import { Member } from "./member.ts";
import { encodeNodeId } from "./nodeId.ts";
import { perExecution } from "./perExecution.ts";

export const ViewerMessageDeleted = builder.objectRef<OwnHidingItem>("ViewerMessageDeleted").implement({
  extensions: { perViewer: true },
  description:
    "The viewer deleted a message for themselves, on whichever device: drop it, and let no event bring it back.",
  fields: (t) => ({
    deletedMessageId: t.id({
      description: "The message.",
      resolve: ({ messageId }) => encodeNodeId("Message", messageId),
    }),
    seq: t.exposeInt("seq", { description: "Its place in its conversation." }),
    member: t.field({
      type: Member,
      description: "The viewer's own membership there, with its counts as they are now.",
      resolve: ({ member }) => member,
    }),
  }),
});

/** By message id: whether the viewer deleted it for themselves. */
export const hiddenFromViewerOf = perExecution((context) => {
  const userId = viewerIdOrNone(context);
  return new DataLoader(async (messageIds: readonly string[]) => {
    const rows = await context.db.hiddenMessage.findMany({
      where: { userId, messageId: { in: [...messageIds] } },
      select: { messageId: true },
    });
    const hidden = new Set(rows.map((row) => row.messageId));
    return messageIds.map((id) => hidden.has(id));
  });
});
