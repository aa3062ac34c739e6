/** Our hot statement without group commit: `send_messages` with one message at a time, behind the bare front. */
import { Pool } from "pg";
import { hashInput } from "../../src/lib/hash.ts";
import { newId } from "../../src/lib/ids.ts";
import type { StartServer } from "../support/serverModule.ts";
import { serveSends } from "./sendEndpoint.ts";
import type { Send, Sent } from "./sendEndpoint.ts";

const SEND_MESSAGES = {
  name: "send_one_message",
  text: "SELECT * FROM send_messages(true, $1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bytea[], $6::text[], '{}', '{}')",
};

interface SentRow {
  readonly outcome: string;
  readonly id: string;
  readonly seq: number;
  readonly created_at: Date;
}

export const start: StartServer = ({ databaseUrl, poolMax }) => {
  const pool = new Pool({ connectionString: databaseUrl, max: poolMax });

  async function send({ conversationId, senderId, clientKey, body }: Send): Promise<Sent> {
    const inputHash = Buffer.from(hashInput([body]));
    const values = [[conversationId], [newId()], [senderId], [clientKey], [inputHash], [body]];
    const { rows } = await pool.query<SentRow>({ ...SEND_MESSAGES, values });
    const [row] = rows;
    if (row?.outcome !== "SENT") throw new Error(row?.outcome ?? "Nothing was answered.");
    return { id: row.id, seq: row.seq, createdAt: row.created_at };
  }

  return serveSends(send, () => pool.end());
};
