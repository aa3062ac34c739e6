/** What one's inbox is told of one's own invitations. */

/** What a stream says of the viewer's own invitations: one was sent, sent anew, or has ended. */
export interface OwnInvitationsItem {
  readonly type: "OWN_INVITATIONS";
  readonly userId: string;
  /** Those that can be accepted now, in the order in which they were sent; one that is sent anew has a new id. */
  readonly pendingIds: readonly string[];
  /** The newest transaction that wrote one of the person's invitations, and has ended. */
  readonly changedXid: string;
}
