/** Conversations to try things in, with everybody of the table, and with what can be in one. */
import { randomBytes, randomUUID } from "node:crypto";
import { newId } from "../../src/lib/ids.ts";
import { decodeNodeId, encodeNodeId } from "../../src/schema/nodeId.ts";
import { followLog } from "../search/scene.ts";
import { removesSent } from "../removal/scene.ts";
import { sendsAttachments, uploads } from "../support/uploads.ts";
import type { Does } from "../support/uploads.ts";
import type { Cast, Speaker } from "./world.ts";

/**
 * `talk`: a group in which everybody has written, with a pinned message and a link that leads there. `lived`: one in
 * which everything has happened once. `direct`: of `member` and `author`; `blocked`: of `blocked` and `author`.
 */
export type PlaceName = "group" | "public" | "announcements" | "talk" | "lived" | "direct" | "blocked";

/** `secret` of an invite link, and global ids by what they are: `conversation`, `message`, `pinned`, `own gone`, `node MessageSent`. */
export type Place = ReadonlyMap<string, string>;

export function buildPlace(name: PlaceName, cast: Cast, databaseUrl: string): Promise<Place> {
  if (name === "direct") return buildDirect(cast.member, cast.author);
  if (name === "blocked") return buildBlocked(cast);
  return buildGroup(name, cast, databaseUrl);
}

/** The same place, where nothing exists: every id is of its type, and of nothing. */
export function twinOf(place: Place): Place {
  const secret = randomBytes(32).toString("base64url").slice(0, place.get("secret")?.length);
  return new Map([...place].map(([what, id]) => [what, what === "secret" ? secret : twinOfId(id)]));
}

function twinOfId(globalId: string): string {
  const { typename, id } = decodeNodeId(globalId);
  return encodeNodeId(typename, id.replace(/^[^:]+/, newId()));
}

/** Who is in a group, by name. `gone` and `banned` do not stay. */
const IN_GROUP = ["gone", "banned", "muted", "blocked", "member", "moderator", "admin", "author"] as const;
const OTHERS_IN_GROUP = ["moderator2", "admin2", "owner2"] as const;
const ROLES = {
  moderator: "MODERATOR",
  moderator2: "MODERATOR",
  admin: "ADMIN",
  admin2: "ADMIN",
  owner2: "OWNER",
} as const;

async function buildGroup(name: PlaceName, cast: Cast, databaseUrl: string): Promise<Place> {
  const { owner, author, gone, banned, muted } = cast;
  const { createdConversation } = await owner.does<{ createdConversation: { id: string } }>(
    "createGroup",
    {
      title: "Group",
      kind: name === "public" ? "CHANNEL" : "GROUP",
      memberIds: [...IN_GROUP, ...OTHERS_IN_GROUP].map((each) => cast[each].id),
      clientKey: randomUUID(),
    },
    "createdConversation { id }",
  );
  const conversationId = createdConversation.id;
  const place = new Map([["conversation", conversationId]]);
  const appoints = Object.entries(ROLES).map(([each, role]) => {
    const userId = cast[each as keyof typeof ROLES].id;
    return owner.does("changeMemberRole", { conversationId, userId, role });
  });
  const [[message]] = await Promise.all([author.sends(conversationId, "By author."), ...appoints]);
  place.set("message", message?.id ?? "");
  place.set("node ConversationCard", encodeNodeId("ConversationCard", decodeNodeId(conversationId).id));
  if (name === "talk" || name === "lived") await talkIn(place, cast);
  if (name === "lived") await liveIn(place, cast, databaseUrl);
  await Promise.all([
    owner.removes(conversationId, gone),
    owner.does("banMember", { conversationId, userId: banned.id }),
    owner.does("muteMember", { conversationId, userId: muted.id, until: tomorrow() }),
    inviteTo(conversationId, cast.invited, owner).then((id) => place.set("node Invitation", id)),
  ]);
  if (name === "announcements")
    await owner.does("updateConversation", { conversationId, postingPolicy: "MODERATORS" });
  if (name === "public") await owner.does("updateConversation", { conversationId, visibility: "PUBLIC" });
  if (name === "lived") await findNodes(place, cast);
  return place;
}

