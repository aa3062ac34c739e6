/** What a member has written and not sent, and the port that keeps it. */
import type { DraftRow } from "../rows.ts";

/** A draft by where it is written. */
export interface DraftPlace {
  readonly userId: string;
  readonly conversationId: string;
  /** `NO_ID` for one that is written in the conversation itself. */
  readonly threadRootId: string;
}

/**
 * Keeps the draft of a present member; an empty body removes it. False for who is no member now. The same body again is
 * not written. Whoever is removed at that moment keeps none: one of the two waits for the other. Errors: UNAVAILABLE.
 */
export type SaveDraft = (place: DraftPlace, body: string) => Promise<boolean>;

/** What a stream says of a draft of the viewer's: it changed, on whichever device. Empty where there is none any more. */
export interface OwnDraftItem {
  readonly type: "OWN_DRAFT";
  readonly draft: DraftRow;
}
