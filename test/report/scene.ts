// What the scenes of reports have in common: a group with every role in it, and people who look after the server.

import { newId } from "../../src/lib/ids.ts";
import { decodeNodeId } from "../../src/schema/nodeId.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person, Scene } from "../conversation/scene.ts";

export type Name =
  | "owner"
  | "admin"
  | "moderator"
  | "member"
  | "author"
  | "gone"
  | "stranger"
  | "neighbour"
  | "guard"
  | "root";

/** `guard` moderates the server, `root` is its admin, `neighbour` owns another group; none of them is in this one. */
export interface Cast extends Record<Name, Person> {
  readonly group: string;
  readonly other: string;
}

export async function startReports(): Promise<Scene & Cast & AsyncDisposable> {
  const scene = await startScene();
  const people = await scene.people(
    "owner",
    "admin",
    "moderator",
    "member",
    "author",
    "gone",
    "stranger",
    "neighbour",
    "guard",
    "root",
  );
  const { owner, admin, moderator, member, author, gone, neighbour } = people;
  const group = await makesGroup(owner, admin, moderator, member, author, gone);
  const other = await makesGroup(neighbour);
  await givesRole(owner, group, admin, "ADMIN");
  await givesRole(owner, group, moderator, "MODERATOR");
  await owner.does("removeMember", { conversationId: group, userId: gone.id }, "__typename");
  for (const [person, serverRole] of [
    [people.guard, "MODERATOR"],
    [people.root, "ADMIN"],
  ] as const) {
    await scene.db.user.update({ where: { id: rowOf(person.id) }, data: { serverRole } });
  }
  await scene.db.auditEntry.deleteMany();
  return { ...scene, ...people, group, other };
}

/** The id in the table. */
export function rowOf(globalId: string): string {
  return decodeNodeId(globalId).id;
}

export async function makesGroup(owner: Person, ...members: readonly Person[]): Promise<string> {
  const { createdConversation } = await owner.does<{ createdConversation: { id: string } }>(
    "createGroup",
    { title: "Group", memberIds: members.map(({ id }) => id), clientKey: newId() },
    "createdConversation { id }",
  );
  return createdConversation.id;
}

export async function givesRole(
  owner: Person,
  conversationId: string,
  { id: userId }: Person,
  role: string,
): Promise<void> {
  await owner.does("changeMemberRole", { conversationId, userId, role }, "__typename");
}

export async function sends(person: Person, conversationId: string, body = "rude"): Promise<string> {
  const { sentMessage } = await person.does<{ sentMessage: { id: string } }>(
    "sendMessage",
    { conversationId, body, clientKey: newId() },
    "sentMessage { id }",
  );
  return sentMessage.id;
}

export async function reports(person: Person, target: object, input: object = {}): Promise<string> {
  const { submittedReport } = await person.does<{ submittedReport: { id: string } }>(
    "reportContent",
    { target, reason: "SPAM", clientKey: newId(), ...input },
    "submittedReport { id }",
  );
  return submittedReport.id;
}

interface Edges<Node> {
  readonly edges: readonly { readonly node: Node }[];
}

/** The ids in the queue of a conversation, or of the whole server. */
export async function queueOf(
  person: Person,
  conversationId?: string,
  filter: object = {},
): Promise<string[]> {
  const source = conversationId === undefined ? "" : "conversation(id: $id) {";
  const { data } = await person.asks<{
    conversation?: { reports: Edges<{ id: string }> } | null;
    reports?: Edges<{ id: string }>;
  } | null>(
    `query ($filter: ReportFilter${source === "" ? "" : ", $id: ID!"}) {
      ${source} reports(filter: $filter) { edges { node { id } } } ${source === "" ? "" : "}"}
    }`,
    { filter, ...(conversationId !== undefined && { id: conversationId }) },
  );
  const queue = data?.reports ?? data?.conversation?.reports;
  return queue?.edges.map(({ node }) => node.id) ?? [];
}
