/** Who makes content rules, who sees them, and whom they do not hold. */
import { NotAllowedError } from "../errors.ts";
import { may } from "../permissions.ts";
import type { ConversationRow, MemberRow, ServerRole } from "../rows.ts";

/** Who may make and delete rules of a conversation is not held to them; the function send_messages says the same. */
export function isExemptFromRules(member: MemberRow): boolean {
  return may(member, "MANAGE_CONTENT_RULES");
}

/** In a direct conversation nobody stands above the other. */
export function assertCanManageRules(conversation: ConversationRow, member: MemberRow): void {
  if (conversation.kind !== "DIRECT" && may(member, "MANAGE_CONTENT_RULES")) return;
  throw new NotAllowedError("Only owners, admins and moderators make and delete content rules.");
}

/** Those of the server; its moderators read them. */
export function canManageServerRules({ serverRole }: { readonly serverRole: ServerRole }): boolean {
  return serverRole === "ADMIN";
}

export function assertCanManageServerRules(user: { readonly serverRole: ServerRole }): void {
  if (canManageServerRules(user)) return;
  throw new NotAllowedError("Only admins of the server make and delete its content rules.");
}
