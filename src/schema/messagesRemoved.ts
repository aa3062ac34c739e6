/** MessagesRemoved: messages that are removed in bulk, told as one rule and not one by one. */
import { relatedIdsOf } from "../domain/events.ts";
import type { Removal } from "../domain/events.ts";
import { viewMessage } from "../domain/message/policy.ts";
import { CHANGED_MAX } from "../domain/removal/rule.ts";
import type { EventItem } from "../domain/streams.ts";
import { builder } from "./builder.ts";
import { eventType } from "./events.ts";
import { loadUser } from "./links.ts";
import { Message } from "./message.ts";
import { User } from "./user.ts";

const RemovalReason = builder.enumType("RemovalReason", {
  description: "Why messages were removed in bulk.",
  values: {
    RETENTION: { description: "They are older than the conversation, or the server, keeps messages." },
    ERASURE: { description: "Their sender had the account erased." },
  } as const,
});

function removalOf({ event }: EventItem): Removal {
  if (event.kind !== "MESSAGES_REMOVED") throw new Error(`${event.kind} removes nothing.`);
  return event;
}

export const MessagesRemoved = eventType(
  "MessagesRemoved",
  "Messages were removed for everyone: all with `seq` up to `throughSeq`; where there is a `sender`, only what that person sent, and what others forwarded of theirs. Take each as deleted: no words, content, mentions, reactions and pin, nothing that it answers and nowhere it was forwarded from; `deletedAt` is `occurredAt`, and `changedSeq` is `seq` of this event. What was deleted before stays as it is. One event removes a part: the next ones go further.",
);
builder.objectFields(MessagesRemoved, (t) => ({
  removalReason: t.field({
    type: RemovalReason,
    description: "Why.",
    resolve: (item) => removalOf(item).reason,
  }),
  throughSeq: t.int({
    description: "Up to which position, this one included.",
    resolve: (item) => removalOf(item).throughSeq,
  }),
  sender: t.field({
    type: User,
    nullable: true,
    description: "Whose messages; null for everybody's.",
    resolve: (item, _args, context) => {
      const { senderId } = removalOf(item);
      return senderId === null ? null : loadUser(context, senderId);
    },
  }),
  changedMessages: t.field({
    type: [Message],
    description: `What else has changed by it: the roots of threads that have fewer replies now. At most ${CHANGED_MAX}.`,
    // Few events have any: a page of events is not to cost as if each had all of them.
    resolve: (item) => {
      const { changed, related } = removalOf(item);
      return changed.map((message) => {
        const ids = relatedIdsOf(message);
        return viewMessage(
          message,
          item.visibility,
          related.filter(({ id }) => ids.includes(id)),
        );
      });
    },
  }),
}));
