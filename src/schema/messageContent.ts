/** What a message has beside its words: content of a type, the message it answers, and where it was forwarded from. */
import { contentOf } from "../domain/message/content.ts";
import type { CustomContent, Location } from "../domain/message/content.ts";
import type { MessageView } from "../domain/message/policy.ts";
import { builder } from "./builder.ts";
import { loadUser } from "./links.ts";
import { Message, relatedMessage } from "./message.ts";
import { User } from "./user.ts";

const LocationContent = builder.objectRef<Location>("LocationContent").implement({
  description: "A place on earth.",
  fields: (t) => ({
    latitude: t.exposeFloat("latitude", { description: "Degrees, -90 to 90." }),
    longitude: t.exposeFloat("longitude", { description: "Degrees, -180 to 180." }),
    name: t.exposeString("name", { nullable: true, description: "What the place is called." }),
  }),
});

const CustomContentType = builder.objectRef<CustomContent>("CustomContent").implement({
  description: "What a client made of its own.",
  fields: (t) => ({
    type: t.exposeString("type", { description: "One of the types that the server's operator has named." }),
    data: t.field({ type: "JSON", description: "As it was sent.", resolve: ({ data }) => data }),
  }),
});

const MessageContent = builder.unionType("MessageContent", {
  description: "What a message has beside its words.",
  types: [LocationContent, CustomContentType],
  resolveType: (content) => ("latitude" in content ? LocationContent : CustomContentType),
});

const ForwardedFrom = builder.objectRef<MessageView>("ForwardedFrom").implement({
  description:
    "Where a forwarded message comes from: what was written first, however often it was forwarded.",
  fields: (t) => ({
    sender: t.field({
      type: User,
      description: "Who wrote it.",
      resolve: ({ forwardedSenderId, senderId }, _args, context) =>
        loadUser(context, forwardedSenderId ?? senderId),
    }),
    sentAt: t.field({
      type: "DateTime",
      description: "When it was sent first.",
      resolve: ({ forwardedAt, createdAt }) => forwardedAt ?? createdAt,
    }),
    message: t.field({
      type: Message,
      nullable: true,
      description: "The message itself; null where the viewer may not see it.",
      extensions: { perViewer: true },
      resolve: ({ forwardedId }, _args, context) =>
        forwardedId === null ? null : context.loaders.message.load(forwardedId),
    }),
  }),
});

builder.objectFields(Message, (t) => ({
  content: t.field({
    type: MessageContent,
    nullable: true,
    description: "What it has beside its words; null when there is nothing, and when deleted or withheld.",
    resolve: (message) => {
      const content = contentOf(message);
      if (content === null) return null;
      return "location" in content ? content.location : content.custom;
    },
  }),
  replyTo: t.field({
    type: Message,
    nullable: true,
    description:
      "The message that it answers, as it is now; null when it answers none, and where the viewer has deleted that one for themselves or is no member any more.",
    extensions: { carried: true },
    resolve: (message, _args, context) => relatedMessage(context, message, message.replyToId),
  }),
  forwardedFrom: t.field({
    type: ForwardedFrom,
    nullable: true,
    description: "Where it was forwarded from; null for one that was not.",
    resolve: (message) => (message.forwardedId === null ? null : message),
  }),
}));
