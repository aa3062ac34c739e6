/**
 * Who may do what in a group or a channel: one table. The policies read it, and `npm run docs` prints it into
 * docs/PERMISSIONS.md.
 */
import type { MemberRole, MemberRow } from "./rows.ts";

/** YES: whoever it is done to. BELOW: to those only whose role stands below. NO: never. */
export type Permission = "YES" | "BELOW" | "NO";

/** From the highest to the lowest. */
export const ROLES = ["OWNER", "ADMIN", "MODERATOR", "MEMBER"] as const satisfies readonly MemberRole[];

/** What it is, and a cell for each of `ROLES`. */
type Row = readonly [
  act: string,
  owner: Permission,
  admin: Permission,
  moderator: Permission,
  member: Permission,
];

export const PERMISSIONS = {
  // The first three are kept by the SQL function send_messages, which cannot read this table.
  POST_ALWAYS: ["Send where only moderators may", "YES", "YES", "YES", "NO"],
  POST_AT_ONCE: ["Send without waiting in slow mode", "YES", "YES", "YES", "NO"],
  MENTION_EVERYBODY: ["Mention everybody by @all and @here", "YES", "YES", "YES", "NO"],
  DELETE_MESSAGES: ["Delete the messages of others", "YES", "YES", "YES", "NO"],
  PIN_MESSAGES: ["Pin messages, and unpin them", "YES", "YES", "YES", "NO"],
  ADD_MEMBERS: ["Add members", "YES", "YES", "YES", "NO"],
  INVITE_MEMBERS: ["Invite people, revoke that, and read who is invited", "YES", "YES", "YES", "NO"],
  MANAGE_INVITE_LINKS: ["Make invite links, revoke them, and read them", "YES", "YES", "NO", "NO"],
  REMOVE_MEMBERS: ["Remove members", "YES", "BELOW", "BELOW", "NO"],
  MUTE_MEMBERS: ["Mute members, and end that", "YES", "BELOW", "BELOW", "NO"],
  BAN_MEMBERS: ["Ban people, end that, and read who is banned", "YES", "BELOW", "BELOW", "NO"],
  CHANGE_ROLES: ["Give members other roles", "YES", "BELOW", "NO", "NO"],
  TRANSFER_OWNERSHIP: ["Hand the conversation over", "YES", "NO", "NO", "NO"],
  UPDATE_CONVERSATION: ["Change the conversation and its rules", "YES", "YES", "NO", "NO"],
  // Read by the SQL function send_messages as "not MEMBER".
  MANAGE_CONTENT_RULES: [
    "Make word and link rules, read them, and say what they forbid",
    "YES",
    "YES",
    "YES",
    "NO",
  ],
  MODERATE_REPORTS: ["See reports of messages, and decide on them", "YES", "YES", "YES", "NO"],
  RELEASE_REPORTS: ["Release reports that others have claimed", "YES", "YES", "NO", "NO"],
  READ_AUDIT_LOG: ["Read the audit log", "YES", "YES", "NO", "NO"],
} as const satisfies Readonly<Record<string, Row>>;

export type Act = keyof typeof PERMISSIONS;

/** Whose role decides. */
export type Ranked = Pick<MemberRow, "role">;

/** Whether `actor` may do it at all; to whom, `mayTo` tells. */
export function may(actor: Ranked, act: Act): boolean {
  return permissionOf(actor.role, act) !== "NO";
}

/** Whether `actor` may do it to `target`; somebody who is no member counts as one with the lowest role. */
export function mayTo(actor: Ranked, act: Act, target: Ranked): boolean {
  const permission = permissionOf(actor.role, act);
  return permission === "YES" || (permission === "BELOW" && standsBelow(target, actor));
}

/** The roles in which somebody may do it at all. */
export function rolesThatMay(act: Act): MemberRole[] {
  return ROLES.filter((role) => may({ role }, act));
}

function permissionOf(role: MemberRole, act: Act): Permission {
  return PERMISSIONS[act][ROLES.indexOf(role) + 1] as Permission;
}

function standsBelow(one: Ranked, other: Ranked): boolean {
  return ROLES.indexOf(one.role) > ROLES.indexOf(other.role);
}
