/** The people of the table, and conversations in which each of them has the part that their column says. */
import { randomUUID } from "node:crypto";
import pg from "pg";
import { isUuid } from "../../src/lib/ids.ts";
import { decodeNodeId } from "../../src/schema/nodeId.ts";
import { TypedDocumentString } from "../gen/graphql.ts";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import type { Person } from "../support/people.ts";
import { buildPlace } from "./places.ts";
import type { Place, PlaceName } from "./places.ts";

/** Who asks: a column of the table each. */
export const COLUMNS = [
  "anonymous",
  "stranger",
  "invited",
  "gone",
  "banned",
  "muted",
  "blocked",
  "member",
  "moderator",
  "admin",
  "owner",
] as const;
export type Column = (typeof COLUMNS)[number];

/** Who does not ask: what is done is done to them. */
export const OTHERS = ["author", "moderator2", "admin2", "owner2", "newcomer"] as const;
export type Other = (typeof OTHERS)[number];

export type Cast = Readonly<Record<Exclude<Column, "anonymous"> | Other, Speaker>>;

export interface Speaker extends Person {
  /** Calls a mutation and selects from its payload; throws for any other result. */
  does<Payload>(mutation: string, input: object, selection?: string): Promise<Payload>;
  /** A query's data. */
  reads<Data>(source: string, variables: Readonly<Record<string, unknown>>): Promise<Data>;
}

export interface Actor {
  readonly column: Column;
  /** Null: nobody has signed in. */
  readonly authorization: string | null;
  /** Global id; of the anonymous that of somebody else. */
  readonly id: string;
  /** A conversation of their own, and a message in it: where they may do everything. */
  readonly home: Readonly<Record<"conversation" | "message", string>>;
}

export interface World extends AsyncDisposable {
  readonly url: string;
  readonly cast: Cast;
  readonly actors: readonly Actor[];
  /** Made when it is first asked for, and again when the last one was spent. */
  place(name: PlaceName): Promise<Place>;
  /** It is not any more as it was made. */
  spend(name: PlaceName): void;
  /** A fingerprint of all that is stored, by table. */
  stored(): Promise<Readonly<Record<string, string>>>;
}

/** Written by asking alone, whatever the answer. */
const NOT_WATCHED = ["_prisma_migrations", "presence", "refresh_token", "session"];

export async function startWorld(): Promise<World> {
  await using started = new AsyncDisposableStack();
  const app = started.use(await startApp());
  const client = new pg.Client({ connectionString: app.databaseUrl });
  await client.connect();
  started.defer(() => client.end());
  const cast = await castOf(app);
  for (const blocker of [cast.author, cast.admin2])
    await blocker.does("blockUser", { userId: cast.blocked.id });
  const actors = await Promise.all(COLUMNS.map((column) => actorOf(column, cast)));
  const fingerprints = await fingerprintSql(client);
  const places = new Map<PlaceName, Promise<Place>>();
  /** One person is invited to every place: spent ones would fill what one may be invited to. */
  const endInvitations = async (): Promise<void> => {
    const made = await Promise.all(places.values());
    const ids = made.map((place) => decodeNodeId(place.get("conversation") ?? "").id).filter(isUuid);
    await client.query(
      "UPDATE invitation SET state = 'DECLINED' WHERE state = 'PENDING' AND conversation_id <> ALL($1::uuid[])",
      [ids],
    );
  };
  const kept = started.move();
  return {
    url: app.url,
    cast,
    actors,
    place: (name) => {
      const place = places.get(name) ?? endInvitations().then(() => buildPlace(name, cast, app.databaseUrl));
      places.set(name, place);
      return place;
    },
    spend: (name) => void places.delete(name),
    async stored() {
      const { rows } = await client.query<{ name: string; content: string }>(fingerprints);
      return Object.fromEntries(rows.map(({ name, content }) => [name, content]));
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function castOf(app: TestApp): Promise<Cast> {
  const names = [...COLUMNS.filter((column) => column !== "anonymous"), ...OTHERS];
  const speakers = await Promise.all(names.map(async (name) => speakerOf(await app.people.register(name))));
  return Object.fromEntries(speakers.map((speaker) => [speaker.username, speaker])) as Cast;
}

function speakerOf(person: Person): Speaker {
  const reads = async <Data>(source: string, variables: Readonly<Record<string, unknown>>): Promise<Data> =>
    person.asks(new TypedDocumentString<Data, typeof variables>(source), variables);
  return Object.assign(person, {
    reads,
    async does<Payload>(mutation: string, input: object, selection = "__typename"): Promise<Payload> {
      const name = `${mutation.slice(0, 1).toUpperCase()}${mutation.slice(1)}`;
      const { result } = await reads<{ result: { __typename: string } }>(
        `mutation ($input: ${name}Input!) {
          result: ${mutation}(input: $input) { __typename ... on ${name}Payload { ${selection} } }
        }`,
        { input },
      );
      if (result.__typename !== `${name}Payload`)
        throw new Error(`${person.username} may not ${mutation}: ${result.__typename}`);
      return result as Payload;
    },
  });
}

async function actorOf(column: Column, cast: Cast): Promise<Actor> {
  const speaker = cast[column === "anonymous" ? "newcomer" : column];
  const { createdConversation } = await speaker.does<{ createdConversation: { id: string } }>(
    "createGroup",
    { title: `Home of ${column}`, memberIds: [], clientKey: randomUUID() },
    "createdConversation { id }",
  );
  const conversation = createdConversation.id;
  const [sent] = await speaker.sends(conversation, "At home.");
  return {
    column,
    authorization: column === "anonymous" ? null : speaker.authorization,
    id: speaker.id,
    home: { conversation, message: sent?.id ?? "" },
  };
}

/** One statement over every table: a row that is written is a new version of the newest transaction, one that is gone is missing. */
async function fingerprintSql(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ tablename: string }>(
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL($1) ORDER BY 1",
    [NOT_WATCHED],
  );
  return rows
    .map(
      ({ tablename }) =>
        `SELECT '${tablename}' AS name, count(*) || ' ' || max(xmin::text::bigint) AS content FROM "${tablename}"`,
    )
    .join(" UNION ALL ");
}
