/** Makes an invite link: whoever holds its secret may become a member. */
import { hashInput, sha256 } from "../../lib/hash.ts";
import { newId } from "../../lib/ids.ts";
import type { Tokens } from "../account/ports.ts";
import { CREATION_INDEX, findCreation } from "../creation.ts";
import { InputValidationError, NotFoundError, TooManyInviteLinksError } from "../errors.ts";
import { assertExpiry, INVITE_LINK_MAX_MS } from "../expiry.ts";
import { loadMemberInside } from "../member/loadMemberInside.ts";
import { assertMembersMayChange } from "../member/policy.ts";
import type { ConversationWrite, Ports } from "../ports.ts";
import type { InviteLinkRow } from "../rows.ts";
import { assertText, CLIENT_KEY } from "../text.ts";
import { violatedIndex } from "../uniqueViolation.ts";
import { assertCanManageInviteLinks } from "./policy.ts";

/** How many may join by one link, where that is a number. */
export const USES_MAX = 10_000;
/** Links of one conversation that are not revoked. */
export const INVITE_LINKS_MAX = 50;

export interface CreateInviteLinkInput {
  readonly conversationId: string;
  /** At most a year away; null: it does not expire. */
  readonly expiresAt: Date | null;
  /** 1 to 10,000; null: any number. */
  readonly usesMax: number | null;
  readonly clientKey: string;
}

export interface CreatedInviteLink {
  readonly link: InviteLinkRow;
  readonly secret: string;
  /** The clientKey was used before with this input: nothing was written now. */
  readonly isRepeated: boolean;
}

type LinkPorts = Pick<Ports, "db" | "log"> & { readonly tokens: Pick<Tokens, "inviteSecretOf"> };

/**
 * The same clientKey answers the same link and secret for ever.
 * Errors: InputValidation, NotFound, NotAllowed, TooManyInviteLinks, IdempotencyConflict.
 */
export async function createInviteLink(
  ports: LinkPorts,
  creatorId: string,
  input: CreateInviteLinkInput,
): Promise<CreatedInviteLink> {
  const { conversationId, expiresAt, usesMax } = input;
  const clientKey = assertText("clientKey", input.clientKey, CLIENT_KEY);
  if (usesMax !== null && (usesMax < 1 || usesMax > USES_MAX)) {
    throw new InputValidationError([{ path: ["usesMax"], message: `It is not from 1 to ${USES_MAX}.` }]);
  }
  const key = { creatorId, mutation: "createInviteLink", clientKey };
  const inputHash = hashInput([conversationId, expiresAt, usesMax]);
  const knownId = await findCreation(ports.db, key, inputHash);
  if (knownId !== null) return repeated(ports, knownId);

  const id = newId();
  const secret = ports.tokens.inviteSecretOf(id);
  try {
    const link = await ports.log.change(conversationId, async (write) => {
      const creator = await loadMemberInside(write, creatorId);
      assertMembersMayChange(write.conversation);
      assertCanManageInviteLinks(creator);
      if (expiresAt !== null) assertExpiry("expiresAt", expiresAt, write.now, INVITE_LINK_MAX_MS);
      // Before the bound, so that a retry beside the first is not counted.
      await write.tx.creation.create({ data: { ...key, inputHash, nodeId: id } });
      await assertFewLinks(write);

      const made = { id, conversationId, createdById: creatorId, createdAt: write.now, expiresAt, usesMax };
      return write.tx.inviteLink.create({
        data: { ...made, secretHash: sha256(secret) },
        omit: { secretHash: true },
      });
    });
    return { link, secret, isRepeated: false };
  } catch (error) {
    if (violatedIndex(error) !== CREATION_INDEX) throw error;
    const winnerId = await findCreation(ports.db, key, inputHash);
    if (winnerId === null) throw error;
    return repeated(ports, winnerId);
  }
}

async function assertFewLinks({ tx, conversation }: ConversationWrite): Promise<void> {
  const count = await tx.inviteLink.count({ where: { conversationId: conversation.id, revokedAt: null } });
  if (count >= INVITE_LINKS_MAX) throw new TooManyInviteLinksError(INVITE_LINKS_MAX);
}

async function repeated({ db, tokens }: LinkPorts, id: string): Promise<CreatedInviteLink> {
  const link = await db.inviteLink.findUnique({ where: { id }, omit: { secretHash: true } });
  if (link === null) throw new NotFoundError("Conversation");
  return { link, secret: tokens.inviteSecretOf(id), isRepeated: true };
}
