/** Rules of a conversation as an entry of its audit log tells them: those that an act has changed. */
import type { ConversationRules as Rules } from "../domain/rows.ts";
import { AttachmentKind } from "./attachmentKinds.ts";
import { builder } from "./builder.ts";
import { ConversationVisibility, HistoryVisibility, PostingPolicy } from "./conversation.ts";

export const ConversationRules = builder.objectRef<Partial<Rules>>("ConversationRules").implement({
  description:
    "Rules of a conversation: of those that were changed, what they were at that time; null for each that was not.",
  fields: (t) => ({
    postingPolicy: t.expose("postingPolicy", {
      type: PostingPolicy,
      nullable: true,
      description: "Who may send to it.",
    }),
    slowModeSeconds: t.exposeInt("slowModeSeconds", {
      nullable: true,
      description: "How long a plain member waits between two messages; 0: not at all.",
    }),
    editWindowSeconds: t.exposeInt("editWindowSeconds", {
      nullable: true,
      description: "For how long a message can be edited; 0: for ever.",
    }),
    attachmentsMax: t.exposeInt("attachmentsMax", {
      nullable: true,
      description: "How many attachments a message may have.",
    }),
    attachmentBytesMax: t.exposeInt("attachmentBytesMax", {
      nullable: true,
      description: "How many bytes each of them may have; 0: as many as the server takes.",
    }),
    attachmentKinds: t.expose("attachmentKinds", {
      type: [AttachmentKind],
      nullable: true,
      description: "Of which kinds they may be; empty: of all.",
    }),
    visibility: t.expose("visibility", {
      type: ConversationVisibility,
      nullable: true,
      description: "Who may find it, and join it.",
    }),
    historyVisibility: t.expose("historyVisibility", {
      type: HistoryVisibility,
      nullable: true,
      description: "What those see of the history who join from then on.",
    }),
    historyLastN: t.exposeInt("historyLastN", {
      nullable: true,
      description: "How many messages that is with LAST_N.",
    }),
  }),
});
