/** How each row of the table is tried. */
import { randomUUID } from "node:crypto";
import type { Operation } from "./wires.ts";
import { idIn } from "./places.ts";
import type { Place, PlaceName } from "./places.ts";
import type { Actor, Cast } from "./world.ts";

export interface Attempt {
  /** Where; the group when absent. */
  readonly in?: PlaceName;
  /** Others find the place as good as it was: it needs not be made anew for them, and what was written is not judged. */
  readonly leavesAll?: true;
  readonly operation: (scene: Scene) => Operation;
  /** What makes a stream say something that has nothing to say at first. */
  readonly stir?: (place: Place, cast: Cast) => Promise<unknown>;
}

/** Throws for a row that nobody knows how to try. */
export function attemptOf(row: string): Attempt {
  const attempt = row.startsWith("node ") ? node(row.slice("node ".length)) : ATTEMPTS.get(row);
  if (attempt === undefined) throw new Error(`${row}: is tried by nothing.`);
  return attempt;
}

export interface Scene {
  readonly place: Place;
  readonly actor: Actor;
  readonly cast: Cast;
}

type Input = (scene: Scene) => Readonly<Record<string, unknown>>;
type How = Pick<Attempt, "in" | "leavesAll">;

const FOR_GOOD: How = {};
const LEAVES_ALL: How = { leavesAll: true };
const direct: How = { in: "direct" };
const talk: How = { in: "talk" };
const blocked: How = { in: "blocked" };
const announcements: How = { in: "announcements" };
const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();

const conversation: Input = ({ place }) => ({ conversationId: idIn(place, "conversation") });
const message: Input = ({ place }) => ({ messageId: idIn(place, "message") });
const pinned: Input = ({ place }) => ({ messageId: idIn(place, "pinned") });
const thread: Input = ({ place }) => ({ rootId: idIn(place, "message") });
/** Who has written nothing there tries with what somebody else wrote. */
const own: Input = ({ place, actor }) => ({
  messageId: place.get(`own ${actor.column}`) ?? idIn(place, "message"),
});

function mutation(name: string, how: How, ...inputs: (Input | object)[]): [string, Attempt] {
  const [field = ""] = name.split(":");
  const type = `${field.slice(0, 1).toUpperCase()}${field.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) {
    result: ${field}(input: $input) { __typename ... on UserError { code message } }
  }`;
  const operation = (scene: Scene): Operation => {
    const parts = inputs.map((input) => (typeof input === "function" ? (input as Input)(scene) : input));
    return { query, variables: { input: Object.assign({}, ...parts) as object } };
  };
  return [`mutation ${name}`, { ...how, operation }];
}

/** A root field that takes a conversation's id. */
function look(kind: string, name: string, selection: string, arg: string, how?: Partial<Attempt>) {
  const [field = ""] = name.split(":");
  const query = `${kind} ($id: ID!) { result: ${field}(${arg}: $id) { ${selection} } }`;
  const operation = ({ place }: Scene): Operation => ({
    query,
    variables: { id: idIn(place, "conversation") },
  });
  return [`${kind} ${name}`, { leavesAll: true, ...how, operation }] as [string, Attempt];
}

/** By `node` and by `nodes`. */
function node(name: string): Attempt {
  const [type = "", where] = name.split(": ");
  const query = `query ($id: ID!) { result: node(id: $id) { __typename id } also: nodes(ids: [$id]) { __typename id } }`;
  const operation = ({ place }: Scene): Operation => ({
    query,
    variables: { id: idIn(place, `node ${type}`) },
  });
  return { in: where === "public" ? "public" : "lived", leavesAll: true, operation };
}

const by =
  (other: keyof Cast): Input =>
  ({ cast }) => ({ userId: cast[other].id });
const themselves: Input = ({ actor }) => ({ userId: actor.id });
const newKey: Input = () => ({ clientKey: randomUUID() });
const these =
  (other: keyof Cast): Input =>
  ({ cast }) => ({ userIds: [cast[other].id] });
const members =
  (other: keyof Cast): Input =>
  ({ cast }) => ({ memberIds: [cast[other].id] });
