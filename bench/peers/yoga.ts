/**
 * Stock graphql-yoga with graphql-ws and graphql-redis-subscriptions, wired as their documents say: each subscriber has an
 * async iterator, an execution and a serialisation of its own. No sign-in, no membership, no resume.
 */
import { createServer } from "node:http";
import type { ExecutionArgs, ExecutionResult } from "graphql";
import { RedisPubSub } from "graphql-redis-subscriptions";
import { useServer } from "graphql-ws/use/ws";
import { createSchema, createYoga } from "graphql-yoga";
import { Redis } from "ioredis";
import { WebSocketServer } from "ws";
import type { StartServer } from "../support/serverModule.ts";
import { openStore, TYPE_DEFS } from "./chatMessage.ts";
import { createResolvers } from "./graphqlPeer.ts";
import { listen } from "./listen.ts";

interface Enveloped extends ExecutionArgs {
  readonly rootValue: {
    execute(args: ExecutionArgs): Promise<ExecutionResult>;
    subscribe(args: ExecutionArgs): Promise<AsyncIterable<ExecutionResult>>;
  };
}

export const start: StartServer = async (options) => {
  const store = await openStore(options);
  const publisher = new Redis(options.redisUrl ?? "");
  const subscriber = new Redis(options.redisUrl ?? "");
  const pubsub = new RedisPubSub({ publisher, subscriber });
  const typeDefs = TYPE_DEFS;
  const resolvers = createResolvers(store, {
    publish: (topic, payload) => pubsub.publish(topic, payload),
    subscribe: (topic) => pubsub.asyncIterator(topic),
  });
  const yoga = createYoga({ schema: createSchema({ typeDefs, resolvers }), logging: false, graphiql: false });
  const server = createServer((request, response) => void yoga(request, response));
  const sockets = new WebSocketServer({ server, path: yoga.graphqlEndpoint });
  useServer(
    {
      execute: (args) => (args as unknown as Enveloped).rootValue.execute(args),
      subscribe: (args) => (args as unknown as Enveloped).rootValue.subscribe(args),
      onSubscribe: async (ctx, _id, params) => {
        const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
          ...ctx,
          req: ctx.extra.request,
          socket: ctx.extra.socket,
          params,
        });
        const args = {
          schema,
          operationName: params.operationName,
          document: parse(params.query),
          variableValues: params.variables,
          contextValue: await contextFactory(),
          rootValue: { execute, subscribe },
        };
        const errors = validate(args.schema, args.document);
        return errors.length > 0 ? errors : args;
      },
    },
    sockets,
  );
  return listen(server, async () => {
    sockets.close();
    publisher.disconnect();
    subscriber.disconnect();
    await store[Symbol.asyncDispose]();
  });
};