/** The invitation's id. */
async function inviteTo(conversationId: string, invited: Speaker, inviter: Speaker): Promise<string> {
  const { sentInvitations } = await inviter.does<{ sentInvitations: readonly { id: string }[] }>(
    "inviteMembers",
    { conversationId, userIds: [invited.id] },
    "sentInvitations { id }",
  );
  return sentInvitations[0]?.id ?? "";
}

async function talkIn(place: Map<string, string>, cast: Cast): Promise<void> {
  const { owner, author } = cast;
  const conversationId = idIn(place, "conversation");
  const writers = [...IN_GROUP, "owner"] as const;
  await Promise.all(
    writers.map(async (each) => {
      const [sent] = await cast[each].sends(conversationId, `By ${each}.`);
      place.set(`own ${each}`, sent?.id ?? "");
    }),
  );
  const threadRootId = idIn(place, "message");
  const reply = await author.answers(conversationId, "In reply.", { threadRootId });
  await owner.does("pinMessage", { messageId: reply.id });
  place.set("pinned", reply.id);

  const { createdInviteLink, secret } = await owner.does<{
    createdInviteLink: { id: string };
    secret: string;
  }>("createInviteLink", { conversationId, clientKey: randomUUID() }, "createdInviteLink { id } secret");
  place.set("node InviteLink", createdInviteLink.id);
  place.set("secret", secret);
}

const tomorrow = (): string => new Date(Date.now() + 86_400_000).toISOString();

/** Things of which there are nodes, and an event of each kind. */
async function liveIn(place: Map<string, string>, cast: Cast, databaseUrl: string): Promise<void> {
  const { owner, author, newcomer, moderator2 } = cast;
  const [conversationId, messageId] = [idIn(place, "conversation"), idIn(place, "message")];
  const guest = { conversationId, userId: newcomer.id };
  const invitationId = await inviteTo(conversationId, newcomer, owner);
  await newcomer.does("declineInvitation", { invitationId });
  await owner.does("banMember", guest);
  await owner.does("unbanMember", guest);
  await owner.adds(conversationId, newcomer);
  await owner.does("muteMember", { conversationId, userId: moderator2.id, until: tomorrow() });
  await owner.does("unmuteMember", { conversationId, userId: moderator2.id });
  await author.edits(messageId, "By author, changed.");
  await author.does("addReaction", { messageId, emoji: "🎉" });
  await author.does("removeReaction", { messageId, emoji: "🎉" });
  await owner.does("unpinMessage", { messageId: idIn(place, "pinned") });
  await owner.does("updateConversation", { conversationId, title: "Renamed" });
  await newcomer.sends(conversationId, "Removed.");
  await removesSent({ databaseUrl }, conversationId, newcomer);
  const [regretted] = await author.sends(conversationId, "Regretted.");
  await author.deletes(regretted?.id ?? "");
  const does: Does = (mutation, input, selection) => author.does(mutation, input, selection);
  const attachmentId = await uploads(does);
  await sendsAttachments(does, conversationId, [attachmentId]);
  place.set("node Attachment", attachmentId);
  const about = { target: { messageId }, reason: "SPAM", clientKey: randomUUID() };
  const { submittedReport } = await moderator2.does<{ submittedReport: { id: string } }>(
    "reportContent",
    about,
    "submittedReport { id }",
  );
  place.set("node Report", submittedReport.id);
  const note = { reportId: submittedReport.id, body: "Looked at it.", clientKey: randomUUID() };
  const { addedNote } = await cast.owner2.does<{ addedNote: { id: string } }>(
    "addReportNote",
    note,
    "addedNote { id }",
  );
  place.set("node ReportNote", addedNote.id);
  const rule = { conversationId, kind: "WORD", pattern: "unspeakable", action: "BLOCK" };
  const { createdContentRule } = await owner.does<{ createdContentRule: { id: string } }>(
    "createContentRule",
    { ...rule, clientKey: randomUUID() },
    "createdContentRule { id }",
  );
  place.set("node ContentRule", createdContentRule.id);
  place.set("node FlaggedMessage", await flags(cast, conversationId));
  for (const each of [...IN_GROUP, "owner", "owner2"] as const)
    await cast[each].does("saveDraft", { conversationId, body: `A draft by ${each}.` });
  await using index = followLog({ databaseUrl });
  await index.catchUp();
}

