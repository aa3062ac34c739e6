/** What the GraphQL peers share: resolvers over a store and somebody's publish/subscribe. */
import type { ChatMessage, MessageStore, NewMessage } from "./chatMessage.ts";
import { createMessages } from "./chatMessage.ts";

/** As graphql-subscriptions and Mercurius both have it. */
export interface PeerPubSub {
  publish(topic: string, payload: { readonly messageSent: ChatMessage }): Promise<void>;
  subscribe(topic: string): unknown;
}

export const topicOf = (conversationId: string): string => `message-sent:${conversationId}`;

export function createResolvers(store: MessageStore, pubsub: PeerPubSub) {
  const numbered = createMessages();
  return {
    Query: { messageCount: () => 0 },
    Mutation: {
      sendMessage: async (_root: unknown, said: NewMessage): Promise<ChatMessage> => {
        const message = numbered(said);
        await store.store(message);
        await pubsub.publish(topicOf(said.conversationId), { messageSent: message });
        return message;
      },
    },
    Subscription: {
      messageSent: {
        subscribe: (_root: unknown, { conversationId }: { readonly conversationId: string }) =>
          pubsub.subscribe(topicOf(conversationId)),
      },
    },
  };
}
