/** The port through which realtime asks the table where things stand. */

/** A user's membership of a conversation, and the conversation's head, in one snapshot. */
export interface Place {
  readonly headSeq: number;
  readonly joinedSeq: number;
  readonly visibleFromSeq: number;
  /** Null while the membership lasts. */
  readonly removedSeq: number | null;
}

export interface InboxPlace extends Place {
  readonly conversationId: string;
  /** Every event of the conversation that the inbox's cursor does not cover lies above this seq. */
  readonly coveredSeq: number;
  /** The user was a member before, and was removed between `coveredSeq` and the present membership. */
  readonly wasMember: boolean;
  /** The messages above `coveredSeq`, by seq, that the user deleted for themselves. */
  readonly hiddenSeqs: readonly number[];
}

export interface Positions {
  /** `log_epoch` now. Another one than before: this is another history, and nothing known of the old one holds. */
  readonly epoch: string;
  /**
   * `pg_snapshot_xmin`: every transaction below it has ended, and what it wrote is in this answer. It never falls in one
   * history; below `since` the database is an older copy, whether or not somebody started an epoch in it.
   */
  readonly horizon: bigint;
  /**
   * Of the conversations asked for, those whose head is another than the caller's: above it, there is more to read;
   * below it (0 for a conversation that is not there), the database is an older copy.
   */
  readonly heads: ReadonlyMap<string, number>;
  /**
   * Users asked for whose memberships changed since the last horizon, with the conversations. In an older copy whose
   * horizon is below `since`: all of their memberships.
   */
  readonly memberships: readonly { readonly userId: string; readonly conversationId: string }[];
}

export interface Places {
  /** Null for somebody who never was a member. */
  readPlace(userId: string, conversationId: string): Promise<Place | null>;
  /** The conversation's messages above `afterSeq`, by seq, that the user deleted for themselves. */
  readHidden(userId: string, conversationId: string, afterSeq: number): Promise<readonly number[]>;
  /**
   * The user's conversations in one snapshot, with that snapshot's horizon. With `since`, also memberships that ended
   * after it, and `coveredSeq` says how far the cursor reaches; without, it is the head.
   */
  readInbox(
    userId: string,
    since: bigint | null,
  ): Promise<{ readonly horizon: bigint; readonly places: readonly InboxPlace[] }>;
  /** What the caller has not: `heads` are the newest seqs it knows, by conversation. One statement, one snapshot. */
  readPositions(
    since: bigint,
    heads: ReadonlyMap<string, number>,
    userIds: readonly string[],
  ): Promise<Positions>;
}
