/** Who takes part on a stage: recorded clients that send and follow, in turn on each node. */
import type { Person } from "../support/people.ts";
import type { Arena } from "./arena.ts";
import { RecordingFollower } from "./follower.ts";
import type { SendEntry } from "./history.ts";
import { InboxFollower } from "./inboxFollower.ts";
import { range } from "./inTurn.ts";
import { Sender } from "./sender.ts";

export interface CastOptions {
  readonly conversations?: number;
  /** In each conversation; in turn on each node, over HTTP and over a socket. */
  readonly senders?: number;
  /** In the last conversation all send on the first node: those on the others hear of it from outside alone. */
  readonly isLastOneSided?: boolean;
  /** In each conversation, in turn on each node. */
  readonly followers?: number;
  /** Members that follow their inbox as well, in turn on each node. */
  readonly inboxes?: number;
  /** A sender, and every second follower, takes a server that says nothing for so long for gone. */
  readonly silentMsMax?: number;
}

export interface Cast {
  /** Of all conversations, who takes no part. */
  readonly owner: Person;
  /** Of all conversations; the first ones send and follow. */
  readonly members: readonly Person[];
  readonly conversations: readonly string[];
  readonly senders: readonly Sender[];
  readonly followers: readonly RecordingFollower[];
  readonly inboxes: readonly InboxFollower[];
  /** Where all senders write. */
  readonly sends: SendEntry[];
}

/** Nobody has begun yet. */
export async function assemble(
  arena: Arena,
  started: AsyncDisposableStack,
  options: CastOptions,
): Promise<Cast> {
  const { conversations: groups = 2, senders: perGroup = 4, followers: following = 4, inboxes = 0 } = options;
  const [owner, ...members] = await arena.crowd(1 + Math.max(perGroup, following, inboxes));
  if (owner === undefined) throw new Error("unreachable");
  const conversations: string[] = [];
  while (conversations.length < groups) conversations.push(await arena.group([owner, ...members]));

  const silence = options.silentMsMax === undefined ? {} : { silentMsMax: options.silentMsMax };
  const turn = (index: number): number => Math.floor(index / arena.slots.length) % 2;
  // Every second one of a node waits for a silent server, however long.
  const patience = (index: number) => (turn(index) === 0 ? {} : silence);
  const sends: SendEntry[] = [];
  const createSender = (conversationId: string, group: number, index: number): Sender => {
    const { username, authorization } = memberOf(members, index);
    const isOneSided = options.isLastOneSided === true && group === groups - 1;
    const url = arena.url(isOneSided ? 0 : index);
    const common = { name: `${username.slice(-4)} in ${group}`, authorization, conversationId, url };
    return new Sender({ ...common, over: turn(index) === 0 ? "socket" : "http", log: sends, ...silence });
  };
  const createFollower = (conversationId: string, group: number, index: number): RecordingFollower => {
    const { id: userId, username, authorization } = memberOf(members, index);
    const common = { name: `${username.slice(-4)} in ${group}`, userId, authorization, conversationId };
    return new RecordingFollower({ ...common, url: arena.url(index + group), ...patience(index) });
  };
  const createInbox = (index: number): InboxFollower => {
    const { id: userId, username, authorization } = memberOf(members, index);
    const common = { name: `the inbox of ${username.slice(-4)}`, userId, authorization };
    return new InboxFollower({ ...common, url: arena.url(index), ...patience(index) });
  };
  const ofEach = <Client extends AsyncDisposable>(
    count: number,
    create: (conversationId: string, group: number, index: number) => Client,
  ): Client[] =>
    conversations.flatMap((id, group) => range(count).map((index) => started.use(create(id, group, index))));
  return {
    owner,
    members,
    conversations,
    senders: ofEach(perGroup, createSender),
    followers: ofEach(following, createFollower),
    inboxes: range(inboxes).map((index) => started.use(createInbox(index))),
    sends,
  };
}

function memberOf(members: readonly Person[], index: number): Person {
  const member = members[index];
  if (member === undefined) throw new Error(`There is no member ${index}.`);
  return member;
}
