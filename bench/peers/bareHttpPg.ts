/**
 * The measure of all rows: bare `node:http` and `pg`, one INSERT for each send, durable when answered. No sign-in, no
 * membership, no order, no retry, no event: the least that can be called a stored message.
 */
import { Pool } from "pg";
import { newId } from "../../src/lib/ids.ts";
import type { StartServer } from "../support/serverModule.ts";
import { serveSends } from "./sendEndpoint.ts";
import type { Send, Sent } from "./sendEndpoint.ts";

const TABLE = `
  CREATE TABLE IF NOT EXISTS bare_message (
    id uuid PRIMARY KEY,
    conversation_id uuid NOT NULL,
    sender_id uuid NOT NULL,
    client_key text NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX IF NOT EXISTS bare_message_conversation ON bare_message (conversation_id, id)`;

const INSERT = {
  name: "bare_insert",
  text: `INSERT INTO bare_message (id, conversation_id, sender_id, client_key, body)
         VALUES ($1, $2, $3, $4, $5) RETURNING created_at`,
};

export const start: StartServer = async ({ databaseUrl, poolMax }) => {
  const pool = new Pool({ connectionString: databaseUrl, max: poolMax });
  await pool.query(TABLE);

  async function send({ conversationId, senderId, clientKey, body }: Send): Promise<Sent> {
    const id = newId();
    const values = [id, conversationId, senderId, clientKey, body];
    const { rows } = await pool.query<{ created_at: Date }>({ ...INSERT, values });
    const [row] = rows;
    if (row === undefined) throw new Error("The INSERT returned nothing.");
    return { id, createdAt: row.created_at };
  }

  return serveSends(send, () => pool.end());
};
