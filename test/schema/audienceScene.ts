/** Asks every field that the items of streams lead to, in the context of an execution that several followers share. */
import {
  executeSubscriptionEvent,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  validateSubscriptionArgs,
} from "graphql";
import type { GraphQLField, GraphQLInputType, GraphQLObjectType, GraphQLSchema } from "graphql";
import type { InboxStreamItem } from "../../src/domain/streams.ts";
import { PRIVACY_DEFAULTS } from "../../src/domain/privacy/settings.ts";
import { schema } from "../../src/graph.ts";
import { createAudienceContext } from "../../src/schema/audienceContext.ts";
import type { CommonContext } from "../../src/schema/audienceContext.ts";
import { ViewerReadError } from "../../src/schema/loaders.ts";
import { itemTypeName } from "../../src/schema/streamItems.ts";
import { connectDatabase } from "../../src/storage/database.ts";
import { createProfiles } from "../../src/storage/profiles.ts";
import { createReadEvents } from "../../src/storage/readEvents.ts";
import { graphql } from "../gen/index.ts";
import { startApp } from "../support/app.ts";
import {
  ChangeMemberRoleDocument,
  DeclineInvitationDocument,
  InviteMembersDocument,
  PinDocument,
  ReactDocument,
  UnpinDocument,
  UnreactDocument,
  UpdateConversationDocument,
} from "../support/documents.ts";
import { removesSent } from "../removal/scene.ts";
import { rowsOf } from "../support/rows.ts";
import { doesOf, NO_MEDIA, sendsAttachments, uploads } from "../support/uploads.ts";

/** Steps from an item to an object; more lead to nothing that was not reached in fewer. */
const DEPTH_MAX = 8;

const ForwardDocument = graphql(`
  mutation AudienceForward($input: ForwardMessageInput!) {
    forwardMessage(input: $input) {
      __typename
    }
  }
`);

const SendContentDocument = graphql(`
  mutation AudienceContent($input: SendMessageInput!) {
    sendMessage(input: $input) {
      __typename
    }
  }
`);

const ReadDocument = graphql(`
  mutation AudienceRead($input: MarkReadInput!) {
    markRead(input: $input) {
      __typename
    }
  }
`);

const MuteDocument = graphql(`
  mutation AudienceMute($mute: MuteMemberInput!, $unmute: UnmuteMemberInput!) {
    muteMember(input: $mute) {
      __typename
    }
    unmuteMember(input: $unmute) {
      __typename
    }
  }
`);

const BanDocument = graphql(`
  mutation AudienceBan($ban: BanMemberInput!, $unban: UnbanMemberInput!) {
    banMember(input: $ban) {
      __typename
    }
    unbanMember(input: $unban) {
      __typename
    }
  }
`);

export interface Finding {
  /** As `Type.field`. */
  readonly field: string;
  readonly fault: string | null;
}

export interface AudienceScene extends AsyncDisposable {
  readonly schema: GraphQLSchema;
  /** Asks each field once, where its object is there. */
  readonly walk: (schema: GraphQLSchema) => Promise<Finding[]>;
}

/** A place in an item: the selections that lead to it, outermost first. */
interface Place {
  readonly type: GraphQLObjectType;
  readonly item: InboxStreamItem;
  readonly steps: readonly string[];
}

