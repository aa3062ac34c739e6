/** Fills a database with messages and their documents, by the statement that the consumer writes them with. */
import type { Pool } from "pg";
import { newId } from "../../src/lib/ids.ts";
import { createPostgresSearch } from "../../src/storage/search.sql.ts";
import type { Person, World } from "../support/world.ts";
import type { Language } from "./words.ts";

const CHUNK = 5_000;
/** Conversations of all, and of the member who searches. */
export const CONVERSATIONS = { all: 2_000, own: 1_000 } as const;

export interface Filled {
  readonly conversationIds: readonly string[];
  readonly bodies: readonly string[];
}

/** The first of the people is in every second conversation, the second in all; some conversations are much livelier than others. */
export async function fill(
  pool: Pool,
  world: World,
  language: Language,
  options: { readonly count: number; readonly signal: AbortSignal; readonly say: (line: string) => void },
): Promise<Filled> {
  const [reader, ...others] = world.people;
  if (reader === undefined) throw new Error("Nobody is there.");
  const conversationIds = await world.makeConversations(
    Array.from({ length: CONVERSATIONS.all }, (_, place) => membersOf(place, reader, others)),
  );
  const index = createPostgresSearch(pool, ["english"]);
  const heads = new Map<string, number>();
  const sample: string[] = [];
  await pool.query("DROP INDEX search_document_words_idx, search_document_segment_words_idx");
  for (let done = 0; done < options.count; done += CHUNK) {
    options.signal.throwIfAborted();
    const ids = Array.from({ length: CHUNK }, newId);
    const bodies = ids.map(() => language.sentence());
    const places = ids.map(
      () => conversationIds[Math.floor(CONVERSATIONS.all * language.random() ** 2)] ?? "",
    );
    const seqs = places.map((id) => {
      const seq = (heads.get(id) ?? 0) + 1;
      heads.set(id, seq);
      return seq;
    });
    const senders = ids.map(() => others[Math.floor(language.random() * others.length)]?.userId ?? "");
    await pool.query(
      `INSERT INTO message (id, conversation_id, seq, changed_seq, sender_id, client_key, input_hash, body, created_at)
       SELECT id, conversation_id, seq, seq, sender_id, id::text, '', body,
         now() - interval '300 days' + (300.0 * ($6::int + n) / $7::int) * interval '1 day'
       FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::uuid[], $5::text[]) WITH ORDINALITY
         AS m(id, conversation_id, seq, sender_id, body, n)`,
      [ids, places, seqs, senders, bodies, done, options.count],
    );
    await index.write(ids);
    sample.push(...bodies.slice(0, 50));
    if ((done / CHUNK) % 40 === 39)
      options.say(`${(done + CHUNK).toLocaleString("en")} messages are written.`);
  }
  await pool.query(`CREATE INDEX search_document_words_idx ON search_document USING gin (words)`);
  await pool.query(
    `CREATE INDEX search_document_segment_words_idx ON search_document USING gin (search_segment_words(words, no))`,
  );
  for (const index of ["search_document_words_idx", "search_document_segment_words_idx"])
    await pool.query(`ALTER INDEX ${index} SET (gin_pending_list_limit = 256)`);
  await pool.query(
    `UPDATE conversation SET head_seq = h.seq FROM unnest($1::uuid[], $2::int[]) AS h(id, seq) WHERE conversation.id = h.id`,
    [[...heads.keys()], [...heads.values()]],
  );
  await pool.query("VACUUM (ANALYZE)");
  await pool.query("CHECKPOINT");
  return { conversationIds, bodies: sample };
}

function membersOf(place: number, reader: Person, others: readonly Person[]): readonly Person[] {
  const isOwn = place % (CONVERSATIONS.all / CONVERSATIONS.own) === 0;
  const guests = others.slice(place % 50, (place % 50) + 10);
  return isOwn ? [reader, ...guests] : guests;
}
