/** Which operations need a row: all of the schema's, but for those of a list that lead into no conversation. */
import { getNamedType, isInputObjectType, isObjectType } from "graphql";
import type { GraphQLField, GraphQLInputType, GraphQLSchema } from "graphql";

/** What is about the account alone, or about no conversation yet, by reason. */
const ABOUT_NO_CONVERSATION: Readonly<Record<string, readonly string[]>> = {
  "It is about signing in, before anybody is known.": [
    "mutation login",
    "mutation refreshSession",
    "mutation register",
    "mutation requestPasswordReset",
    "mutation resetPassword",
    "mutation verifyEmail",
  ],
  "It is about the viewer's own account, sessions, devices and exports.": [
    "mutation changeUsername",
    "mutation changePassword",
    "mutation createUpload",
    "mutation logout",
    "mutation registerDevice",
    "mutation renewConnection",
    "mutation requestDataExport",
    "mutation requestEmailVerification",
    "mutation requestErasure",
    "mutation revokeSession",
    "mutation setDeviceIdle",
    "mutation setPresence",
    "mutation unregisterDevice",
    "mutation updateNotificationSettings",
    "mutation updatePrivacySettings",
    "node DataExport",
    "node Device",
    "node NotificationDecision",
    "node Session",
    "query erasure",
    "query searchConversations",
    "query viewer",
    "subscription inboxEvents",
  ],
  "It is the server's moderators' and admins', who are not of any conversation: see test/report.": [
    "mutation changeServerRole",
    "mutation eraseUser",
    "query auditLog",
    "query contentRules",
    "query reports",
  ],
  "It is about people, or shows everybody the same.": [
    "mutation blockUser",
    "mutation unblockUser",
    "node User",
    "query publicConversations",
    "query user",
    "query users",
    "subscription presence",
  ],
};

/** They lead to any node. Each type of node has a row, and is asked for by both. */
const TO_ANY_NODE: ReadonlySet<string> = new Set(["query node", "query nodes"]);

/** Ids of what is in no conversation: whoever takes another one acts on something in a conversation. */
const IDS_OF_NO_CONVERSATION: ReadonlySet<string> = new Set([
  "userId",
  "userIds",
  "memberIds",
  "sessionId",
  "deviceId",
]);

/** What is wrong with the operations that the rows are about: a line for each. A row's name begins with its operation's. */
export function gapsOf(schema: GraphQLSchema, rows: Iterable<string>): string[] {
  const fields = rootFieldsOf(schema);
  const types = nodeTypesOf(schema).map((name) => `node ${name}`);
  const operations = [...fields.keys(), ...types].filter((name) => !TO_ANY_NODE.has(name));
  const exempt = Object.values(ABOUT_NO_CONVERSATION).flat();
  const tried = new Set([...rows].map((row) => row.replace(/:.*/, "")));
  return [
    ...operations
      .filter((name) => !tried.has(name) && !exempt.includes(name))
      .map((name) => `${name}: has no row`),
    ...[...tried, ...exempt]
      .filter((name) => !operations.includes(name))
      .map((name) => `${name}: is not in the schema`),
    ...exempt.filter((name) => tried.has(name)).map((name) => `${name}: has a row, and is said to need none`),
    ...exempt
      .filter((name) => name !== "query auditLog")
      .filter((name) => fields.get(name)?.args.some((arg) => takesIdWithin(arg.name, arg.type)))
      .map((name) => `${name}: takes the id of something in a conversation, and is said to need no row`),
  ];
}

function takesIdWithin(name: string, type: GraphQLInputType, above: readonly unknown[] = []): boolean {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return named.name === "ID" && !IDS_OF_NO_CONVERSATION.has(name);
  if (above.includes(named)) return false;
  return Object.values(named.getFields()).some((field) =>
    takesIdWithin(field.name, field.type, [...above, named]),
  );
}

/** By kind and name: `mutation sendMessage`. */
function rootFieldsOf(schema: GraphQLSchema): ReadonlyMap<string, GraphQLField<unknown, unknown>> {
  const fields = Object.entries({
    mutation: schema.getMutationType(),
    query: schema.getQueryType(),
    subscription: schema.getSubscriptionType(),
  }).flatMap(([kind, type]) =>
    Object.values(type?.getFields() ?? {}).map((field): [string, GraphQLField<unknown, unknown>] => [
      `${kind} ${field.name}`,
      field,
    ]),
  );
  return new Map(fields);
}

function nodeTypesOf(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => type.getInterfaces().some(({ name }) => name === "Node"))
    .map(({ name }) => name);
}
