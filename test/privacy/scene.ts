/** What the scenes of this folder have in common: any operation by its text, and the words for what people set. */
import { TypedDocumentString } from "../gen/graphql.ts";
import type { Person } from "../support/people.ts";

/** Whose result may be that somebody cannot be added. */
const ADDING = new Set(["addMembers", "createGroup"]);

/** The data of an operation; throws for an answer with errors. */
export function asks<Data>(person: Person, source: string, variables: object = {}): Promise<Data> {
  return person.asks(new TypedDocumentString<Data, object>(source), variables);
}

/** A mutation's result, whichever: what is selected of its payload, or the error. */
export async function calls(
  person: Person,
  mutation: string,
  input: object,
  selection = "__typename",
): Promise<{ readonly __typename: string } & Record<string, unknown>> {
  const name = `${mutation.slice(0, 1).toUpperCase()}${mutation.slice(1)}`;
  const { result } = await asks<{ result: { __typename: string } }>(
    person,
    `mutation ($input: ${name}Input!) {
      result: ${mutation}(input: $input) {
        __typename
        ... on ${name}Payload { ${selection} }
        ... on UserError { code }
        ${ADDING.has(mutation) ? "... on CannotAddUsersError { users { username } }" : ""}
      }
    }`,
    { input },
  );
  return result;
}

/** How a mutation ends: its payload's or its error's type. */
export async function tries(person: Person, mutation: string, input: object): Promise<string> {
  return (await calls(person, mutation, input)).__typename;
}

export async function blocks(person: Person, other: { readonly id: string }): Promise<void> {
  await expectPayload(person, "blockUser", { userId: other.id });
}

export async function unblocks(person: Person, other: { readonly id: string }): Promise<void> {
  await expectPayload(person, "unblockUser", { userId: other.id });
}

export async function sets(person: Person, settings: object): Promise<void> {
  await expectPayload(person, "updatePrivacySettings", settings);
}

async function expectPayload(person: Person, mutation: string, input: object): Promise<void> {
  const ending = await tries(person, mutation, input);
  if (!ending.endsWith("Payload")) throw new Error(`${person.username} may not ${mutation}: ${ending}`);
}

/** Usernames that the search finds for somebody. */
export async function finds(person: Person, query: string): Promise<string[]> {
  const { users } = await asks<{ users: { edges: { node: { username: string } }[] } }>(
    person,
    "query ($query: String!) { users(query: $query, first: 100) { edges { node { username } } } }",
    { query },
  );
  return users.edges.map(({ node }) => node.username);
}

/** Whether somebody finds a person by their whole username. */
export async function knows(person: Person, username: string): Promise<boolean> {
  const source = "query ($username: String!) { user(username: $username) { id } }";
  const { user } = await asks<{ user: object | null }>(person, source, { username });
  return user !== null;
}

/** What `sees` may not be told, and what somebody of whom nothing is known is told of. */
export const HIDDEN = { status: "OFFLINE", customStatus: null, lastSeenAt: null };
