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
}

export interface Positions {
  /** `pg_snapshot_xmin`: every transaction below it has ended, and what it wrote is in this answer. */
  readonly horizon: bigint;
  /** Heads moved since the last horizon, of the conversations asked for. */
  readonly heads: ReadonlyMap<string, number>;
  /** Users asked for whose memberships changed since the last horizon, with the conversations. */
  readonly memberships: readonly { readonly userId: string; readonly conversationId: string }[];
}

export interface Places {
  /** Null for somebody who never was a member. */
  readPlace(userId: string, conversationId: string): Promise<Place | null>;
  readHead(conversationId: string): Promise<number>;
  /**
   * The user's conversations in one snapshot, with that snapshot's horizon. With `since`, also memberships that ended
   * after it, and `coveredSeq` says how far the cursor reaches; without, it is the head.
   */
  readInbox(
    userId: string,
    since: bigint | null,
  ): Promise<{ readonly horizon: bigint; readonly places: readonly InboxPlace[] }>;
  readPositions(
    since: bigint,
    conversationIds: readonly string[],
    userIds: readonly string[],
  ): Promise<Positions>;
}
