/** Mercurius 16 on Fastify with its own emitter, every operation over the socket. No sign-in, no membership, no resume. */
import Fastify from "fastify";
import { mercurius } from "mercurius";
import type { StartServer } from "../support/serverModule.ts";
import { openStore, TYPE_DEFS } from "./chatMessage.ts";
import type { ChatMessage, NewMessage } from "./chatMessage.ts";
import { createResolvers, topicOf } from "./graphqlPeer.ts";

export const start: StartServer = async (options) => {
  const store = await openStore(options);
  const app = Fastify();
  let publish: (topic: string, payload: { readonly messageSent: ChatMessage }) => Promise<void>;
  const stock = createResolvers(store, {
    publish: (topic, payload) => publish(topic, payload),
    // Mercurius hands its publish/subscribe to a subscription through the context, below.
    subscribe: () => undefined,
  });
  await app.register(mercurius, {
    schema: TYPE_DEFS,
    resolvers: {
      Query: stock.Query,
      Mutation: {
        sendMessage: (root: unknown, said: object) => stock.Mutation.sendMessage(root, said as NewMessage),
      },
      Subscription: {
        messageSent: {
          subscribe: async (_root: unknown, { conversationId }: { conversationId: string }, { pubsub }) =>
            pubsub.subscribe(topicOf(conversationId)),
        },
      },
    },
    subscription: { fullWsTransport: true },
  });
  publish = (topic, payload) =>
    new Promise((resolve) => {
      app.graphql.pubsub.publish({ topic, payload }, () => resolve());
    });
  const url = await app.listen({ port: 0, host: "127.0.0.1", backlog: 4096 });
  return {
    url,
    async [Symbol.asyncDispose]() {
      await app.close();
      await store[Symbol.asyncDispose]();
    },
  };
};
