/** What a thread is to one person. */
import type { ThreadMemberRow } from "../rows.ts";

/** What a stream says of a thread that the viewer follows, reads or has left: it changed, on whichever device. */
export interface OwnThreadItem {
  readonly type: "OWN_THREAD";
  readonly thread: Pick<ThreadMemberRow, "rootId" | "userId" | "conversationId" | "isFollowing" | "readSeq">;
}
