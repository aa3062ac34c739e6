// What the scenes of this folder have in common: any mutation by its name, and a look at what was stored.

import { startApp } from "../support/app.ts";
import type { Person as AppPerson } from "../support/people.ts";
import { TypedDocumentString } from "../gen/graphql.ts";
import type { Db } from "../../src/domain/rows.ts";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { connectDatabase } from "../../src/storage/database.ts";

export interface Answer<Data> {
  readonly data: Data;
  /** Of top-level errors. */
  readonly codes: readonly (string | undefined)[];
}

/** A mutation's result, as `Person.does` asks for it. */
export type Result<Payload> = { readonly __typename: string } & Payload;

export interface Person {
  /** Global id. */
  readonly id: string;
  readonly username: string;
  asks<Data>(source: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer<Data>>;
  /** Calls a mutation and selects from its payload; throws for any other result. */
  does<Payload>(mutation: string, input: object, selection: string): Promise<Payload>;
  /** How a mutation ends: the `__typename` of its result, or the code of a top-level error. */
  tries(mutation: string, input: object): Promise<string>;
}

export interface Scene extends AsyncDisposable {
  readonly url: string;
  readonly databaseUrl: string;
  /** Where the server's files are; made by the first. */
  readonly mediaDir: string;
  /** For looking at rows. */
  readonly db: Db;
  readonly anonymous: Person;
  people<Name extends string>(...names: Name[]): Promise<Record<Name, Person>>;
  /** Global ids of so many people who never sign in. */
  crowd(size: number): Promise<string[]>;
  /** The kinds of a conversation's events, in order of seq; of all conversations when there is only one. */
  log(): Promise<string[]>;
}

export async function startScene(env: Readonly<Record<string, string>> = {}): Promise<Scene> {
  await using started = new AsyncDisposableStack();
  const app = started.use(await startApp(env));
  const { prisma: db } = started.use(
    connectDatabase({ databaseUrl: app.databaseUrl, poolMax: 2, onIdleError: () => undefined }),
  );
  const kept = started.move();
  return {
    url: app.url,
    databaseUrl: app.databaseUrl,
    mediaDir: app.mediaDir,
    db,
    anonymous: speaker({ id: "", username: "" }, (source, variables) => post(app.url, source, variables)),
    async people<Name extends string>(...names: Name[]) {
      const people = await Promise.all(names.map((name) => app.people.register(name)));
      return Object.fromEntries(people.map((one) => [one.username, signedIn(one)])) as Record<Name, Person>;
    },
    async crowd(size) {
      const users = Array.from({ length: size }, (_, index) => ({
        id: newId(),
        username: `crowd${index}`,
        displayName: `Crowd ${index}`,
      }));
      await db.user.createMany({ data: users });
      return users.map((user) => encodeNodeId("User", user.id));
    },
    async log() {
      const events = await db.event.findMany({ orderBy: [{ conversationId: "asc" }, { seq: "asc" }] });
      return events.map((event) => event.kind);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

type Post = (source: string, variables: object) => Promise<RawAnswer>;

interface RawAnswer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

function signedIn(person: AppPerson): Person {
  return speaker(person, (source, variables) =>
    person.ask(new TypedDocumentString<unknown, object>(source), variables),
  );
}

async function post(url: string, query: string, variables: object): Promise<RawAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as RawAnswer;
}

function speaker({ id, username }: { id: string; username: string }, send: Post): Person {
  async function asks<Data>(source: string, variables: object = {}): Promise<Answer<Data>> {
    const { data = null, errors = [] } = await send(source, variables);
    return { data: data as Data, codes: errors.map((error) => error.extensions?.code) };
  }

  async function call(mutation: string, input: object, selection: string) {
    const name = `${mutation.slice(0, 1).toUpperCase()}${mutation.slice(1)}`;
    const source = `mutation ($input: ${name}Input!) {
      result: ${mutation}(input: $input) { __typename ... on ${name}Payload { ${selection} } }
    }`;
    const { data, codes } = await asks<{ result: { __typename: string } } | null>(source, { input });
    return {
      result: data?.result,
      ending: data?.result.__typename ?? codes.join(),
      payload: `${name}Payload`,
    };
  }

  return {
    id,
    username,
    asks,
    async does<Payload>(mutation: string, input: object, selection: string) {
      const { result, ending, payload } = await call(mutation, input, selection);
      if (ending !== payload) throw new Error(`${username} may not ${mutation}: ${ending}`);
      return result as Payload;
    },
    tries: async (mutation, input) => (await call(mutation, input, "__typename")).ending,
  };
}
