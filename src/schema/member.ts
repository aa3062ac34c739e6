/** Member: a person in a conversation; and a conversation's members. */
import { visibleMembers } from "../domain/member/policy.ts";
import type { MemberRow } from "../domain/rows.ts";
import { viewerIdOrNone } from "./access.ts";
import { builder, nodeType } from "./builder.ts";
import { Conversation } from "./conversation.ts";
import { loadConversation, loadUser } from "./links.ts";
import { resolveMemberPage } from "./memberPages.ts";
import { CANDIDATES_MAX, resolveMemberSearch, SEARCHED_ONE_BY_ONE_MAX } from "./memberSearch.ts";
import { NAME_QUERY_MAX } from "./nameSearch.ts";
import { inOrderOf, uuidsOf } from "./nodeRows.ts";
import { pageCost } from "./page.ts";
import { forwardPageArgs } from "./pageArgs.ts";
import { User } from "./user.ts";

/** Of an operation's budget. */
const SEARCH_COST = 50;

export const MemberRole = builder.enumType("MemberRole", {
  description:
    "What a member may do in a group or a channel. In a direct conversation everybody is a MEMBER.",
  values: {
    OWNER: { description: "Everything; at least one owner stays." },
    ADMIN: { description: "Changes the conversation; adds anyone; removes and appoints those below." },
    MODERATOR: {
      description: "Adds anyone; removes, mutes and bans plain members; deletes messages.",
    },
    MEMBER: { description: "Reads, and sends where the posting policy lets them." },
  } as const,
});

export const Member = builder.prismaObject("Member", {
  name: nodeType("Member"),
  description: "Somebody's membership of a conversation; seen by its members only.",
  fields: (t) => ({
    user: t.field({
      type: User,
      description: "Who.",
      resolve: (member, _args, context) => loadUser(context, member.userId),
    }),
    conversation: t.field({
      type: Conversation,
      description: "Where.",
      resolve: (member, _args, context) => loadConversation(context, member.conversationId),
    }),
    role: t.expose("role", { type: MemberRole, description: "What this member may do." }),
    joinedAt: t.expose("joinedAt", {
      type: "DateTime",
      description: "When the membership began; who came back after leaving joined then.",
    }),
    removedSeq: t.exposeInt("removedSeq", {
      nullable: true,
      description: "Position of the event that ended the membership; null while it lasts.",
    }),
    changedSeq: t.exposeInt("changedSeq", {
      description:
        "Position of the newest event that changed it; a client keeps the copy with the larger one.",
    }),
    silencedUntil: t.expose("silencedUntil", {
      type: "DateTime",
      nullable: true,
      description:
        "A moderator's mute: until then this member reads and cannot send. Null when there is none; what lies in the past is over. It outlasts leaving and coming back.",
    }),
  }),
});

builder.nodeRef(Member, {
  id: { description: "Global id.", resolve: (member: MemberRow) => member.id },
  loadManyWithoutCache: async (ids, context) => {
    const where = { id: { in: uuidsOf(ids) }, ...visibleMembers(viewerIdOrNone(context)) };
    return inOrderOf(ids, await context.db.member.findMany({ where }));
  },
});

export const MemberConnection = builder.connectionObject(
  { type: Member, name: "MemberConnection", description: "A page of members." },
  { name: "MemberEdge", description: "A member in a list." },
);

builder.prismaObjectFields(Conversation, (t) => ({
  members: t.field({
    type: MemberConnection,
    description: "Its members, those who joined first at the front; those who are searched for, by name.",
    args: {
      query: t.arg.string({
        required: false,
        description: `Only those with names of which a word begins so, for each of these words, in any case: 1 to ${NAME_QUERY_MAX} characters. They come in the order of the word that was found. In a conversation of more than ${SEARCHED_ONE_BY_ONE_MAX.toLocaleString("en")} members the first ${CANDIDATES_MAX.toLocaleString("en")} people of the server with such a word are looked through for a page, unless \`role\` names another one than MEMBER.`,
      }),
      ...forwardPageArgs,
      role: t.arg({ type: MemberRole, required: false, description: "Only members with this role." }),
    },
    extensions: { perViewer: true },
    complexity: (args) => ({ ...pageCost(args), field: args.query == null ? 1 : SEARCH_COST }),
    resolve: (conversation, { query, ...args }, context) =>
      query == null
        ? resolveMemberPage(context, conversation.id, args)
        : resolveMemberSearch(context, conversation.id, { ...args, query }),
  }),
  viewerMember: t.field({
    type: Member,
    nullable: true,
    description: "The viewer's own membership; null when the viewer is no member now.",
    extensions: { perViewer: true },
    resolve: async (conversation, _args, context) => {
      const member = await context.loaders.viewerMember.load(conversation.id);
      return member?.removedSeq === null ? member : null;
    },
  }),
}));
