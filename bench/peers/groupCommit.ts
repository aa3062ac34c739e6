/** Our hot statement as it is used, group commit and all, behind the bare front: what it does without GraphQL. */
import { connectDatabase } from "../../src/storage/database.ts";
import { createSendMessage } from "../../src/storage/sendMessages.sql.ts";
import { hashInput } from "../../src/lib/hash.ts";
import type { StartServer } from "../support/serverModule.ts";
import { serveSends } from "./sendEndpoint.ts";
import type { Send, Sent } from "./sendEndpoint.ts";

export const start: StartServer = ({ databaseUrl, poolMax }) => {
  const database = connectDatabase({ databaseUrl, poolMax, onIdleError: report });
  const sendMessage = createSendMessage(database.pool, () => undefined);

  async function send(message: Send): Promise<Sent> {
    const sent = await sendMessage({
      ...message,
      inputHash: hashInput([message.body]),
      extras: null,
      mentionedUsernames: [],
    });
    if (sent.outcome !== "SENT") throw new Error(sent.outcome);
    const { id, seq, createdAt } = sent.message;
    return { id, seq, createdAt };
  }

  return serveSends(send, async () => {
    await database[Symbol.asyncDispose]();
  });
};

function report(error: Error): void {
  process.stderr.write(`${String(error)}\n`);
}
