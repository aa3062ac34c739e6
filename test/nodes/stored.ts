/** What is stored, past the API: rows that a test counts, and statements that no client can make. */
import pg from "pg";
import type { QueryResultRow } from "pg";
import { idOf } from "../../src/schema/nodeId.ts";

export interface StoredMessage {
  readonly seq: number;
  readonly clientKey: string;
  readonly body: string;
}

export interface StoredLog {
  /** The conversation's own count. */
  readonly headSeq: number;
  /** Of its events, in order. */
  readonly seqs: readonly number[];
  /** In order of seq. */
  readonly messages: readonly StoredMessage[];
}

export class Stored implements AsyncDisposable {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  /** One connection of its own, so that it can hold a transaction open. */
  static async open(databaseUrl: string): Promise<Stored> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    return new Stored(client);
  }

  async rows<Row extends QueryResultRow>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.#client.query<Row>(sql, [...values])).rows;
  }

  /** `conversationId` as the API knows it. */
  async log(conversationId: string): Promise<StoredLog> {
    const id = idOf("Conversation", conversationId);
    const [conversation] = await this.rows<{ head_seq: number }>(
      "SELECT head_seq FROM conversation WHERE id = $1",
      [id],
    );
    const events = await this.rows<{ seq: number }>(
      "SELECT seq FROM event WHERE conversation_id = $1 ORDER BY seq",
      [id],
    );
    const messages = await this.rows<{ seq: number; client_key: string; body: string }>(
      "SELECT seq, client_key, body FROM message WHERE conversation_id = $1 ORDER BY seq",
      [id],
    );
    return {
      headSeq: conversation?.head_seq ?? 0,
      seqs: events.map(({ seq }) => seq),
      messages: messages.map(({ seq, client_key, body }) => ({ seq, clientKey: client_key, body })),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end();
  }
}

/** 1, 2, 3 … `last`. */
export function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