/** A conversation in which everything has happened, and items that tell of it. */
export async function startAudience(): Promise<AudienceScene> {
  await using started = new AsyncDisposableStack();
  const app = started.use(await startApp({ CUSTOM_CONTENT_TYPES: "poll" }));
  await liveThrough(app);
  const database = started.use(
    connectDatabase({ databaseUrl: app.databaseUrl, poolMax: 2, onIdleError: () => undefined }),
  );
  const [row] = await rowsOf<{ id: string }>(app, "SELECT id FROM conversation");
  const conversationId = row?.id ?? "";
  const items = await itemsOf(conversationId, createReadEvents(database.prisma), database);
  const common = {
    db: database.prisma,
    ports: { epoch: () => "epoch", db: database.prisma, media: NO_MEDIA },
    presences: { read: async () => [] },
    operationBounds: { cost: Infinity, depth: Infinity },
  } as unknown as CommonContext;
  const profiles = createProfiles(database.prisma);
  const createContext = (): object => createAudienceContext(common, profiles, { conversation: null });
  const kept = started.move();
  return {
    schema,
    walk: (of) => walk(of, items, createContext),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

type People = Awaited<ReturnType<typeof startApp>>["people"];

async function liveThrough(app: { readonly people: People; readonly databaseUrl: string }): Promise<void> {
  const { people } = app;
  const { ana, bo, cy, group } = await people.inGroup("ana", "bo", "cy");
  const dee = await people.register("dee");
  const [kept] = await ana.sends(group, "hello @bo");
  const [regretted] = await ana.sends(group, "regretted");
  await ana.edits(kept?.id ?? "", "hello again @bo");
  await ana.deletes(regretted?.id ?? "");
  await ana.adds(group, dee);
  await ana.removes(group, cy);
  await ana.asks(UpdateConversationDocument, { input: { conversationId: group, title: "Renamed" } });
  await ana.asks(ChangeMemberRoleDocument, {
    input: { conversationId: group, userId: bo.id, role: "MODERATOR" },
  });
  const messageId = kept?.id ?? "";
  const forward = { messageId, conversationId: group, clientKey: "forward" };
  await ana.asks(ForwardDocument, { input: forward });
  await bo.answers(group, "an answer", { replyToId: messageId });
  await bo.answers(group, "in a thread", { threadRootId: messageId });
  await ana.asks(SendContentDocument, {
    input: {
      conversationId: group,
      clientKey: "place",
      content: { location: { latitude: 1, longitude: 2 } },
    },
  });
  await ana.asks(SendContentDocument, {
    input: { conversationId: group, clientKey: "poll", content: { custom: { type: "poll", data: [1] } } },
  });
  await sendsAttachments(doesOf(ana), group, [await uploads(doesOf(ana))]);
  await bo.asks(ReactDocument, { input: { messageId, emoji: "👍" } });
  await ana.asks(ReactDocument, { input: { messageId, emoji: "🎉" } });
  await ana.asks(UnreactDocument, { input: { messageId, emoji: "🎉" } });
  await ana.asks(PinDocument, { input: { messageId } });
  await ana.asks(UnpinDocument, { input: { messageId } });
  const until = new Date(Date.now() + 3_600_000).toISOString();
  await ana.asks(MuteDocument, {
    mute: { conversationId: group, userId: dee.id, until },
    unmute: { conversationId: group, userId: dee.id },
  });
  await ana.asks(BanDocument, {
    ban: { conversationId: group, userId: cy.id, until },
    unban: { conversationId: group, userId: cy.id },
  });
  const eve = await people.register("eve");
  const { inviteMembers } = await ana.asks(InviteMembersDocument, {
    input: { conversationId: group, userIds: [eve.id] },
  });
  if (inviteMembers.__typename !== "InviteMembersPayload") throw new Error(inviteMembers.__typename);
  const [invitation] = inviteMembers.sentInvitations;
  await eve.asks(DeclineInvitationDocument, { input: { invitationId: invitation?.id ?? "" } });
  await bo.asks(ReadDocument, { input: { conversationId: group, seq: 3 } });
  await dee.answers(group, "in a thread, too", { threadRootId: messageId });
  await removesSent(app, group, dee);
}

/** Items of each kind, by the name of their type. */
async function itemsOf(
  conversationId: string,
  readEvents: ReturnType<typeof createReadEvents>,
  database: ReturnType<typeof connectDatabase>,
): Promise<Map<string, InboxStreamItem[]>> {
  const events = await readEvents(conversationId, 0, 100);
  const member = await database.prisma.member.findFirstOrThrow({ where: { removedSeq: null } });
  const userIds = [member.userId];
  const marked = { ...member, mark: { deliveredSeq: 3, readSeq: 3, receiptSeq: 3 } };
  const items: InboxStreamItem[] = [
    ...events.map((event) => ({
      type: "EVENT" as const,
      event,
      cursor: "cursor",
      visibility: { fromSeq: 0, toSeq: null },
    })),
    { type: "TYPING", conversationId, userIds, count: 1 },
    { type: "RECEIPTS", conversationId, members: [marked], count: 1 },
    { type: "PRESENCE", userId: member.userId, status: "ONLINE", customStatus: null, lastSeenAt: null },
    { type: "OWN_BLOCK", block: { userId: member.userId, blockedId: member.userId, blockedAt: null } },
    { type: "OWN_PRIVACY", userId: member.userId, settings: PRIVACY_DEFAULTS },
    {
      type: "PROFILE",
      profile: await database.prisma.user.findUniqueOrThrow({ where: { id: member.userId } }),
    },
    { type: "OWN_MARKS", member: marked },
    {
      type: "OWN_CHOICE",
      choice: { userId: member.userId, chosenStatus: "BUSY", customStatus: "in a meeting" },
    },
    { type: "OWN_INVITATIONS", userId: member.userId, pendingIds: [], changedXid: "9" },
  ];
  return Map.groupBy(items, itemTypeName);
}

async function walk(
  of: GraphQLSchema,
  items: ReadonlyMap<string, readonly InboxStreamItem[]>,
  createContext: () => object,
): Promise<Finding[]> {
  const faults = new Map<string, string | null>();
  const roots: Place[] = [];
  for (const type of itemTypes(of)) {
    // Its items are each follower's own: no execution of them is shared.
    if (type.extensions["perViewer"] === true) continue;
    const own = items.get(type.name) ?? [];
    if (own.length === 0) faults.set(type.name, "is an item of which the scene has none");
    for (const item of own) roots.push({ type, item, steps: [`... on ${type.name}`] });
  }
  // Again from the beginning: what was empty on the first way may be there on another.
  for (const round of [roots, roots]) await walkFrom(of, round, faults, createContext);
  return [...faults].map(([field, fault]) => ({ field, fault }));
}

async function walkFrom(
  of: GraphQLSchema,
  roots: readonly Place[],
  faults: Map<string, string | null>,
  createContext: () => object,
): Promise<void> {
  const places = [...roots];
  for (const place of places) {
    for (const field of Object.values(place.type.getFields())) {
      const name = `${place.type.name}.${field.name}`;
      const known = faults.get(name);
      const below = place.steps.length < DEPTH_MAX ? placesBelow(of, place, field) : [];
      if (known !== undefined && known !== NOT_REACHED) {
        if (known === null && field.extensions["perViewer"] !== true)
          places.push(...below.filter(({ type }) => isMissed(of, type, faults)));
        continue;
      }
      const asked = await ask(of, place, field, createContext());
      faults.set(name, faultOf(asked, field.extensions["perViewer"] === true));
      if (asked === "ANSWERS") places.push(...below);
    }
  }
}

const NOT_REACHED = "was nowhere reached: the scene has no object that it belongs to";

/** Whether a field of the type, or of what it leads to, was not reached. */
function isMissed(
  of: GraphQLSchema,
  type: GraphQLObjectType,
  faults: ReadonlyMap<string, string | null>,
  seen = new Set<GraphQLObjectType>(),
): boolean {
  if (seen.has(type)) return false;
  seen.add(type);
  return Object.values(type.getFields()).some((field) => {
    const fault = faults.get(`${type.name}.${field.name}`);
    if (fault === NOT_REACHED) return true;
    return fault === null && possibleTypes(of, field).some((below) => isMissed(of, below, faults, seen));
  });
}

function faultOf(asked: Asked, isMarked: boolean): string | null {
  switch (asked) {
    case "NOT_REACHED":
      return NOT_REACHED;
    case "ASKS_FOR_VIEWER":
      return isMarked ? null : "asks for the viewer, and is not marked";
    case "ANSWERS":
      return isMarked ? "is marked, and does not ask for the viewer" : null;
    default:
      return asked;
  }
}

/** What its streams can deliver, whichever they are. */
function itemTypes(of: GraphQLSchema): GraphQLObjectType[] {
  const fields = of.getSubscriptionType()?.getFields() ?? {};
  const names = ["conversationEvents", "inboxEvents"];
  const types = names.flatMap((name) => possibleTypes(of, fields[name]));
  return [...new Set(types)];
}

function possibleTypes(
  of: GraphQLSchema,
  field: GraphQLField<unknown, unknown> | undefined,
): readonly GraphQLObjectType[] {
  const type = field === undefined ? undefined : getNamedType(field.type);
  if (type === undefined || !isCompositeType(type)) return [];
  return isObjectType(type) ? [type] : of.getPossibleTypes(type);
}

function placesBelow(of: GraphQLSchema, place: Place, field: GraphQLField<unknown, unknown>): Place[] {
  return possibleTypes(of, field).map((type) => ({
    type,
    item: place.item,
    steps: [...place.steps, selectionOf(field), `... on ${type.name}`],
  }));
}

type Asked = "ANSWERS" | "ASKS_FOR_VIEWER" | "NOT_REACHED" | `failed: ${string}`;

/** Asks one field of one object. */
async function ask(
  of: GraphQLSchema,
  { item, steps }: Place,
  field: GraphQLField<unknown, unknown>,
  contextValue: object,
): Promise<Asked> {
  const isLeaf = !isCompositeType(getNamedType(field.type));
  const innermost = `here: __typename asked: ${selectionOf(field)}${isLeaf ? "" : " { __typename }"}`;
  const text = steps.reduceRight((inner, step) => `${step} { ${inner} }`, innermost);
  const args = validateSubscriptionArgs({
    schema: of,
    document: parse(`subscription { inboxEvents { ${text} } }`),
  });
  if (!("schema" in args)) throw new Error(`${text}: ${args.map(String).join(" ")}`);
  const { data, errors = [] } = await executeSubscriptionEvent({ ...args, rootValue: item, contextValue });
  const [error] = errors;
  if (error !== undefined) {
    if (error.path?.at(-1) !== "asked" && error.path?.every((part) => part !== "asked") === true) {
      return `failed: on the way, ${error.message}`;
    }
    // In a loader it is wrapped in an error of the loader's.
    return error.message.includes(new ViewerReadError().message)
      ? "ASKS_FOR_VIEWER"
      : `failed: ${error.message}`;
  }
  return JSON.stringify(data).includes('"here":') ? "ANSWERS" : "NOT_REACHED";
}

/** With a value for each argument that must have one. */
function selectionOf(field: GraphQLField<unknown, unknown>): string {
  const values = field.args
    .filter(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined)
    .map(({ name, type }) => `${name}: ${valueOf(type)}`);
  return values.length === 0 ? field.name : `${field.name}(${values.join(", ")})`;
}

function valueOf(type: GraphQLInputType): string {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return "[]";
  const name = getNamedType(nullable).name;
  if (name === "Int" || name === "Float") return "1";
  return name === "Boolean" ? "true" : '"1"';
}
