/** What streams say of the viewer's own privacy: rows of theirs, and nobody else's. */
import type { BlockRow } from "../rows.ts";
import type { PrivacySettings } from "./settings.ts";

/** The viewer blocked somebody, or lifted a block, on whichever device. */
export interface OwnBlockItem {
  readonly type: "OWN_BLOCK";
  readonly block: BlockRow;
}

/** What the viewer chose for themselves changed, on whichever device. */
export interface OwnPrivacyItem {
  readonly type: "OWN_PRIVACY";
  readonly userId: string;
  readonly settings: PrivacySettings;
}
