/** ReportedMessage: a message as those see it who decide on a report of it. */
import { attachmentsOf } from "../domain/attachment/attachment.ts";
import { Attachment } from "./attachment.ts";
import { builder } from "./builder.ts";
import { loadUser } from "./links.ts";
import { encodeNodeId } from "./nodeId.ts";
import type { ReportedMessageRow } from "./reportRows.ts";
import { User } from "./user.ts";

/** A type of its own: a `Message` leads to its conversation, and to whatever messages are given in times to come. */
export const ReportedMessage = builder.objectRef<ReportedMessageRow>("ReportedMessage").implement({
  description:
    "A reported message, as it is now. What was deleted is gone from here too; nothing else of its conversation is shown.",
  fields: (t) => ({
    messageId: t.id({
      description: "Which one: for `deleteMessage`, and for `node` where the viewer is a member.",
      resolve: ({ id }) => encodeNodeId("Message", id),
    }),
    seq: t.exposeInt("seq", { description: "Position of the sending event in its conversation." }),
    changedSeq: t.exposeInt("changedSeq", { description: "Position of the newest event that changed it." }),
    sender: t.field({
      type: User,
      description: "Who said it.",
      resolve: ({ senderId }, _args, context) => loadUser(context, senderId),
    }),
    body: t.exposeString("body", { description: "Markdown, as it is now; empty when deleted." }),
    reportedBody: t.exposeString("reportedBody", {
      description: "What it said when it was reported, whatever it was edited to since; empty when deleted.",
    }),
    content: t.field({
      type: "JSON",
      nullable: true,
      description: "What it has beside words, as it is stored; null for nothing, and when deleted.",
      resolve: ({ content }) => content,
    }),
    attachments: t.field({
      type: [Attachment],
      description: "Its files; empty when deleted.",
      resolve: (message) => attachmentsOf(message),
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was sent." }),
    editedAt: t.expose("editedAt", {
      type: "DateTime",
      nullable: true,
      description: "When its body was changed last; null when it never was.",
    }),
    deletedAt: t.expose("deletedAt", {
      type: "DateTime",
      nullable: true,
      description: "When it was deleted for everyone; null when it was not.",
    }),
    deletionReason: t.exposeString("deletionReason", {
      nullable: true,
      description: "Why a moderator deleted it; null where its sender did, and where none was given.",
    }),
  }),
});
