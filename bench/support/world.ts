/** The people and conversations of a benchmark, made by SQL, and their access tokens, which Parley verifies for real. */
import type { Pool } from "pg";
import { createTokens } from "../../src/auth/tokens.ts";
import type { Secrets } from "../../src/auth/secrets.ts";
import { newId } from "../../src/lib/ids.ts";

/** Of the benchmark's own servers, which live for minutes on the loopback address. */
export const SECRETS: Secrets = {
  accessTokenSecret: "access-token-secret-for-benchmarks",
  refreshTokenSecret: "refresh-token-secret-for-benchmarks",
};
const TOKEN_TTL_SECONDS = 14_400;

export interface Person {
  readonly userId: string;
  readonly accessToken: string;
}

export interface World {
  readonly people: readonly Person[];
  /** New groups in which all people are members, with an empty log. Answers their ids. */
  makeGroups(count: number): Promise<readonly string[]>;
  /** New conversations, one for each list of members, with an empty log: direct ones of two people each, else groups. */
  makeConversations(
    members: readonly (readonly Person[])[],
    kind?: "DIRECT" | "GROUP",
  ): Promise<readonly string[]>;
}

export async function makeWorld(pool: Pool, peopleCount: number): Promise<World> {
  const userIds = newIds(peopleCount);
  const sessionIds = newIds(peopleCount);
  await pool.query(
    `INSERT INTO "user" (id, username, display_name, avatar_url)
     SELECT id, 'bench' || place, 'Bench ' || place, 'https://cdn.example.com/avatars/' || place || '.png' FROM unnest($1::uuid[]) WITH ORDINALITY AS u(id, place)`,
    [userIds],
  );
  await pool.query(
    `INSERT INTO session (id, user_id, expires_at)
     SELECT id, user_id, now() + interval '1 day' FROM unnest($1::uuid[], $2::uuid[]) AS s(id, user_id)`,
    [sessionIds, userIds],
  );
  return {
    people: await signIn(userIds, sessionIds),
    makeGroups: (count) =>
      makeConversations(
        pool,
        Array.from({ length: count }, () => userIds),
        "GROUP",
      ),
    makeConversations: (members, kind = "GROUP") =>
      makeConversations(
        pool,
        members.map((people) => people.map(({ userId }) => userId)),
        kind,
      ),
  };
}

function signIn(userIds: readonly string[], sessionIds: readonly string[]): Promise<Person[]> {
  const tokens = createTokens(
    { TOKEN_ISSUER: "parley", ACCESS_TOKEN_TTL_SECONDS: TOKEN_TTL_SECONDS },
    SECRETS,
  );
  return Promise.all(
    userIds.map(async (userId, index) => {
      const sessionId = sessionIds[index] ?? "";
      return { userId, accessToken: (await tokens.signAccessToken({ userId, sessionId })).token };
    }),
  );
}

async function makeConversations(
  pool: Pool,
  members: readonly (readonly string[])[],
  kind: "DIRECT" | "GROUP",
): Promise<readonly string[]> {
  const conversationIds = newIds(members.length);
  const isDirect = kind === "DIRECT";
  await pool.query(
    `INSERT INTO conversation (id, kind, title, member_count, direct_key)
     SELECT id, $3::conversation_kind, CASE WHEN $3 = 'GROUP' THEN 'Benchmark' END, count, direct_key
     FROM unnest($1::uuid[], $2::int[], $4::text[]) AS c(id, count, direct_key)`,
    [
      conversationIds,
      members.map(({ length }) => length),
      kind,
      members.map((users) => (isDirect ? users.toSorted().join(":") : null)),
    ],
  );
  await pool.query(
    `INSERT INTO member (id, conversation_id, user_id, joined_seq, visible_from_seq, changed_seq)
     SELECT gen_random_uuid(), conversation_id, user_id, 0, 0, 0
     FROM unnest($1::uuid[], $2::uuid[]) AS m(conversation_id, user_id)`,
    [
      members.flatMap((users, index) => users.map(() => conversationIds[index])),
      members.flatMap((users) => users),
    ],
  );
  return conversationIds;
}

function newIds(count: number): string[] {
  return Array.from({ length: count }, newId);
}