const invitation: Input = ({ place }) => ({ invitationId: idIn(place, "node Invitation") });
const messageAtHome: Input = ({ actor }) => ({ messageId: actor.home.message });
const inThread: Input = ({ place }) => ({ threadRootId: idIn(place, "message") });
const replying: Input = ({ place }) => ({ replyToId: idIn(place, "message") });
const attached: Input = ({ place }) => ({ attachmentIds: [idIn(place, "node Attachment")] });
const pictured: Input = ({ place }) => ({ avatarAttachmentId: idIn(place, "node Attachment") });
const SPAM = { reason: "SPAM" };
const lived: How = { in: "lived" };
const report: Input = ({ place }) => ({ reportId: idIn(place, "node Report") });
const contentRule: Input = ({ place }) => ({ contentRuleId: idIn(place, "node ContentRule") });
const RULE = { kind: "WORD", pattern: "unheard of", action: "BLOCK" };
const home: Input = ({ actor }) => ({ conversationId: actor.home.conversation });

const TARGETS = { OWNER: "owner2", ADMIN: "admin2", MODERATOR: "moderator2", MEMBER: "author" } as const;
const ROLES = ["OWNER", "ADMIN", "MODERATOR", "MEMBER"] as const;

const changesOfRoles = ROLES.flatMap((role) => [
  mutation(`changeMemberRole: themselves to ${role}`, FOR_GOOD, conversation, themselves, { role }),
  ...Object.entries(TARGETS).map(([had, target]) =>
    mutation(`changeMemberRole: ${had} to ${role}`, FOR_GOOD, conversation, by(target), { role }),
  ),
]);

/** One after the other to each role, to themselves, and in a direct conversation. */
function toEach(field: string, how: How, input: object = {}): [string, Attempt][] {
  return [
    ...Object.entries(TARGETS).map(([role, target]) =>
      mutation(`${field}: ${role}`, how, conversation, by(target), input),
    ),
    mutation(`${field}: themselves`, how, conversation, themselves, input),
    mutation(`${field}: direct`, direct, conversation, by("author"), input),
  ];
}

function searchWithin({ place }: Scene): Operation {
  const query = `query ($id: ID!) {
    result: searchMessages(query: "", filter: { conversationIds: [$id] }) { found: edges { node { id } } }
  }`;
  return { query, variables: { id: idIn(place, "conversation") } };
}

function searchFilesWithin({ place }: Scene): Operation {
  const query = `query ($id: ID!) {
    result: searchFiles(query: "", filter: { conversationIds: [$id] }) { found: edges { node { id } } }
  }`;
  return { query, variables: { id: idIn(place, "conversation") } };
}

function lookBehindLink({ place }: Scene): Operation {
  const query = "query ($secret: String!) { result: inviteLinkCard(secret: $secret) { title } }";
  return { query, variables: { secret: idIn(place, "secret") } };
}

const inBlocked = [
  mutation("addReaction: direct, blocked", blocked, message, { emoji: "👍" }),
  mutation("deleteMessage: direct, blocked", blocked, message),
  mutation("deleteMessage: direct, blocked, own", blocked, own),
  mutation("deleteMessageForMe: direct, blocked", blocked, message),
  mutation("editMessage: direct, blocked", blocked, message, { body: "Changed." }),
  mutation("editMessage: direct, blocked, own", blocked, own, { body: "Changed." }),
  mutation("forwardMessage: direct, blocked", blocked, conversation, newKey, messageAtHome),
  mutation("markRead: direct, blocked", { ...blocked, leavesAll: true }, conversation, { seq: 1 }),
  mutation("pinMessage: direct, blocked", blocked, message),
  mutation("removeReaction: direct, blocked", { ...blocked, leavesAll: true }, message, { emoji: "👍" }),
  mutation("saveDraft: direct, blocked", blocked, conversation, { body: "Later." }),
  mutation("sendMessage: direct, blocked", blocked, conversation, newKey, { body: "Hello." }),
  mutation("unpinMessage: direct, blocked", blocked, pinned),
  look("query", "conversation: direct, blocked", "id", "id", { in: "blocked" }),
  look("subscription", "conversationEvents: direct, blocked", "__typename", "conversationId", {
    in: "blocked",
  }),
];

