/**
 * The tutorial's way to send: a Pothos mutation that is one `create` of Prisma's, served by Yoga over HTTP. Nobody is told.
 * No sign-in, no membership, no order, no event, no safe retry; but for the keys of our tables, what a tutorial ends with.
 */
import { createServer } from "node:http";
import SchemaBuilder from "@pothos/core";
import PrismaPlugin from "@pothos/plugin-prisma";
import { createYoga } from "graphql-yoga";
import { hashInput } from "../../src/lib/hash.ts";
import { newId } from "../../src/lib/ids.ts";
import { connectDatabase } from "../../src/storage/database.ts";
import { getDatamodel } from "../../src/storage/generated/pothos.ts";
import type PrismaTypes from "../../src/storage/generated/pothos.ts";
import type { StartServer } from "../support/serverModule.ts";
import { listen } from "./listen.ts";

export const start: StartServer = ({ databaseUrl, poolMax }) => {
  const database = connectDatabase({ databaseUrl, poolMax, onIdleError: report });
  const { prisma } = database;
  const heads = new Map<string, number>();
  const builder = new SchemaBuilder<{ PrismaTypes: PrismaTypes }>({
    plugins: [PrismaPlugin],
    prisma: { client: prisma, dmmf: getDatamodel() },
  });

  builder.prismaObject("Message", {
    fields: (t) => ({
      id: t.exposeID("id"),
      seq: t.exposeInt("seq"),
      createdAt: t.string({ resolve: (message) => message.createdAt.toISOString() }),
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
          clientKey: t.arg.string({ required: true }),
          body: t.arg.string({ required: true }),
        },
        resolve: (query, _root, { conversationId, senderId, clientKey, body }) => {
          // A tutorial has no seq; our table wants one, so the process counts.
          const seq = (heads.get(conversationId) ?? 0) + 1;
          heads.set(conversationId, seq);
          const inputHash = hashInput([body]);
          return prisma.message.create({
            ...query,
            data: { id: newId(), conversationId, seq, changedSeq: seq, senderId, clientKey, inputHash, body },
          });
        },
      }),
    }),
  });

  const yoga = createYoga({ schema: builder.toSchema(), logging: false, graphiql: false });
  return listen(
    createServer((request, response) => void yoga(request, response)),
    async () => {
      await database[Symbol.asyncDispose]();
    },
  );
};

function report(error: Error): void {
  process.stderr.write(`${String(error)}\n`);
}
