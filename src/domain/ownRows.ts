/**
 * A person's own rows: what is stored for one person alone, and told to their devices and to nobody else.
 *
 * A kind of them is one entry in `KINDS`, one item in `OwnRowItem`, and one read in `storage/ownRows.ts`. Its table keeps
 * the transaction that wrote a row last, by a trigger and with an index of users and transactions.
 */
import { sha256 } from "../lib/hash.ts";
import type { OwnExportItem } from "./dataExport/ports.ts";
import type { OwnDraftItem } from "./draft/ports.ts";
import type { OwnInvitationsItem } from "./invitation/ports.ts";
import type { OwnHidingItem } from "./message/ports.ts";
import type { OwnNotificationSettingsItem } from "./notification/settings.ts";
import type { OwnChoiceItem } from "./presence/ports.ts";
import type { OwnBlockItem, OwnPrivacyItem } from "./privacy/ports.ts";
import type { OwnMarksItem } from "./receipts/ports.ts";
import type { OwnSettingsItem } from "./settings/ports.ts";
import type { OwnThreadItem } from "./thread/ports.ts";

/** What a stream says of a row: it changed, on whichever device. It carries what stands now, not how it came about. */
export type OwnRowItem =
  | OwnMarksItem
  | OwnSettingsItem
  | OwnDraftItem
  | OwnHidingItem
  | OwnThreadItem
  | OwnChoiceItem
  | OwnInvitationsItem
  | OwnBlockItem
  | OwnPrivacyItem
  | OwnExportItem
  | OwnNotificationSettingsItem;

export type OwnRowKind = OwnRowItem["type"];

type ItemOf<Kind extends OwnRowKind> = Extract<OwnRowItem, { readonly type: Kind }>;

/** What an inbox has to know of a row to tell of it. */
export interface OwnRow {
  readonly userId: string;
  /** The conversation whose membership it hangs on; null for a row that is about the person as a whole. */
  readonly conversationId: string | null;
  /** Tells the person's rows of this kind apart. */
  readonly key: string;
  /** What stands in it: who was told the same has been told. */
  readonly value: string;
}

const KINDS: { readonly [Kind in OwnRowKind]: (item: ItemOf<Kind>) => OwnRow } = {
  OWN_MARKS: ({ member: { userId, conversationId, mark } }) => ({
    userId,
    conversationId,
    key: conversationId,
    value: `${mark.deliveredSeq} ${mark.readSeq}`,
  }),
  OWN_SETTINGS: ({ member: { userId, conversationId }, settings }) => ({
    userId,
    conversationId,
    key: conversationId,
    value: [
      settings.notificationLevel,
      settings.mutedUntil?.getTime(),
      settings.isPinned,
      settings.isArchived,
      settings.hiddenSeq,
    ].join(" "),
  }),
  OWN_DRAFT: ({ draft: { userId, conversationId, threadRootId, savedAt, body } }) => ({
    userId,
    conversationId,
    key: `${conversationId} ${threadRootId}`,
    // Not the text itself, which may be long and is remembered as long as the inbox is open.
    value: `${savedAt.getTime()} ${Buffer.from(sha256(body)).toString("base64url")}`,
  }),
  // It never changes: told once is told.
  OWN_HIDING: ({ member: { userId, conversationId }, seq }) => ({
    userId,
    conversationId,
    key: `${conversationId} ${seq}`,
    value: "",
  }),
  OWN_THREAD: ({ thread: { userId, conversationId, rootId, isFollowing, readSeq } }) => ({
    userId,
    conversationId,
    key: rootId,
    value: `${isFollowing} ${readSeq}`,
  }),
  OWN_CHOICE: ({ choice: { userId, chosenStatus, customStatus } }) => ({
    userId,
    conversationId: null,
    key: "",
    value: `${chosenStatus} ${customStatus ?? ""}`,
  }),
  // All of them are one: a client reads the list anew.
  OWN_INVITATIONS: ({ userId, pendingIds, changedXid }) => ({
    userId,
    conversationId: null,
    key: "",
    // One that was sent and ended between two looks leaves the same behind; a client may have read of it meanwhile.
    value: [changedXid, ...pendingIds].join(" "),
  }),
  OWN_BLOCK: ({ block: { userId, blockedId, blockedAt } }) => ({
    userId,
    conversationId: null,
    key: blockedId,
    value: String(blockedAt?.getTime() ?? ""),
  }),
  OWN_PRIVACY: ({ userId, settings }) => ({
    userId,
    conversationId: null,
    key: "",
    value: JSON.stringify(settings),
  }),
  OWN_EXPORT: ({ dataExport: { id, userId, state, percent } }) => ({
    userId,
    conversationId: null,
    key: id,
    value: `${state} ${percent}`,
  }),
  OWN_NOTIFICATION_SETTINGS: ({ userId, settings }) => ({
    userId,
    conversationId: null,
    key: "",
    value: JSON.stringify(settings),
  }),
};

/** In the order in which a resumed inbox tells of them. */
export const OWN_ROW_KINDS = Object.keys(KINDS) as readonly OwnRowKind[];

export function isOwnRow(item: { readonly type: string }): item is OwnRowItem {
  return Object.hasOwn(KINDS, item.type);
}

export function ownRowOf(item: OwnRowItem): OwnRow {
  return (KINDS[item.type] as (item: OwnRowItem) => OwnRow)(item);
}

/**
 * Of each kind: the rows of these users that transactions from `since` on have written, as they are now. For resumed
 * inboxes, and for position checks. One statement, however many users. Repeats a little and misses nothing. Errors:
 * UNAVAILABLE.
 */
export type ReadOwnRows = {
  readonly [Kind in OwnRowKind]: (
    userIds: readonly string[],
    since: bigint,
  ) => Promise<readonly ItemOf<Kind>[]>;
};