/** Every row but those of nodes. */
const ATTEMPTS: ReadonlyMap<string, Attempt> = new Map([
  mutation("acceptInvitation", FOR_GOOD, invitation),
  mutation("addMembers", FOR_GOOD, conversation, these("newcomer")),
  mutation("addMembers: direct", direct, conversation, these("newcomer")),
  mutation("addMembers: of the banned", FOR_GOOD, conversation, these("banned")),
  mutation("addReaction", LEAVES_ALL, message, { emoji: "👍" }),
  ...toEach("banMember", FOR_GOOD),
  mutation("banMember: no member", FOR_GOOD, conversation, by("newcomer")),
  ...changesOfRoles,
  mutation("changeMemberRole: direct", direct, conversation, by("author"), { role: "OWNER" }),
  mutation("createContentRule", FOR_GOOD, conversation, newKey, RULE),
  mutation("createContentRule: direct", direct, conversation, newKey, RULE),
  mutation("createContentRule: of the server", FOR_GOOD, newKey, RULE),
  mutation("createInviteLink", FOR_GOOD, conversation, newKey),
  mutation("createInviteLink: direct", direct, conversation, newKey),
  mutation("createDirectConversation", LEAVES_ALL, by("moderator2")),
  mutation("createDirectConversation: with a blocker", LEAVES_ALL, by("admin2")),
  mutation("createGroup", LEAVES_ALL, newKey, members("moderator2"), { title: "New" }),
  mutation("createGroup: with a blocker", LEAVES_ALL, newKey, members("admin2"), { title: "New" }),
  mutation("declineInvitation", FOR_GOOD, invitation),
  mutation("deleteContentRule", lived, contentRule),
  mutation("deleteMessage", FOR_GOOD, message),
  mutation("deleteMessage: own", talk, own),
  mutation("deleteMessage: direct", direct, message),
  mutation("deleteMessageForMe", FOR_GOOD, message),
  mutation("editMessage", FOR_GOOD, message, { body: "Changed." }),
  mutation("editMessage: own", { ...talk, leavesAll: true }, own, { body: "Changed." }),
  mutation("followThread", LEAVES_ALL, thread),
  mutation("forwardMessage: from here", LEAVES_ALL, message, home, newKey),
  mutation("forwardMessage: to here", LEAVES_ALL, conversation, newKey, messageAtHome),
  mutation("forwardMessage: to where moderators post", announcements, conversation, newKey, messageAtHome),
  mutation("inviteMembers", FOR_GOOD, conversation, these("newcomer")),
  mutation("inviteMembers: direct", direct, conversation, these("newcomer")),
  mutation("joinByInviteLink", talk, ({ place }) => ({ secret: idIn(place, "secret") })),
  mutation("joinConversation", FOR_GOOD, conversation),
  mutation("joinConversation: public", { in: "public" }, conversation),
  mutation("leaveConversation", FOR_GOOD, conversation),
  mutation("leaveConversation: direct", direct, conversation),
  mutation("markDelivered", LEAVES_ALL, conversation, { seq: 1 }),
  mutation("markRead", LEAVES_ALL, conversation, { seq: 1 }),
  mutation("markThreadRead", LEAVES_ALL, thread, { seq: 1 }),
  mutation("markUnread", LEAVES_ALL, conversation, { seq: 1 }),
  ...toEach("muteMember", FOR_GOOD, { until: TOMORROW }),
  mutation("pinMessage", FOR_GOOD, message),
  mutation("pinMessage: direct", direct, message),
  ...toEach("removeMember", FOR_GOOD),
  mutation("removeReaction", LEAVES_ALL, message, { emoji: "👍" }),
  mutation("addReportNote", lived, report, newKey, { body: "Looked at it." }),
  mutation("claimReport", lived, report),
  mutation("releaseReport", lived, report),
  mutation("reportContent", LEAVES_ALL, newKey, SPAM, (scene) => ({ target: message(scene) })),
  mutation("reportContent: the conversation", LEAVES_ALL, newKey, SPAM, (scene) => ({
    target: conversation(scene),
  })),
  mutation("resolveReport", lived, report, { outcome: "DISMISSED" }),
  mutation("revokeInvitation", FOR_GOOD, invitation),
  mutation("revokeInviteLink", talk, ({ place }) => ({ inviteLinkId: idIn(place, "node InviteLink") })),
  mutation("completeUpload", { in: "lived", leavesAll: true }, ({ place }) => ({
    attachmentId: idIn(place, "node Attachment"),
  })),
  mutation("deleteUpload", { in: "lived", leavesAll: true }, ({ place }) => ({
    attachmentId: idIn(place, "node Attachment"),
  })),
  mutation("saveDraft", LEAVES_ALL, conversation, { body: "Later." }),
  mutation("saveDraft: at home, in this thread", LEAVES_ALL, home, inThread, { body: "Later." }),
  mutation("sendMessage", LEAVES_ALL, conversation, newKey, { body: "Hello." }),
  mutation("sendMessage: direct", { ...direct, leavesAll: true }, conversation, newKey, { body: "Hello." }),
  mutation("sendMessage: where moderators post", announcements, conversation, newKey, { body: "Hear!" }),
  mutation("sendMessage: public", { in: "public", leavesAll: true }, conversation, newKey, {
    body: "Hello.",
  }),
  mutation("sendMessage: what a rule forbids", { ...lived, leavesAll: true }, conversation, newKey, {
    body: "So unspeakable!",
  }),
  mutation("sendMessage: at home, in this thread", LEAVES_ALL, home, inThread, newKey, { body: "Hello." }),
  mutation("sendMessage: at home, with this file", { in: "lived", leavesAll: true }, home, attached, newKey),
  mutation("sendMessage: at home, replying to this", LEAVES_ALL, home, replying, newKey, { body: "Hello." }),
  mutation("setTyping", LEAVES_ALL, conversation, { isTyping: true }),
  mutation("transferOwnership: to MEMBER", FOR_GOOD, conversation, by("author")),
  mutation("transferOwnership: to OWNER", FOR_GOOD, conversation, by("owner2")),
  mutation("transferOwnership: direct", direct, conversation, by("author")),
  mutation("unbanMember", FOR_GOOD, conversation, by("banned")),
  mutation("unbanMember: direct", direct, conversation, by("author")),
  mutation("unfollowThread", LEAVES_ALL, thread),
  ...toEach("unmuteMember", FOR_GOOD),
  mutation("unmuteMember: the muted", FOR_GOOD, conversation, by("muted")),
  mutation("unpinMessage", talk, pinned),
  mutation("unpinMessage: direct", direct, pinned),
  mutation("updateConversation", FOR_GOOD, conversation, { title: "Renamed" }),
  mutation("updateConversation: direct", direct, conversation, { title: "Renamed" }),
  mutation("updateConversation: with this file", { in: "lived", leavesAll: true }, conversation, pictured),
  mutation("updateConversationSettings", LEAVES_ALL, conversation, { isPinned: true }),
  mutation("updateProfile: with this file", lived, pictured),
  ...inBlocked,
  look("query", "conversation", "id title", "id"),
  look("query", "conversation: public", "id title", "id", { in: "public" }),
  ...["auditLog", "bans", "contentRules", "invitations", "inviteLinks", "reports"].map((list) =>
    look("query", `conversation: ${list}`, `within: ${list} { edges { node { id } } }`, "id", {
      in: "lived",
    }),
  ),
  look("query", "conversation: members", 'within: members(query: "owner") { edges { node { id } } }', "id"),
  look("query", "conversationCard", "title", "id"),
  look("query", "conversationCard: public", "title", "id", { in: "public" }),
  ["query inviteLinkCard", { ...talk, leavesAll: true, operation: lookBehindLink }],
  ["query searchFiles", { in: "lived", leavesAll: true, operation: searchFilesWithin }],
  ["query searchMessages", { in: "lived", leavesAll: true, operation: searchWithin }],
  look("query", "conversationEvents", "edges { node { id } }", "conversationId"),
  look("subscription", "conversationEvents", "__typename", "conversationId"),
  look("subscription", "receipts", "count", "conversationId", { stir: advanceMark }),
  look("subscription", "typing", "count", "conversationId"),
]);

/** Moves a mark: `receipts` says nothing before one has. */
async function advanceMark(place: Place, { owner2 }: Cast): Promise<void> {
  const conversationId = idIn(place, "conversation");
  const [sent] = await owner2.sends(conversationId, "Read this.");
  await owner2.does("markRead", { conversationId, seq: sent?.seq ?? 0 });
}