interface Nodes {
  readonly conversation: {
    readonly viewerMember: { readonly id: string };
    readonly viewerDraft: { readonly id: string };
    readonly auditLog: { readonly edges: readonly { readonly node: { readonly id: string } }[] };
    readonly bans: { readonly edges: readonly { readonly node: { readonly id: string } }[] };
  };
  readonly conversationEvents: {
    readonly edges: readonly { readonly node: { readonly __typename: string; readonly id: string } }[];
  };
  readonly message: {
    readonly revisions: { readonly edges: readonly { readonly node: { readonly id: string } }[] };
  };
}

/** The earlier of two messages that a rule flags. */
async function flags({ owner, owner2, author }: Cast, conversationId: string): Promise<string> {
  const rule = {
    conversationId,
    kind: "WORD",
    pattern: "suspicious",
    action: "FLAG",
    clientKey: randomUUID(),
  };
  await owner.does("createContentRule", rule);
  await author.sends(conversationId, "Suspicious.", "Suspicious again.");
  interface Reports {
    readonly conversation: {
      readonly reports: {
        readonly edges: readonly {
          readonly node: {
            readonly earlierMessages: {
              readonly edges: readonly { readonly node: { readonly id: string } }[];
            };
          };
        }[];
      };
    };
  }
  const { conversation } = await owner2.reads<Reports>(
    `query ($conversationId: ID!) { conversation(id: $conversationId) { reports(first: 5) { edges { node {
      earlierMessages(first: 1) { edges { node { id } } } } } } } }`,
    { conversationId },
  );
  return conversation.reports.edges.flatMap(({ node }) => node.earlierMessages.edges)[0]?.node.id ?? "";
}

/** As `owner2` sees them, who stands in no column. */
async function findNodes(place: Map<string, string>, { owner2 }: Cast): Promise<void> {
  const found = await owner2.reads<Nodes>(
    `query ($conversationId: ID!, $messageId: ID!) {
      conversation(id: $conversationId) { viewerMember { id } viewerDraft { id } bans { edges { node { id } } }
        auditLog(first: 1) { edges { node { id } } } }
      conversationEvents(conversationId: $conversationId, first: 100) { edges { node { __typename id } } }
      message: node(id: $messageId) { ... on Message { revisions { edges { node { id } } } } }
    }`,
    { conversationId: idIn(place, "conversation"), messageId: idIn(place, "message") },
  );
  const { conversation, conversationEvents, message } = found;
  for (const { node } of conversationEvents.edges) place.set(`node ${node.__typename}`, node.id);
  place.set("node Conversation", idIn(place, "conversation"));
  place.set("node Message", idIn(place, "message"));
  place.set("node Thread", encodeNodeId("Thread", decodeNodeId(idIn(place, "message")).id));
  place.set("node Member", conversation.viewerMember.id);
  place.set("node Ban", conversation.bans.edges[0]?.node.id ?? "");
  place.set("node AuditEntry", conversation.auditLog.edges[0]?.node.id ?? "");
  place.set("node Draft", conversation.viewerDraft.id);
  place.set("node MessageRevision", message.revisions.edges[0]?.node.id ?? "");
}

async function buildBlocked({ blocked, author }: Cast): Promise<Place> {
  const between = { userId: blocked.id };
  await author.does("unblockUser", between);
  const place = await buildDirect(blocked, author);
  await author.does("blockUser", between);
  return place;
}

async function buildDirect(one: Speaker, author: Speaker): Promise<Place> {
  const conversation = await author.opensConversationWith(one);
  const [[message], [own]] = await Promise.all([
    author.sends(conversation, "By author."),
    one.sends(conversation, `By ${one.username}.`),
  ]);
  await author.does("pinMessage", { messageId: own?.id });
  return new Map([
    ["conversation", conversation],
    ["message", message?.id ?? ""],
    ["pinned", own?.id ?? ""],
    [`own ${one.username}`, own?.id ?? ""],
  ]);
}

/** Throws where the place has nothing of this name. */
export function idIn(place: Place, what: string): string {
  const id = place.get(what);
  if (id === undefined || id === "") throw new Error(`There is no ${what} here.`);
  return id;
}
