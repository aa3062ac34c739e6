/**
 * Apollo Server 5 on Express for HTTP, graphql-ws for subscriptions, graphql-subscriptions' PubSub in memory, as Apollo's
 * own document wires them. No sign-in, no membership, no resume, one process.
 */
import { EventEmitter } from "node:events";
import { createServer } from "node:http";
import { ApolloServer } from "@apollo/server";
import { expressMiddleware } from "@as-integrations/express5";
import { makeExecutableSchema } from "@graphql-tools/schema";
import express from "express";
import { PubSub } from "graphql-subscriptions";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import type { StartServer } from "../support/serverModule.ts";
import { openStore, TYPE_DEFS } from "./chatMessage.ts";
import { createResolvers } from "./graphqlPeer.ts";
import { listen } from "./listen.ts";

export const start: StartServer = async (options) => {
  const store = await openStore(options);
  const eventEmitter = new EventEmitter().setMaxListeners(0);
  const pubsub = new PubSub({ eventEmitter });
  const resolvers = createResolvers(store, {
    publish: (topic, payload) => pubsub.publish(topic, payload),
    subscribe: (topic) => pubsub.asyncIterableIterator(topic),
  });
  const schema = makeExecutableSchema({ typeDefs: TYPE_DEFS, resolvers });
  const app = express();
  const server = createServer(app);
  const sockets = new WebSocketServer({ server, path: "/graphql" });
  useServer({ schema }, sockets);
  const apollo = new ApolloServer({ schema });
  await apollo.start();
  app.use("/graphql", express.json(), expressMiddleware(apollo));
  return listen(server, async () => {
    sockets.close();
    await apollo.stop();
    await store[Symbol.asyncDispose]();
  });
};
