/** What a run has recorded, in the manner of Jepsen: what clients did and were told, and what the table says in the end. */

/** One step of one send. Times are milliseconds of the recording process's clock. */
export type SendEntry = {
  readonly at: number;
  readonly sender: string;
  readonly conversationId: string;
  /** One for each thing that is sent; a retry has the same. */
  readonly clientKey: string;
} & (
  | { readonly type: "INVOKED" }
  | { readonly type: "OK"; readonly seq: number }
  /** Refused for good: nothing was written. */
  | { readonly type: "FAILED"; readonly code: string }
  /** Perhaps written, perhaps not: to be sent again. */
  | { readonly type: "UNKNOWN"; readonly reason: string }
);

/** One step of a follower's life. Cursors are told as the seq inside. */
export type FollowerEntry = { readonly at: number } & (
  | { readonly type: "OPENED"; readonly after: number | null; readonly url: string }
  | { readonly type: "READY"; readonly seq: number; readonly recovered: boolean }
  | { readonly type: "RESET"; readonly seq: number; readonly reason: string }
  | {
      readonly type: "EVENT";
      readonly seq: number;
      /** Of a message sent; null for another event. */
      readonly clientKey: string | null;
      /** Whether there was more to see than that something happened. */
      readonly hasContent: boolean;
    }
  | { readonly type: "CLOSED"; readonly code: number }
  /** The server ended the stream and left the socket. */
  | { readonly type: "COMPLETED" }
  | { readonly type: "REFUSED"; readonly code: string }
);

/** An entry without its time. */
export type Step = FollowerEntry extends infer Entry
  ? Entry extends FollowerEntry
    ? Omit<Entry, "at">
    : never
  : never;

/** Of one stream of a conversation, or what an inbox's stream told of one. */
export interface FollowerLog {
  readonly name: string;
  readonly userId: string;
  readonly conversationId: string;
  readonly entries: readonly FollowerEntry[];
}

/** What PostgreSQL has of one conversation. */
export interface TableLog {
  readonly conversationId: string;
  readonly headSeq: number;
  /** In order of seq. */
  readonly events: readonly { readonly seq: number; readonly kind: string }[];
  readonly messages: readonly { readonly seq: number; readonly clientKey: string }[];
}

/** Which seqs one person may be told of: from joining to removal, both included; content from `visibleFromSeq`. */
export interface Membership {
  readonly userId: string;
  readonly conversationId: string;
  readonly joinedSeq: number;
  readonly visibleFromSeq: number;
  readonly removedSeq: number | null;
}

export interface History {
  readonly sends: readonly SendEntry[];
  readonly followers: readonly FollowerLog[];
  readonly table: readonly TableLog[];
  readonly memberships: readonly Membership[];
}
