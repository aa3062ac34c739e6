/** What streams say of messages beside the log. */
import type { MemberRow } from "../rows.ts";

/** What a stream says of a message that the viewer deleted for themselves, on whichever device. */
export interface OwnHidingItem {
  readonly type: "OWN_HIDING";
  /** The viewer's membership. */
  readonly member: MemberRow;
  readonly messageId: string;
  readonly seq: number;
}
