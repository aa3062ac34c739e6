/**
 * The tutorial's way: Pothos and Prisma, an id through Redis, and each subscriber re-reads the row, which is what a
 * `prismaField` subscription does. A send is one `create`. No sign-in, no membership, no order, no resume.
 */
import { createServer } from "node:http";
import SchemaBuilder from "@pothos/core";
import PrismaPlugin from "@pothos/plugin-prisma";
import { execute, subscribe } from "graphql";
import { RedisPubSub } from "graphql-redis-subscriptions";
import { useServer } from "graphql-ws/use/ws";
import { createYoga } from "graphql-yoga";
import { Redis } from "ioredis";
import { WebSocketServer } from "ws";
import { hashInput } from "../../src/lib/hash.ts";
import { newId } from "../../src/lib/ids.ts";
import { connectDatabase } from "../../src/storage/database.ts";
import { getDatamodel } from "../../src/storage/generated/pothos.ts";
import type PrismaTypes from "../../src/storage/generated/pothos.ts";
import type { StartServer } from "../support/serverModule.ts";
import { topicOf } from "./graphqlPeer.ts";
import { listen } from "./listen.ts";

interface Announced {
  readonly messageId: string;
}

export const start: StartServer = async ({ databaseUrl, poolMax, redisUrl }) => {
  const database = connectDatabase({ databaseUrl, poolMax, onIdleError: report });
  const { prisma } = database;
  const publisher = new Redis(redisUrl ?? "");
  const subscriber = new Redis(redisUrl ?? "");
  const pubsub = new RedisPubSub({ publisher, subscriber });
  const heads = new Map<string, number>();
  const builder = new SchemaBuilder<{ PrismaTypes: PrismaTypes }>({
    plugins: [PrismaPlugin],
    prisma: { client: prisma, dmmf: getDatamodel() },
  });

  builder.prismaObject("User", {
    fields: (t) => ({
      id: t.exposeID("id"),
      displayName: t.exposeString("displayName"),
      avatarUrl: t.exposeString("avatarUrl", { nullable: true }),
    }),
  });
  builder.prismaObject("Conversation", { fields: (t) => ({ id: t.exposeID("id") }) });
  builder.prismaObject("Message", {
    fields: (t) => ({
      id: t.exposeID("id"),
      seq: t.exposeInt("seq"),
      body: t.exposeString("body"),
      createdAt: t.string({ resolve: (message) => message.createdAt.toISOString() }),
      sender: t.relation("sender"),
      conversation: t.relation("conversation"),
    }),
  });
  builder.queryType({ fields: (t) => ({ messageCount: t.int({ resolve: () => prisma.message.count() }) }) });
  builder.mutationType({
    fields: (t) => ({
      sendMessage: t.prismaField({
        type: "Message",
        args: {
          conversationId: t.arg.id({ required: true }),
          senderId: t.arg.id({ required: true }),
          body: t.arg.string({ required: true }),
        },
        resolve: async (query, _root, { conversationId, senderId, body }) => {
          // A tutorial has no seq; our table wants one, so the process counts.
          const seq = (heads.get(conversationId) ?? 0) + 1;
          heads.set(conversationId, seq);
          const id = newId();
          const inputHash = hashInput([body]);
          const message = await prisma.message.create({
            ...query,
            data: { id, conversationId, seq, changedSeq: seq, senderId, clientKey: id, inputHash, body },
          });
          await pubsub.publish(topicOf(conversationId), { messageId: message.id } satisfies Announced);
          return message;
        },
      }),
    }),
  });
  builder.subscriptionType({
    fields: (t) => ({
      messageSent: t.prismaField({
        type: "Message",
        args: { conversationId: t.arg.id({ required: true }) },
        subscribe: (_root, { conversationId }) =>
          pubsub.asyncIterator<Announced>(topicOf(conversationId)) as unknown as AsyncIterable<Announced>,
        resolve: (query, announced) =>
          prisma.message.findUniqueOrThrow({
            ...query,
            where: { id: announced.messageId },
          }),
      }),
    }),
  });

  const schema = builder.toSchema();
  const yoga = createYoga({ schema, logging: false, graphiql: false });
  const server = createServer((request, response) => void yoga(request, response));
  const sockets = new WebSocketServer({ server, path: yoga.graphqlEndpoint });
  // Pothos keeps what it has read of a row in the context: each operation gets its own.
  useServer({ schema, execute, subscribe, context: () => ({}) }, sockets);
  return listen(server, async () => {
    sockets.close();
    publisher.disconnect();
    subscriber.disconnect();
    await database[Symbol.asyncDispose]();
  });
};

function report(error: unknown): void {
  process.stderr.write(`${String(error)}\n`);
}
