/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What to accept. */
export type AcceptInvitationInput = {
  /** An invitation of the viewer's own. */
  invitationId: string | number;
};

/** Who is to be a member of what. */
export type AddMembersInput = {
  /** A group or channel where the viewer is more than a plain member. */
  conversationId: string | number;
  /** At most 100 people; those who are members already stay as they are. */
  userIds: Array<string | number>;
};

/** An emoji to put on a message. */
export type AddReactionInput = {
  /** One emoji, e.g. 👍; skin tones and joined parts are part of it. */
  emoji: string;
  /** Which message. */
  messageId: string | number;
};

/** What a file is, as its bytes say. */
export type AttachmentKind =
  /** Music and the like. */
  | 'AUDIO'
  /** Anything else, and what nobody recognises: to be saved, not shown. */
  | 'FILE'
  /** A picture that browsers show. */
  | 'IMAGE'
  /** A video. */
  | 'VIDEO'
  /** Audio that came with a waveform: a voice message. */
  | 'VOICE';

/** Who is to stay away, and until when. */
export type BanMemberInput = {
  /** A group or channel. */
  conversationId: string | number;
  /** When the ban ends: at most ten years away; absent or null: it does not. */
  until?: string | null | undefined;
  /** A member of it, or somebody who is none; not the viewer. */
  userId: string | number;
};

/** Who is to be what. */
export type ChangeMemberRoleInput = {
  /** A group or channel. */
  conversationId: string | number;
  /** The member's role from now on. */
  role: MemberRole;
  /** A member of it. */
  userId: string | number;
};

/** What happens to a message in which it is found. */
export type ContentRuleAction =
  /** It is refused: `ContentBlockedError`. */
  | 'BLOCK'
  /** It is sent, and reported to the moderators. */
  | 'FLAG'
  /** It is sent with dots in place of what was found: nobody sees that, nor does its sender. In the name of a file it is refused instead. */
  | 'MASK';

/** What a content rule looks for. */
export type ContentRuleKind =
  /** A domain with its subdomains, in a link or written out; or `*`: any link. Addresses of mail are no links. */
  | 'LINK'
  /** A word or a phrase, whatever its case, accents and width, and also where it is hidden by characters that are not seen or by markup. Whole words: `cat` is not in `concatenate`; `cat*` begins words, `*cat` ends them. */
  | 'WORD';

/** What a conversation is for. */
export type ConversationKind =
  /** A group made for many readers. */
  | 'CHANNEL'
  /** Two people, or one and their notes; one per pair, without title and roles. */
  | 'DIRECT'
  /** Invited members only. */
  | 'GROUP';

/** Who may find a conversation, and join it. */
export type ConversationVisibility =
  /** Nobody: members are added or invited. */
  | 'PRIVATE'
  /** Everybody who is signed in: they see its card (`publicConversations`), and its log once they have joined. Channels only. */
  | 'PUBLIC';

/** A new word or link rule. */
export type CreateContentRuleInput = {
  /** What happens to a message in which it is. */
  action: ContentRuleAction;
  /** Chosen by the client, 1 to 128 characters; the same key never makes a second rule. */
  clientKey: string;
  /** A group or channel whose moderator, admin or owner the viewer is. Absent or null: everywhere, for admins of the server. */
  conversationId?: string | number | null | undefined;
  /** What it looks for. */
  kind: ContentRuleKind;
  /** WORD: a word or phrase, 1 to 100 characters, with a letter, digit or symbol in it; a * before or after it lets the word go on there. LINK: a domain of at most 253 characters, or * for any link. */
  pattern: string;
  /** What is told to who is refused: at most 500 characters. */
  reason?: string | null | undefined;
};

/** Whom to talk with. */
export type CreateDirectConversationInput = {
  /** The other person; or the viewer, for notes to oneself. */
  userId: string | number;
};

/** A new group or channel. */
export type CreateGroupInput = {
  /** Chosen by the client, 1 to 128 characters; the same key never makes a second group. */
  clientKey: string;
  /** GROUP or CHANNEL; a direct conversation has a mutation of its own. */
  kind?: ConversationKind;
  /** The people to begin with, beside the viewer, who becomes the owner; at most 100. */
  memberIds: Array<string | number>;
  /** One line of 1 to 120 characters. */
  title: string;
};

/** What a client makes of its own. */
export type CustomContentInput = {
  /** At most 8,192 bytes, and 16 deep. */
  data: unknown;
  /** One of the types that the server's operator has named. */
  type: string;
};

/** How far an export has got. */
export type DataExportState =
  /** Its file is gone, a week after it was ready: request another one. */
  | 'EXPIRED'
  /** It could not be made, or took longer than a day: request another one. */
  | 'FAILED'
  /** It waits for a process that is free. */
  | 'QUEUED'
  /** Its file can be fetched. */
  | 'READY'
  /** Its file is being made. */
  | 'RUNNING';

/** What to decline. */
export type DeclineInvitationInput = {
  /** An invitation of the viewer's own. */
  invitationId: string | number;
};

/** A message to delete for everyone. */
export type DeleteMessageInput = {
  /** Which message. */
  messageId: string | number;
  /** Why, for its readers, where a moderator deletes what somebody else sent: at most 500 characters. A moderator of the server has to say it. */
  reason?: string | null | undefined;
};

/** A new body for a message of one's own. */
export type EditMessageInput = {
  /** Markdown, 1 to 16,384 characters, kept as written (CR LF becomes LF). */
  body: string;
  /** Which message. */
  messageId: string | number;
};

/** How far an erasure is. */
export type ErasureState =
  /** Nothing of it is left. */
  | 'FINISHED'
  /** Nobody can sign in, and the person has no name; the rest has not begun. */
  | 'REQUESTED'
  /** What the person left behind is being taken away. */
  | 'RUNNING';

/** A message to send on. */
export type ForwardMessageInput = {
  /** A key that the client makes for the new message, 1 to 128 characters; the same again answers the same message. */
  clientKey: string;
  /** Where to; the same conversation is one, too. */
  conversationId: string | number;
  /** One that the viewer sees. */
  messageId: string | number;
};

/** What somebody who joins sees of what was said before. The rest keeps its place and is withheld: `Message.isWithheld`. */
export type HistoryVisibility =
  /** Everything. */
  | 'ALL'
  /** The last `Conversation.historyLastN` messages, deleted ones counted. */
  | 'LAST_N'
  /** Nothing. */
  | 'SINCE_JOINED';

/** Who is invited to what. */
export type InviteMembersInput = {
  /** A group or channel where the viewer is more than a plain member. */
  conversationId: string | number;
  /** Until when they may accept: at most 30 days away. Absent or null: for a week, and those who are invited already stay so as they are. */
  expiresAt?: string | null | undefined;
  /** At most 100 people; those who are members already are left out. */
  userIds: Array<string | number>;
};

/** What to join. */
export type JoinConversationInput = {
  /** A public channel: `ConversationCard.conversationId`. */
  conversationId: string | number;
};

/** What to leave. */
export type LeaveConversationInput = {
  /** A group or channel of the viewer's. */
  conversationId: string | number;
};

/** A place on earth. */
export type LocationInput = {
  /** Degrees, -90 to 90. */
  latitude: number;
  /** Degrees, -180 to 180. */
  longitude: number;
  /** What the place is called: at most 200 characters. */
  name?: string | null | undefined;
};

/** Who, and the proof. */
export type LoginInput = {
  /** The password. */
  password: string;
  /** In any case. */
  username: string;
};

/** What has reached one of the viewer's devices. */
export type MarkDeliveredInput = {
  /** Where. */
  conversationId: string | number;
  /** The `seq` of the last event received, 1 or more. */
  seq: number;
};

/** How far the viewer has read. */
export type MarkReadInput = {
  /** Where. */
  conversationId: string | number;
  /** The `seq` of the last message read, 1 or more. */
  seq: number;
};

/** From where on to read again. */
export type MarkUnreadInput = {
  /** Where. */
  conversationId: string | number;
  /** The `seq` of the first message to be unread, 1 or more. */
  seq: number;
};

/** What a member may do in a group or a channel. In a direct conversation everybody is a MEMBER. */
export type MemberRole =
  /** Changes the conversation; adds anyone; removes and appoints those below. */
  | 'ADMIN'
  /** Reads, and sends where the posting policy lets them. */
  | 'MEMBER'
  /** Adds anyone; removes, mutes and bans plain members; deletes messages. */
  | 'MODERATOR'
  /** Everything; at least one owner stays. */
  | 'OWNER';

/** What a message has beside its words: one of these. */
export type MessageContentInput =
  {   /** What a client makes of its own. */
  custom: CustomContentInput; location?: never; }
  |  { custom?: never;   /** A place on earth. */
  location: LocationInput; };

/** Who is to be silent, and until when. */
export type MuteMemberInput = {
  /** A group or channel. */
  conversationId: string | number;
  /** When the mute ends: at most ten years away. */
  until: string;
  /** A member of it, not the viewer. */
  userId: string | number;
};

/** Of which messages of a conversation somebody wants to be notified, while it is not muted. */
export type NotificationLevel =
  /** Of every message; so it is at first. */
  | 'ALL'
  /** Of those that mention them. */
  | 'MENTIONS'
  /** Of none. */
  | 'NONE';

/** A message to pin. */
export type PinMessageInput = {
  /** Which message. */
  messageId: string | number;
};

/** Who may send to a conversation. */
export type PostingPolicy =
  /** Every member. */
  | 'EVERYONE'
  /** Owners, admins and moderators. */
  | 'MODERATORS';

/** Whether somebody is here. */
export type PresenceStatus =
  /** Connected, with every device idle; or away by choice. */
  | 'AWAY'
  /** Connected, and not to be disturbed: always by choice. */
  | 'BUSY'
  /** Not connected, or invisible, or not for the asker to know. */
  | 'OFFLINE'
  /** At least one device is connected and in use. */
  | 'ONLINE';

/** Whom a person lets in. It never reaches beyond those who could see the thing anyway, and never to somebody when one of the two has blocked the other. */
export type PrivacyCircle =
  /** Those to whom the person has written directly, whether or not the message was deleted since. That they have written is not enough. */
  | 'CONTACTS'
  /** Everybody who could see it, or could do it. */
  | 'EVERYONE'
  /** Nobody. */
  | 'NOBODY';

/** A new account. */
export type RegisterInput = {
  /** The name to show; 1 to 80 characters. */
  displayName: string;
  /** Unique; a mail with a token for `verifyEmail` is sent to it. */
  email: string;
  /** 8 to 128 characters. */
  password: string;
  /** Unique; 2 to 32 of a–z, 0–9, underscore and dot. Upper case becomes lower case. */
  username: string;
};

/** Why messages were removed in bulk. */
export type RemovalReason =
  /** Their sender had the account erased. */
  | 'ERASURE'
  /** They are older than the conversation, or the server, keeps messages. */
  | 'RETENTION';

/** Whose membership of what is to end. */
export type RemoveMemberInput = {
  /** A group or channel. */
  conversationId: string | number;
  /** The member; removing oneself is leaving. */
  userId: string | number;
};

/** An emoji to take back. */
export type RemoveReactionInput = {
  /** One emoji, e.g. 👍; skin tones and joined parts are part of it. */
  emoji: string;
  /** Which message. */
  messageId: string | number;
};

/** The proof that it is meant. */
export type RequestErasureInput = {
  /** The viewer's password; an account that has none is confirmed by `username`. */
  password?: string | null | undefined;
  /** The viewer's own username, for an account without a password: one that an external provider signs in to. */
  username?: string | null | undefined;
};

/** What to take back. */
export type RevokeInvitationInput = {
  /** An invitation to a conversation where the viewer may invite. */
  invitationId: string | number;
};

/** A message to send. */
export type SendMessageInput = {
  /** What the viewer has uploaded (`createUpload`), at most 30, in the order in which they are shown. */
  attachmentIds?: Array<string | number> | null | undefined;
  /** Markdown, 1 to 16,384 characters, kept as written (CR LF becomes LF); a message without it has attachments or content. */
  body?: string | null | undefined;
  /** A key that the client makes for this message, 1 to 128 characters (a UUID does). The same key again answers the same message, whenever and wherever: send again after any doubt. */
  clientKey: string;
  /** What the message has beside its words. */
  content?: MessageContentInput | null | undefined;
  /** Where to. */
  conversationId: string | number;
  /** The message that this one answers, of the same conversation. */
  replyToId?: string | number | null | undefined;
  /** The message whose thread this one goes into, of the same conversation, and in no thread itself. */
  threadRootId?: string | number | null | undefined;
};

/** Whether somebody uses the device. */
export type SetDeviceIdleInput = {
  /** True when nobody has used it for some minutes; false as soon as somebody does. */
  isIdle: boolean;
};

/** What others shall see of the viewer. */
export type SetPresenceInput = {
  /** One line of at most 100 characters; null or empty removes it, absent leaves it. */
  customStatus?: string | null | undefined;
  /** ONLINE leaves it to the devices: ONLINE while one is in use, AWAY while all are idle. AWAY and BUSY are shown as chosen while a device is connected. OFFLINE is invisible: others see that the viewer has just gone. */
  status: PresenceStatus;
};

/** Who types where. */
export type SetTypingInput = {
  /** A conversation of the viewer's. */
  conversationId: string | number;
  /** Whether the viewer types there. */
  isTyping: boolean;
};

/** Who is to own what. */
export type TransferOwnershipInput = {
  /** A group or channel that the viewer owns. */
  conversationId: string | number;
  /** Another member of it. */
  userId: string | number;
};

/** Whose ban is to end. */
export type UnbanMemberInput = {
  /** A group or channel where the viewer may ban. */
  conversationId: string | number;
  /** Who is banned. */
  userId: string | number;
};

/** Whose mute is to end. */
export type UnmuteMemberInput = {
  /** A group or channel. */
  conversationId: string | number;
  /** A member of it. */
  userId: string | number;
};

/** A message to unpin. */
export type UnpinMessageInput = {
  /** Which message. */
  messageId: string | number;
};

/** What to set; an absent field stays as it is. */
export type UpdateConversationInput = {
  /** How many bytes each may have, as it is kept; 0: as many as the server takes, null is the same as absent. */
  attachmentBytesMax?: number | null | undefined;
  /** Of which kinds they may be; empty: of all, null is the same as absent. */
  attachmentKinds?: Array<AttachmentKind> | null | undefined;
  /** How many attachments a message may have, 0 to 30, moderators' included; null is the same as absent. */
  attachmentsMax?: number | null | undefined;
  /** Its picture, uploaded: an image of the viewer's own, from `createUpload`, READY or soon. It takes the place of `avatarUrl`, which may not be given as well; null removes it. */
  avatarAttachmentId?: string | number | null | undefined;
  /** Its picture; null removes it, and a link to the uploaded one that is there changes nothing. */
  avatarUrl?: string | null | undefined;
  /** A group or channel the viewer owns or administers. */
  conversationId: string | number;
  /** An object of the clients' own: at most 8 KB as JSON in UTF-8, and eight levels deep; null or empty removes it. */
  customData?: unknown;
  /** At most 2,000 characters; null or empty removes it. */
  description?: string | null | undefined;
  /** For how long after sending a message its sender may edit it, at most 30 days; 0 is for ever, null is the same as absent. */
  editWindowSeconds?: number | null | undefined;
  /** How many messages that is with LAST_N, 1 to 1,000; null is the same as absent. */
  historyLastN?: number | null | undefined;
  /** What those see of the history who join from now on; null is the same as absent. */
  historyVisibility?: HistoryVisibility | null | undefined;
  /** Who may send; null is the same as absent. */
  postingPolicy?: PostingPolicy | null | undefined;
  /** For how many days it keeps messages, at most 36,500: older ones are removed for good, with all that belongs to them. 0: as long as the server keeps them; null is the same as absent. */
  retentionDays?: number | null | undefined;
  /** How long plain members wait between two messages, at most six hours; 0 turns it off, null is the same as absent. */
  slowModeSeconds?: number | null | undefined;
  /** One line of 1 to 120 characters; null is the same as absent. */
  title?: string | null | undefined;
  /** Who may find and join it; PUBLIC is for channels only. Null is the same as absent. */
  visibility?: ConversationVisibility | null | undefined;
};

export type ClientLoginMutationVariables = Exact<{
  input: LoginInput;
}>;


export type ClientLoginMutation = { login:
    | { __typename: 'InputValidationError', code: string, message: string }
    | { __typename: 'InvalidCredentialsError', code: string, message: string }
    | { __typename: 'LoginPayload', session: { accessToken: string, user: { id: string, username: string } } }
   };

export type PossibleTypesQueryVariables = Exact<{ [key: string]: never; }>;


export type PossibleTypesQuery = { __schema: { types: Array<{ name: string | null, possibleTypes: Array<{ name: string | null }> | null }> } };

export type ErasureForwardMutationVariables = Exact<{
  input: ForwardMessageInput;
}>;


export type ErasureForwardMutation = { forwardMessage:
    | { __typename: 'AttachmentLimitError' }
    | { __typename: 'ContentBlockedError' }
    | { __typename: 'ForwardMessagePayload', forwardedMessage: { id: string } }
    | { __typename: 'IdempotencyConflictError' }
    | { __typename: 'InputValidationError' }
    | { __typename: 'MemberSilencedError' }
    | { __typename: 'MessageDeletedError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'PostingRestrictedError' }
    | { __typename: 'SlowModeError' }
   };

export type ErasureMembersQueryVariables = Exact<{
  id: string | number;
}>;


export type ErasureMembersQuery = { conversation: { memberCount: number, members: { edges: Array<{ node: { role: MemberRole, user: { username: string } } }> } } | null };

export type FaultsSendMutationVariables = Exact<{
  input: SendMessageInput;
}>;


export type FaultsSendMutation = { sendMessage:
    | { __typename: 'AttachmentLimitError', code: string }
    | { __typename: 'AttachmentNotReadyError', code: string }
    | { __typename: 'AttachmentRefusedError', code: string }
    | { __typename: 'ContentBlockedError', code: string }
    | { __typename: 'IdempotencyConflictError', code: string }
    | { __typename: 'InputValidationError', code: string }
    | { __typename: 'MemberSilencedError', code: string }
    | { __typename: 'NotAllowedError', code: string }
    | { __typename: 'NotFoundError', code: string }
    | { __typename: 'PostingRestrictedError', code: string }
    | { __typename: 'SendMessagePayload', sentMessage: { seq: number, body: string } }
    | { __typename: 'SlowModeError', code: string }
   };

export type FaultsInboxSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type FaultsInboxSubscription = { inboxEvents:
    | { __typename: 'ConversationCreated', seq: number, conversation: { id: string } }
    | { __typename: 'ConversationUpdated', seq: number, conversation: { id: string } }
    | { __typename: 'InvitationEnded', seq: number, conversation: { id: string } }
    | { __typename: 'MemberBanned', seq: number, conversation: { id: string } }
    | { __typename: 'MemberInvited', seq: number, conversation: { id: string } }
    | { __typename: 'MemberJoined', seq: number, conversation: { id: string } }
    | { __typename: 'MemberLeft', seq: number, conversation: { id: string } }
    | { __typename: 'MemberMuted', seq: number, conversation: { id: string } }
    | { __typename: 'MemberRoleChanged', seq: number, conversation: { id: string } }
    | { __typename: 'MemberUnbanned', seq: number, conversation: { id: string } }
    | { __typename: 'MemberUnmuted', seq: number, conversation: { id: string } }
    | { __typename: 'MessageDeleted', seq: number, conversation: { id: string } }
    | { __typename: 'MessageEdited', seq: number, conversation: { id: string } }
    | { __typename: 'MessagePinned', seq: number, conversation: { id: string } }
    | { __typename: 'MessageSent', seq: number, conversation: { id: string }, sentMessage: { clientKey: string, body: string, isWithheld: boolean } }
    | { __typename: 'MessageUnpinned', seq: number, conversation: { id: string } }
    | { __typename: 'MessagesRemoved', seq: number, conversation: { id: string } }
    | { __typename: 'PresenceChanged' }
    | { __typename: 'ProfileChanged' }
    | { __typename: 'ReactionAdded', seq: number, conversation: { id: string } }
    | { __typename: 'ReactionRemoved', seq: number, conversation: { id: string } }
    | { __typename: 'ReceiptsAdvanced' }
    | { __typename: 'StreamCheckpoint', cursor: string }
    | { __typename: 'StreamReady', cursor: string, recovered: boolean, viewerSnapshot: { conversations: { edges: Array<{ node: { id: string, headSeq: number } }> } } | null }
    | { __typename: 'StreamReset', cursor: string, reason: string }
    | { __typename: 'TypingChanged' }
    | { __typename: 'ViewerBlockChanged' }
    | { __typename: 'ViewerConversationSettingsChanged' }
    | { __typename: 'ViewerDataExportChanged' }
    | { __typename: 'ViewerDraftChanged' }
    | { __typename: 'ViewerInvitationsChanged' }
    | { __typename: 'ViewerMarksChanged' }
    | { __typename: 'ViewerMessageDeleted' }
    | { __typename: 'ViewerNotificationSettingsChanged' }
    | { __typename: 'ViewerPresenceChanged' }
    | { __typename: 'ViewerSettingsChanged' }
    | { __typename: 'ViewerThreadChanged' }
   };

export type FaultsLogoutMutationVariables = Exact<{ [key: string]: never; }>;


export type FaultsLogoutMutation = { logout:
    | { __typename: 'InputValidationError' }
    | { __typename: 'InvalidTokenError' }
    | { __typename: 'LogoutPayload' }
    | { __typename: 'NotAllowedError' }
   };

export type FaultsSnapshotSubscriptionVariables = Exact<{
  conversationId: string | number;
}>;


export type FaultsSnapshotSubscription = { conversationEvents:
    | { __typename: 'ConversationCreated', seq: number }
    | { __typename: 'ConversationUpdated', seq: number }
    | { __typename: 'InvitationEnded', seq: number }
    | { __typename: 'MemberBanned', seq: number }
    | { __typename: 'MemberInvited', seq: number }
    | { __typename: 'MemberJoined', seq: number }
    | { __typename: 'MemberLeft', seq: number }
    | { __typename: 'MemberMuted', seq: number }
    | { __typename: 'MemberRoleChanged', seq: number }
    | { __typename: 'MemberUnbanned', seq: number }
    | { __typename: 'MemberUnmuted', seq: number }
    | { __typename: 'MessageDeleted', seq: number }
    | { __typename: 'MessageEdited', seq: number }
    | { __typename: 'MessagePinned', seq: number }
    | { __typename: 'MessageSent', seq: number, sentMessage: { seq: number, clientKey: string, changedSeq: number } }
    | { __typename: 'MessageUnpinned', seq: number }
    | { __typename: 'MessagesRemoved', seq: number }
    | { __typename: 'ReactionAdded', seq: number }
    | { __typename: 'ReactionRemoved', seq: number }
    | { __typename: 'StreamReady', cursor: string, snapshot: { headSeq: number, messages: { edges: Array<{ node: { seq: number, clientKey: string, changedSeq: number } }> } } | null }
    | { __typename: 'StreamReset', cursor: string }
   };

export type FaultsPresenceSubscriptionVariables = Exact<{
  userIds: Array<string | number> | string | number;
}>;


export type FaultsPresenceSubscription = { presence: { presence: { status: PresenceStatus } } };

export type NoReadsLeaveMutationVariables = Exact<{
  input: LeaveConversationInput;
}>;


export type NoReadsLeaveMutation = { leaveConversation:
    | { __typename: 'InputValidationError' }
    | { __typename: 'LastOwnerError' }
    | { __typename: 'LeaveConversationPayload' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
   };

export type NoReadsPenaltiesMutationVariables = Exact<{
  mute: MuteMemberInput;
  unmute: UnmuteMemberInput;
  ban: BanMemberInput;
  unban: UnbanMemberInput;
}>;


export type NoReadsPenaltiesMutation = { muteMember:
    | { __typename: 'InputValidationError' }
    | { __typename: 'MuteMemberPayload' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
  , unmuteMember:
    | { __typename: 'InputValidationError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnmuteMemberPayload' }
  , banMember:
    | { __typename: 'BanMemberPayload' }
    | { __typename: 'InputValidationError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
  , unbanMember:
    | { __typename: 'InputValidationError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnbanMemberPayload' }
   };

export type ResumeReadMutationVariables = Exact<{
  input: MarkReadInput;
}>;


export type ResumeReadMutation = { markRead:
    | { __typename: 'InputValidationError' }
    | { __typename: 'MarkReadPayload' }
    | { __typename: 'NotFoundError' }
   };

export type RevisionsQueryVariables = Exact<{
  id: string | number;
}>;


export type RevisionsQuery = { node:
    | { __typename: 'Attachment' }
    | { __typename: 'AuditEntry' }
    | { __typename: 'Ban' }
    | { __typename: 'ContentRule' }
    | { __typename: 'Conversation' }
    | { __typename: 'ConversationCard' }
    | { __typename: 'ConversationCreated' }
    | { __typename: 'ConversationUpdated' }
    | { __typename: 'DataExport' }
    | { __typename: 'Device' }
    | { __typename: 'Draft' }
    | { __typename: 'FlaggedMessage' }
    | { __typename: 'Invitation' }
    | { __typename: 'InvitationEnded' }
    | { __typename: 'InviteLink' }
    | { __typename: 'Member' }
    | { __typename: 'MemberBanned' }
    | { __typename: 'MemberInvited' }
    | { __typename: 'MemberJoined' }
    | { __typename: 'MemberLeft' }
    | { __typename: 'MemberMuted' }
    | { __typename: 'MemberRoleChanged' }
    | { __typename: 'MemberUnbanned' }
    | { __typename: 'MemberUnmuted' }
    | { __typename: 'Message', body: string, revisions: { edges: Array<{ node: { body: string, replacedSeq: number } }> } }
    | { __typename: 'MessageDeleted' }
    | { __typename: 'MessageEdited' }
    | { __typename: 'MessagePinned' }
    | { __typename: 'MessageRevision' }
    | { __typename: 'MessageSent' }
    | { __typename: 'MessageUnpinned' }
    | { __typename: 'MessagesRemoved' }
    | { __typename: 'NotificationDecision' }
    | { __typename: 'ReactionAdded' }
    | { __typename: 'ReactionRemoved' }
    | { __typename: 'Report' }
    | { __typename: 'ReportNote' }
    | { __typename: 'Session' }
    | { __typename: 'Thread' }
    | { __typename: 'User' }
   | null };

export type RevisionPageQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;


export type RevisionPageQuery = { node:
    | { __typename: 'Attachment' }
    | { __typename: 'AuditEntry' }
    | { __typename: 'Ban' }
    | { __typename: 'ContentRule' }
    | { __typename: 'Conversation' }
    | { __typename: 'ConversationCard' }
    | { __typename: 'ConversationCreated' }
    | { __typename: 'ConversationUpdated' }
    | { __typename: 'DataExport' }
    | { __typename: 'Device' }
    | { __typename: 'Draft' }
    | { __typename: 'FlaggedMessage' }
    | { __typename: 'Invitation' }
    | { __typename: 'InvitationEnded' }
    | { __typename: 'InviteLink' }
    | { __typename: 'Member' }
    | { __typename: 'MemberBanned' }
    | { __typename: 'MemberInvited' }
    | { __typename: 'MemberJoined' }
    | { __typename: 'MemberLeft' }
    | { __typename: 'MemberMuted' }
    | { __typename: 'MemberRoleChanged' }
    | { __typename: 'MemberUnbanned' }
    | { __typename: 'MemberUnmuted' }
    | { __typename: 'Message', revisions: { pageInfo: { endCursor: string | null } } }
    | { __typename: 'MessageDeleted' }
    | { __typename: 'MessageEdited' }
    | { __typename: 'MessagePinned' }
    | { __typename: 'MessageRevision' }
    | { __typename: 'MessageSent' }
    | { __typename: 'MessageUnpinned' }
    | { __typename: 'MessagesRemoved' }
    | { __typename: 'NotificationDecision' }
    | { __typename: 'ReactionAdded' }
    | { __typename: 'ReactionRemoved' }
    | { __typename: 'Report' }
    | { __typename: 'ReportNote' }
    | { __typename: 'Session' }
    | { __typename: 'Thread' }
    | { __typename: 'User' }
   | null };

export type AnyNodeQueryVariables = Exact<{
  id: string | number;
}>;


export type AnyNodeQuery = { node:
    | { __typename: 'Attachment', id: string }
    | { __typename: 'AuditEntry', id: string }
    | { __typename: 'Ban', id: string }
    | { __typename: 'ContentRule', id: string }
    | { __typename: 'Conversation', id: string }
    | { __typename: 'ConversationCard', id: string }
    | { __typename: 'ConversationCreated', id: string }
    | { __typename: 'ConversationUpdated', id: string }
    | { __typename: 'DataExport', id: string }
    | { __typename: 'Device', id: string }
    | { __typename: 'Draft', id: string }
    | { __typename: 'FlaggedMessage', id: string }
    | { __typename: 'Invitation', id: string }
    | { __typename: 'InvitationEnded', id: string }
    | { __typename: 'InviteLink', id: string }
    | { __typename: 'Member', id: string }
    | { __typename: 'MemberBanned', id: string }
    | { __typename: 'MemberInvited', id: string }
    | { __typename: 'MemberJoined', id: string }
    | { __typename: 'MemberLeft', id: string }
    | { __typename: 'MemberMuted', id: string }
    | { __typename: 'MemberRoleChanged', id: string }
    | { __typename: 'MemberUnbanned', id: string }
    | { __typename: 'MemberUnmuted', id: string }
    | { __typename: 'Message', id: string }
    | { __typename: 'MessageDeleted', id: string }
    | { __typename: 'MessageEdited', id: string }
    | { __typename: 'MessagePinned', id: string }
    | { __typename: 'MessageRevision', id: string }
    | { __typename: 'MessageSent', id: string }
    | { __typename: 'MessageUnpinned', id: string }
    | { __typename: 'MessagesRemoved', id: string }
    | { __typename: 'NotificationDecision', id: string }
    | { __typename: 'ReactionAdded', id: string }
    | { __typename: 'ReactionRemoved', id: string }
    | { __typename: 'Report', id: string }
    | { __typename: 'ReportNote', id: string }
    | { __typename: 'Session', id: string }
    | { __typename: 'Thread', id: string }
    | { __typename: 'User', id: string }
   | null };

export type FollowerEventsSubscriptionVariables = Exact<{
  conversationId: string | number;
  after?: string | null | undefined;
}>;


export type FollowerEventsSubscription = { conversationEvents:
    | { __typename: 'ConversationCreated', seq: number, cursor: string }
    | { __typename: 'ConversationUpdated', seq: number, cursor: string }
    | { __typename: 'InvitationEnded', seq: number, cursor: string }
    | { __typename: 'MemberBanned', seq: number, cursor: string }
    | { __typename: 'MemberInvited', seq: number, cursor: string }
    | { __typename: 'MemberJoined', seq: number, cursor: string }
    | { __typename: 'MemberLeft', seq: number, cursor: string }
    | { __typename: 'MemberMuted', seq: number, cursor: string }
    | { __typename: 'MemberRoleChanged', seq: number, cursor: string }
    | { __typename: 'MemberUnbanned', seq: number, cursor: string }
    | { __typename: 'MemberUnmuted', seq: number, cursor: string }
    | { __typename: 'MessageDeleted', seq: number, cursor: string }
    | { __typename: 'MessageEdited', seq: number, cursor: string }
    | { __typename: 'MessagePinned', seq: number, cursor: string }
    | { __typename: 'MessageSent', seq: number, cursor: string, sentMessage: { clientKey: string, body: string, isWithheld: boolean } }
    | { __typename: 'MessageUnpinned', seq: number, cursor: string }
    | { __typename: 'MessagesRemoved', seq: number, cursor: string }
    | { __typename: 'ReactionAdded', seq: number, cursor: string }
    | { __typename: 'ReactionRemoved', seq: number, cursor: string }
    | { __typename: 'StreamReady', cursor: string, recovered: boolean }
    | { __typename: 'StreamReset', cursor: string, reason: string }
   };

export type RetriesLeaveMutationVariables = Exact<{
  input: LeaveConversationInput;
}>;


export type RetriesLeaveMutation = { leaveConversation:
    | { __typename: 'InputValidationError' }
    | { __typename: 'LastOwnerError' }
    | { __typename: 'LeaveConversationPayload' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
   };

export type StreamsBanMutationVariables = Exact<{
  input: BanMemberInput;
}>;


export type StreamsBanMutation = { banMember:
    | { __typename: 'BanMemberPayload' }
    | { __typename: 'InputValidationError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
   };

export type StreamsJoinMutationVariables = Exact<{
  input: JoinConversationInput;
}>;


export type StreamsJoinMutation = { joinConversation:
    | { __typename: 'InputValidationError' }
    | { __typename: 'JoinConversationPayload' }
    | { __typename: 'MemberBannedError' }
    | { __typename: 'NotFoundError' }
   };

export type LawLeaveMutationVariables = Exact<{
  input: LeaveConversationInput;
}>;


export type LawLeaveMutation = { leaveConversation:
    | { __typename: 'InputValidationError' }
    | { __typename: 'LastOwnerError' }
    | { __typename: 'LeaveConversationPayload' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
   };

export type LawRuleMutationVariables = Exact<{
  input: CreateContentRuleInput;
}>;


export type LawRuleMutation = { createContentRule:
    | { __typename: 'CreateContentRulePayload' }
    | { __typename: 'IdempotencyConflictError' }
    | { __typename: 'InputValidationError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'TooManyContentRulesError' }
   };

export type LawOfOwnBanMutationVariables = Exact<{
  input: BanMemberInput;
}>;


export type LawOfOwnBanMutation = { banMember:
    | { __typename: 'BanMemberPayload' }
    | { __typename: 'InputValidationError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
   };

export type LawOfMuteMutationVariables = Exact<{
  input: MuteMemberInput;
}>;


export type LawOfMuteMutation = { muteMember:
    | { __typename: 'InputValidationError' }
    | { __typename: 'MuteMemberPayload' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
   };

export type LawOfUnmuteMutationVariables = Exact<{
  input: UnmuteMemberInput;
}>;


export type LawOfUnmuteMutation = { unmuteMember:
    | { __typename: 'InputValidationError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnmuteMemberPayload' }
   };

export type LawOfBanMutationVariables = Exact<{
  input: BanMemberInput;
}>;


export type LawOfBanMutation = { banMember:
    | { __typename: 'BanMemberPayload' }
    | { __typename: 'InputValidationError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
   };

export type LawOfUnbanMutationVariables = Exact<{
  input: UnbanMemberInput;
}>;


export type LawOfUnbanMutation = { unbanMember:
    | { __typename: 'InputValidationError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnbanMemberPayload' }
   };

export type LawOfTransferMutationVariables = Exact<{
  input: TransferOwnershipInput;
}>;


export type LawOfTransferMutation = { transferOwnership:
    | { __typename: 'InputValidationError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'TransferOwnershipPayload' }
   };

export type LawOfJoinMutationVariables = Exact<{
  input: JoinConversationInput;
}>;


export type LawOfJoinMutation = { joinConversation:
    | { __typename: 'InputValidationError' }
    | { __typename: 'JoinConversationPayload' }
    | { __typename: 'MemberBannedError' }
    | { __typename: 'NotFoundError' }
   };

export type LawOfInviteMutationVariables = Exact<{
  input: InviteMembersInput;
}>;


export type LawOfInviteMutation = { inviteMembers:
    | { __typename: 'CannotAddUsersError' }
    | { __typename: 'InputValidationError' }
    | { __typename: 'InviteMembersPayload', sentInvitations: Array<{ id: string, invitedUser: { username: string } }> }
    | { __typename: 'MemberBannedError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'TooManyInvitationsError' }
   };

export type LawOfAcceptMutationVariables = Exact<{
  input: AcceptInvitationInput;
}>;


export type LawOfAcceptMutation = { acceptInvitation:
    | { __typename: 'AcceptInvitationPayload' }
    | { __typename: 'InputValidationError' }
    | { __typename: 'InvitationExpiredError' }
    | { __typename: 'MemberBannedError' }
    | { __typename: 'NotFoundError' }
   };

export type LawOfDeclineMutationVariables = Exact<{
  input: DeclineInvitationInput;
}>;


export type LawOfDeclineMutation = { declineInvitation:
    | { __typename: 'DeclineInvitationPayload' }
    | { __typename: 'InputValidationError' }
    | { __typename: 'NotFoundError' }
   };

export type LawOfRevokeMutationVariables = Exact<{
  input: RevokeInvitationInput;
}>;


export type LawOfRevokeMutation = { revokeInvitation:
    | { __typename: 'InputValidationError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'RevokeInvitationPayload' }
   };

export type ViewerInvitationsFragment = { invitations: { edges: Array<{ node: { id: string, expiresAt: string } }> } };

export type ViewerSettingsFragment = { notificationLevel: NotificationLevel | null, mutedUntil: string | null, isPinned: boolean | null, isArchived: boolean | null, isHidden: boolean | null };

export type ViewerPlaceFragment = { id: string, headSeq: number, viewerMember: { deliveredSeq: number | null, readSeq: number | null, unreadCount: number | null, mentionCount: number | null, notificationLevel: NotificationLevel | null, mutedUntil: string | null, isPinned: boolean | null, isArchived: boolean | null, isHidden: boolean | null } | null, viewerDraft: { body: string } | null, lastMessage: { id: string } | null, messages: { edges: Array<{ node: { id: string } }> } };

export type PrivacyFragment = { whoSeesPresence: PrivacyCircle, whoSeesLastSeen: PrivacyCircle, whoSeesReceipts: PrivacyCircle, whoSeesTyping: PrivacyCircle, whoMayWriteFirst: PrivacyCircle, whoMayAddToGroups: PrivacyCircle, isDiscoverable: boolean };

export type NotificationsFragment = { doNotDisturbUntil: string | null, directLevel: NotificationLevel, groupLevel: NotificationLevel, channelLevel: NotificationLevel, notifiesWhileActive: boolean, hidesContent: boolean, wantsEmailDigest: boolean, quietHours: { from: string, to: string, timeZone: string } | null };

export type ViewerExportFragment = { id: string, state: DataExportState, progress: number };

export type ViewerStateQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerStateQuery = { viewer: { chosenStatus: PresenceStatus, customStatus: string | null, unreadCount: number, mentionCount: number, settings: { whoSeesPresence: PrivacyCircle, whoSeesLastSeen: PrivacyCircle, whoSeesReceipts: PrivacyCircle, whoSeesTyping: PrivacyCircle, whoMayWriteFirst: PrivacyCircle, whoMayAddToGroups: PrivacyCircle, isDiscoverable: boolean }, notificationSettings: { doNotDisturbUntil: string | null, directLevel: NotificationLevel, groupLevel: NotificationLevel, channelLevel: NotificationLevel, notifiesWhileActive: boolean, hidesContent: boolean, wantsEmailDigest: boolean, quietHours: { from: string, to: string, timeZone: string } | null }, blockedUsers: { edges: Array<{ node: { id: string } }> }, dataExports: { edges: Array<{ node: { id: string, state: DataExportState, progress: number } }> }, conversations: { edges: Array<{ node: { id: string, headSeq: number, viewerMember: { deliveredSeq: number | null, readSeq: number | null, unreadCount: number | null, mentionCount: number | null, notificationLevel: NotificationLevel | null, mutedUntil: string | null, isPinned: boolean | null, isArchived: boolean | null, isHidden: boolean | null } | null, viewerDraft: { body: string } | null, lastMessage: { id: string } | null, messages: { edges: Array<{ node: { id: string } }> } } }> }, hidden: { edges: Array<{ node: { id: string, headSeq: number, viewerMember: { deliveredSeq: number | null, readSeq: number | null, unreadCount: number | null, mentionCount: number | null, notificationLevel: NotificationLevel | null, mutedUntil: string | null, isPinned: boolean | null, isArchived: boolean | null, isHidden: boolean | null } | null, viewerDraft: { body: string } | null, lastMessage: { id: string } | null, messages: { edges: Array<{ node: { id: string } }> } } }> }, invitations: { edges: Array<{ node: { id: string, expiresAt: string } }> } } | null };

export type ViewerItemsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type ViewerItemsSubscription = { inboxEvents:
    | { __typename: 'ConversationCreated', seq: number, conversation: { id: string } }
    | { __typename: 'ConversationUpdated', seq: number, conversation: { id: string } }
    | { __typename: 'InvitationEnded', seq: number, conversation: { id: string } }
    | { __typename: 'MemberBanned', seq: number, conversation: { id: string } }
    | { __typename: 'MemberInvited', seq: number, conversation: { id: string } }
    | { __typename: 'MemberJoined', seq: number, conversation: { id: string } }
    | { __typename: 'MemberLeft', seq: number, conversation: { id: string } }
    | { __typename: 'MemberMuted', seq: number, conversation: { id: string } }
    | { __typename: 'MemberRoleChanged', seq: number, conversation: { id: string } }
    | { __typename: 'MemberUnbanned', seq: number, conversation: { id: string } }
    | { __typename: 'MemberUnmuted', seq: number, conversation: { id: string } }
    | { __typename: 'MessageDeleted', seq: number, conversation: { id: string } }
    | { __typename: 'MessageEdited', seq: number, conversation: { id: string } }
    | { __typename: 'MessagePinned', seq: number, conversation: { id: string } }
    | { __typename: 'MessageSent', seq: number, conversation: { id: string }, sentMessage: { id: string, isDeletedForViewer: boolean, sender: { username: string }, mentions: Array<{ username: string }> } }
    | { __typename: 'MessageUnpinned', seq: number, conversation: { id: string } }
    | { __typename: 'MessagesRemoved', seq: number, conversation: { id: string } }
    | { __typename: 'PresenceChanged' }
    | { __typename: 'ProfileChanged' }
    | { __typename: 'ReactionAdded', seq: number, conversation: { id: string } }
    | { __typename: 'ReactionRemoved', seq: number, conversation: { id: string } }
    | { __typename: 'ReceiptsAdvanced' }
    | { __typename: 'StreamCheckpoint' }
    | { __typename: 'StreamReady', cursor: string }
    | { __typename: 'StreamReset' }
    | { __typename: 'TypingChanged' }
    | { __typename: 'ViewerBlockChanged', isBlocked: boolean, user: { id: string } }
    | { __typename: 'ViewerConversationSettingsChanged', member: { notificationLevel: NotificationLevel | null, mutedUntil: string | null, isPinned: boolean | null, isArchived: boolean | null, isHidden: boolean | null, conversation: { id: string } } }
    | { __typename: 'ViewerDataExportChanged', dataExport: { id: string, state: DataExportState, progress: number } }
    | { __typename: 'ViewerDraftChanged', conversation: { id: string }, draft: { body: string } | null }
    | { __typename: 'ViewerInvitationsChanged', viewer: { invitations: { edges: Array<{ node: { id: string, expiresAt: string } }> } } }
    | { __typename: 'ViewerMarksChanged', member: { deliveredSeq: number | null, readSeq: number | null, unreadCount: number | null, mentionCount: number | null, conversation: { id: string } } }
    | { __typename: 'ViewerMessageDeleted', deletedMessageId: string, member: { unreadCount: number | null, mentionCount: number | null, conversation: { id: string } } }
    | { __typename: 'ViewerNotificationSettingsChanged', notificationSettings: { doNotDisturbUntil: string | null, directLevel: NotificationLevel, groupLevel: NotificationLevel, channelLevel: NotificationLevel, notifiesWhileActive: boolean, hidesContent: boolean, wantsEmailDigest: boolean, quietHours: { from: string, to: string, timeZone: string } | null } }
    | { __typename: 'ViewerPresenceChanged', viewer: { chosenStatus: PresenceStatus, customStatus: string | null } }
    | { __typename: 'ViewerSettingsChanged', settings: { whoSeesPresence: PrivacyCircle, whoSeesLastSeen: PrivacyCircle, whoSeesReceipts: PrivacyCircle, whoSeesTyping: PrivacyCircle, whoMayWriteFirst: PrivacyCircle, whoMayAddToGroups: PrivacyCircle, isDiscoverable: boolean } }
    | { __typename: 'ViewerThreadChanged' }
   };

export type SendAgainMutationVariables = Exact<{
  input: SendMessageInput;
}>;


export type SendAgainMutation = { sendMessage:
    | { __typename: 'AttachmentLimitError' }
    | { __typename: 'AttachmentNotReadyError' }
    | { __typename: 'AttachmentRefusedError' }
    | { __typename: 'ContentBlockedError' }
    | { __typename: 'IdempotencyConflictError' }
    | { __typename: 'InputValidationError' }
    | { __typename: 'MemberSilencedError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'PostingRestrictedError' }
    | { __typename: 'SendMessagePayload', sentMessage: { body: string, readCount: number, deliveredCount: number, mentions: Array<{ username: string }>, readBy: { edges: Array<{ node: { id: string } }> } } }
    | { __typename: 'SlowModeError' }
   };

export type ReceiptsPageQueryVariables = Exact<{
  id: string | number;
}>;


export type ReceiptsPageQuery = { conversation: { messages: { edges: Array<{ node: { seq: number, readCount: number, deliveredCount: number, readBy: { edges: Array<{ node: { user: { username: string } } }> } } }> } } | null };

export type ReceiptsReplaySubscriptionVariables = Exact<{
  conversationId: string | number;
  after?: string | null | undefined;
}>;


export type ReceiptsReplaySubscription = { conversationEvents:
    | { __typename: 'ConversationCreated' }
    | { __typename: 'ConversationUpdated' }
    | { __typename: 'InvitationEnded' }
    | { __typename: 'MemberBanned' }
    | { __typename: 'MemberInvited' }
    | { __typename: 'MemberJoined', member: { readSeq: number | null, deliveredSeq: number | null, unreadCount: number | null, mentionCount: number | null } }
    | { __typename: 'MemberLeft', member: { readSeq: number | null, deliveredSeq: number | null, unreadCount: number | null, mentionCount: number | null } }
    | { __typename: 'MemberMuted' }
    | { __typename: 'MemberRoleChanged' }
    | { __typename: 'MemberUnbanned' }
    | { __typename: 'MemberUnmuted' }
    | { __typename: 'MessageDeleted' }
    | { __typename: 'MessageEdited' }
    | { __typename: 'MessagePinned' }
    | { __typename: 'MessageSent', cursor: string, sentMessage: { body: string, readCount: number, deliveredCount: number, mentions: Array<{ username: string }>, readBy: { edges: Array<{ node: { id: string } }> } } }
    | { __typename: 'MessageUnpinned' }
    | { __typename: 'MessagesRemoved' }
    | { __typename: 'ReactionAdded' }
    | { __typename: 'ReactionRemoved' }
    | { __typename: 'StreamReady' }
    | { __typename: 'StreamReset' }
   };

export type PageOfReadersQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;


export type PageOfReadersQuery = { node:
    | { readBy: { pageInfo: { hasNextPage: boolean } } }
    | Record<PropertyKey, never>
   | null };

export type InboxMarksSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type InboxMarksSubscription = { inboxEvents:
    | { __typename: 'ConversationCreated' }
    | { __typename: 'ConversationUpdated' }
    | { __typename: 'InvitationEnded' }
    | { __typename: 'MemberBanned' }
    | { __typename: 'MemberInvited' }
    | { __typename: 'MemberJoined' }
    | { __typename: 'MemberLeft' }
    | { __typename: 'MemberMuted' }
    | { __typename: 'MemberRoleChanged' }
    | { __typename: 'MemberUnbanned' }
    | { __typename: 'MemberUnmuted' }
    | { __typename: 'MessageDeleted' }
    | { __typename: 'MessageEdited' }
    | { __typename: 'MessagePinned' }
    | { __typename: 'MessageSent' }
    | { __typename: 'MessageUnpinned' }
    | { __typename: 'MessagesRemoved' }
    | { __typename: 'PresenceChanged' }
    | { __typename: 'ProfileChanged' }
    | { __typename: 'ReactionAdded' }
    | { __typename: 'ReactionRemoved' }
    | { __typename: 'ReceiptsAdvanced', count: number, members: Array<{ readSeq: number | null, user: { username: string } }> }
    | { __typename: 'StreamCheckpoint' }
    | { __typename: 'StreamReady', cursor: string }
    | { __typename: 'StreamReset' }
    | { __typename: 'TypingChanged' }
    | { __typename: 'ViewerBlockChanged' }
    | { __typename: 'ViewerConversationSettingsChanged' }
    | { __typename: 'ViewerDataExportChanged' }
    | { __typename: 'ViewerDraftChanged' }
    | { __typename: 'ViewerInvitationsChanged' }
    | { __typename: 'ViewerMarksChanged', member: { deliveredSeq: number | null, readSeq: number | null, unreadCount: number | null, mentionCount: number | null, conversation: { id: string } } }
    | { __typename: 'ViewerMessageDeleted' }
    | { __typename: 'ViewerNotificationSettingsChanged' }
    | { __typename: 'ViewerPresenceChanged' }
    | { __typename: 'ViewerSettingsChanged' }
    | { __typename: 'ViewerThreadChanged' }
   };

export type ReceiptsSubscriptionVariables = Exact<{
  conversationId: string | number;
}>;


export type ReceiptsSubscription = { receipts: { __typename: 'ReceiptsAdvanced', count: number, conversation: { id: string }, members: Array<{ deliveredSeq: number | null, readSeq: number | null, unreadCount: number | null, user: { username: string } }> } };

export type MarkReadMutationVariables = Exact<{
  input: MarkReadInput;
}>;


export type MarkReadMutation = { markRead:
    | { __typename: 'InputValidationError', code: string }
    | { __typename: 'MarkReadPayload', clampedToSeq: number | null, advancedMember: { id: string, deliveredSeq: number | null, readSeq: number | null, unreadCount: number | null } }
    | { __typename: 'NotFoundError', code: string }
   };

export type MarkDeliveredMutationVariables = Exact<{
  input: MarkDeliveredInput;
}>;


export type MarkDeliveredMutation = { markDelivered:
    | { __typename: 'InputValidationError', code: string }
    | { __typename: 'MarkDeliveredPayload', clampedToSeq: number | null, advancedMember: { deliveredSeq: number | null, readSeq: number | null } }
    | { __typename: 'NotFoundError', code: string }
   };

export type MarkUnreadMutationVariables = Exact<{
  input: MarkUnreadInput;
}>;


export type MarkUnreadMutation = { markUnread:
    | { __typename: 'InputValidationError', code: string }
    | { __typename: 'MarkUnreadPayload', clampedToSeq: number | null, rewoundMember: { deliveredSeq: number | null, readSeq: number | null, unreadCount: number | null } }
    | { __typename: 'NotFoundError', code: string }
   };

export type OwnMarksQueryVariables = Exact<{
  id: string | number;
}>;


export type OwnMarksQuery = { conversation: { viewerMember: { deliveredSeq: number | null, readSeq: number | null, unreadCount: number | null, mentionCount: number | null } | null } | null };

export type MarksQueryVariables = Exact<{
  id: string | number;
}>;


export type MarksQuery = { conversation: { members: { edges: Array<{ node: { id: string, changedSeq: number, deliveredSeq: number | null, readSeq: number | null, unreadCount: number | null, mentionCount: number | null, user: { username: string } } }> } } | null };

export type MessageReceiptsQueryVariables = Exact<{
  id: string | number;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type MessageReceiptsQuery = { node:
    | { __typename: 'Attachment' }
    | { __typename: 'AuditEntry' }
    | { __typename: 'Ban' }
    | { __typename: 'ContentRule' }
    | { __typename: 'Conversation' }
    | { __typename: 'ConversationCard' }
    | { __typename: 'ConversationCreated' }
    | { __typename: 'ConversationUpdated' }
    | { __typename: 'DataExport' }
    | { __typename: 'Device' }
    | { __typename: 'Draft' }
    | { __typename: 'FlaggedMessage' }
    | { __typename: 'Invitation' }
    | { __typename: 'InvitationEnded' }
    | { __typename: 'InviteLink' }
    | { __typename: 'Member' }
    | { __typename: 'MemberBanned' }
    | { __typename: 'MemberInvited' }
    | { __typename: 'MemberJoined' }
    | { __typename: 'MemberLeft' }
    | { __typename: 'MemberMuted' }
    | { __typename: 'MemberRoleChanged' }
    | { __typename: 'MemberUnbanned' }
    | { __typename: 'MemberUnmuted' }
    | { __typename: 'Message', readCount: number, deliveredCount: number, mentions: Array<{ username: string }>, readBy: { edges: Array<{ cursor: string, node: { user: { username: string } } }>, pageInfo: { hasNextPage: boolean } } }
    | { __typename: 'MessageDeleted' }
    | { __typename: 'MessageEdited' }
    | { __typename: 'MessagePinned' }
    | { __typename: 'MessageRevision' }
    | { __typename: 'MessageSent' }
    | { __typename: 'MessageUnpinned' }
    | { __typename: 'MessagesRemoved' }
    | { __typename: 'NotificationDecision' }
    | { __typename: 'ReactionAdded' }
    | { __typename: 'ReactionRemoved' }
    | { __typename: 'Report' }
    | { __typename: 'ReportNote' }
    | { __typename: 'Session' }
    | { __typename: 'Thread' }
    | { __typename: 'User' }
   | null };

export type ViewerCountsQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerCountsQuery = { viewer: { unreadCount: number, mentionCount: number } | null };

export type RetentionUnreadQueryVariables = Exact<{
  id: string | number;
}>;


export type RetentionUnreadQuery = { conversation: { retentionDays: number, viewerMember: { unreadCount: number | null, mentionCount: number | null } | null } | null };

export type RetentionRemovedQueryVariables = Exact<{
  id: string | number;
}>;


export type RetentionRemovedQuery = { conversationEvents: { edges: Array<{ node:
        | { __typename: 'ConversationCreated', actor: { id: string } | null }
        | { __typename: 'ConversationUpdated', actor: { id: string } | null }
        | { __typename: 'InvitationEnded', actor: { id: string } | null }
        | { __typename: 'MemberBanned', actor: { id: string } | null }
        | { __typename: 'MemberInvited', actor: { id: string } | null }
        | { __typename: 'MemberJoined', actor: { id: string } | null }
        | { __typename: 'MemberLeft', actor: { id: string } | null }
        | { __typename: 'MemberMuted', actor: { id: string } | null }
        | { __typename: 'MemberRoleChanged', actor: { id: string } | null }
        | { __typename: 'MemberUnbanned', actor: { id: string } | null }
        | { __typename: 'MemberUnmuted', actor: { id: string } | null }
        | { __typename: 'MessageDeleted', actor: { id: string } | null }
        | { __typename: 'MessageEdited', actor: { id: string } | null }
        | { __typename: 'MessagePinned', actor: { id: string } | null }
        | { __typename: 'MessageSent', actor: { id: string } | null }
        | { __typename: 'MessageUnpinned', actor: { id: string } | null }
        | { __typename: 'MessagesRemoved', removalReason: RemovalReason, throughSeq: number, sender: { id: string } | null, actor: { id: string } | null }
        | { __typename: 'ReactionAdded', actor: { id: string } | null }
        | { __typename: 'ReactionRemoved', actor: { id: string } | null }
       }> } };

export type AudienceForwardMutationVariables = Exact<{
  input: ForwardMessageInput;
}>;


export type AudienceForwardMutation = { forwardMessage:
    | { __typename: 'AttachmentLimitError' }
    | { __typename: 'ContentBlockedError' }
    | { __typename: 'ForwardMessagePayload' }
    | { __typename: 'IdempotencyConflictError' }
    | { __typename: 'InputValidationError' }
    | { __typename: 'MemberSilencedError' }
    | { __typename: 'MessageDeletedError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'PostingRestrictedError' }
    | { __typename: 'SlowModeError' }
   };

export type AudienceContentMutationVariables = Exact<{
  input: SendMessageInput;
}>;


export type AudienceContentMutation = { sendMessage:
    | { __typename: 'AttachmentLimitError' }
    | { __typename: 'AttachmentNotReadyError' }
    | { __typename: 'AttachmentRefusedError' }
    | { __typename: 'ContentBlockedError' }
    | { __typename: 'IdempotencyConflictError' }
    | { __typename: 'InputValidationError' }
    | { __typename: 'MemberSilencedError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'PostingRestrictedError' }
    | { __typename: 'SendMessagePayload' }
    | { __typename: 'SlowModeError' }
   };

export type AudienceReadMutationVariables = Exact<{
  input: MarkReadInput;
}>;


export type AudienceReadMutation = { markRead:
    | { __typename: 'InputValidationError' }
    | { __typename: 'MarkReadPayload' }
    | { __typename: 'NotFoundError' }
   };

export type AudienceMuteMutationVariables = Exact<{
  mute: MuteMemberInput;
  unmute: UnmuteMemberInput;
}>;


export type AudienceMuteMutation = { muteMember:
    | { __typename: 'InputValidationError' }
    | { __typename: 'MuteMemberPayload' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
  , unmuteMember:
    | { __typename: 'InputValidationError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnmuteMemberPayload' }
   };

export type AudienceBanMutationVariables = Exact<{
  ban: BanMemberInput;
  unban: UnbanMemberInput;
}>;


export type AudienceBanMutation = { banMember:
    | { __typename: 'BanMemberPayload' }
    | { __typename: 'InputValidationError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
  , unbanMember:
    | { __typename: 'InputValidationError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnbanMemberPayload' }
   };

export type MessageFieldsFragment = { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } };

type EventFields_ConversationCreated_Fragment = { id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } };

type EventFields_ConversationUpdated_Fragment = { id: string, seq: number, cursor: string, updatedConversation: { title: string | null }, actor: { username: string } | null, conversation: { id: string } };

type EventFields_InvitationEnded_Fragment = { id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } };

type EventFields_MemberBanned_Fragment = { id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } };

type EventFields_MemberInvited_Fragment = { id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } };

type EventFields_MemberJoined_Fragment = { id: string, seq: number, cursor: string, member: { role: MemberRole, user: { username: string } }, actor: { username: string } | null, conversation: { id: string } };

type EventFields_MemberLeft_Fragment = { id: string, seq: number, cursor: string, member: { user: { username: string } }, actor: { username: string } | null, conversation: { id: string } };

type EventFields_MemberMuted_Fragment = { id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } };

type EventFields_MemberRoleChanged_Fragment = { role: MemberRole, id: string, seq: number, cursor: string, member: { role: MemberRole, user: { username: string } }, actor: { username: string } | null, conversation: { id: string } };

type EventFields_MemberUnbanned_Fragment = { id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } };

type EventFields_MemberUnmuted_Fragment = { id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } };

type EventFields_MessageDeleted_Fragment = { id: string, seq: number, cursor: string, deletedMessage: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } }, actor: { username: string } | null, conversation: { id: string } };

type EventFields_MessageEdited_Fragment = { id: string, seq: number, cursor: string, editedMessage: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } }, actor: { username: string } | null, conversation: { id: string } };

type EventFields_MessagePinned_Fragment = { id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } };

type EventFields_MessageSent_Fragment = { id: string, seq: number, cursor: string, sentMessage: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } }, actor: { username: string } | null, conversation: { id: string } };

type EventFields_MessageUnpinned_Fragment = { id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } };

type EventFields_MessagesRemoved_Fragment = { id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } };

type EventFields_ReactionAdded_Fragment = { id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } };

type EventFields_ReactionRemoved_Fragment = { id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } };

export type EventFieldsFragment =
  | EventFields_ConversationCreated_Fragment
  | EventFields_ConversationUpdated_Fragment
  | EventFields_InvitationEnded_Fragment
  | EventFields_MemberBanned_Fragment
  | EventFields_MemberInvited_Fragment
  | EventFields_MemberJoined_Fragment
  | EventFields_MemberLeft_Fragment
  | EventFields_MemberMuted_Fragment
  | EventFields_MemberRoleChanged_Fragment
  | EventFields_MemberUnbanned_Fragment
  | EventFields_MemberUnmuted_Fragment
  | EventFields_MessageDeleted_Fragment
  | EventFields_MessageEdited_Fragment
  | EventFields_MessagePinned_Fragment
  | EventFields_MessageSent_Fragment
  | EventFields_MessageUnpinned_Fragment
  | EventFields_MessagesRemoved_Fragment
  | EventFields_ReactionAdded_Fragment
  | EventFields_ReactionRemoved_Fragment
;

export type RegisterMutationVariables = Exact<{
  input: RegisterInput;
}>;


export type RegisterMutation = { register:
    | { __typename: 'EmailTakenError', code: string, message: string }
    | { __typename: 'InputValidationError', code: string, message: string }
    | { __typename: 'RegisterPayload', session: { accessToken: string, accessTokenExpiresAt: string, refreshToken: string, user: { id: string, username: string } } }
    | { __typename: 'UsernameTakenError', code: string, message: string }
   };

export type CreateDirectConversationMutationVariables = Exact<{
  input: CreateDirectConversationInput;
}>;


export type CreateDirectConversationMutation = { createDirectConversation:
    | { __typename: 'CreateDirectConversationPayload', createdConversation: { id: string, headSeq: number } }
    | { __typename: 'InputValidationError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
   };

export type CreateGroupMutationVariables = Exact<{
  input: CreateGroupInput;
}>;


export type CreateGroupMutation = { createGroup:
    | { __typename: 'CannotAddUsersError', code: string, message: string }
    | { __typename: 'CreateGroupPayload', createdConversation: { id: string, headSeq: number } }
    | { __typename: 'IdempotencyConflictError', code: string, message: string }
    | { __typename: 'InputValidationError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
   };

export type SendMessageMutationVariables = Exact<{
  input: SendMessageInput;
}>;


export type SendMessageMutation = { sendMessage:
    | { __typename: 'AttachmentLimitError', code: string, message: string }
    | { __typename: 'AttachmentNotReadyError', code: string, message: string }
    | { __typename: 'AttachmentRefusedError', code: string, message: string }
    | { __typename: 'ContentBlockedError', code: string, message: string }
    | { __typename: 'IdempotencyConflictError', code: string, message: string }
    | { __typename: 'InputValidationError', code: string, message: string }
    | { __typename: 'MemberSilencedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'PostingRestrictedError', code: string, message: string }
    | { __typename: 'SendMessagePayload', sentMessage: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } } }
    | { __typename: 'SlowModeError', code: string, message: string }
   };

export type EditMessageMutationVariables = Exact<{
  input: EditMessageInput;
}>;


export type EditMessageMutation = { editMessage:
    | { __typename: 'ContentBlockedError', code: string, message: string }
    | { __typename: 'EditMessagePayload', editedMessage: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } } }
    | { __typename: 'EditWindowOverError', code: string, message: string }
    | { __typename: 'InputValidationError', code: string, message: string }
    | { __typename: 'MemberSilencedError', code: string, message: string }
    | { __typename: 'MessageDeletedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'PostingRestrictedError', code: string, message: string }
    | { __typename: 'TooManyEditsError', code: string, message: string }
   };

export type DeleteMessageMutationVariables = Exact<{
  input: DeleteMessageInput;
}>;


export type DeleteMessageMutation = { deleteMessage:
    | { __typename: 'DeleteMessagePayload', deletedMessage: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } } }
    | { __typename: 'InputValidationError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
   };

export type RemoveMemberMutationVariables = Exact<{
  input: RemoveMemberInput;
}>;


export type RemoveMemberMutation = { removeMember:
    | { __typename: 'InputValidationError', code: string, message: string }
    | { __typename: 'LastOwnerError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'RemoveMemberPayload' }
   };

export type AddMembersMutationVariables = Exact<{
  input: AddMembersInput;
}>;


export type AddMembersMutation = { addMembers:
    | { __typename: 'AddMembersPayload' }
    | { __typename: 'CannotAddUsersError', code: string, message: string }
    | { __typename: 'InputValidationError', code: string, message: string }
    | { __typename: 'MemberBannedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
   };

export type UpdateConversationMutationVariables = Exact<{
  input: UpdateConversationInput;
}>;


export type UpdateConversationMutation = { updateConversation:
    | { __typename: 'AttachmentNotReadyError' }
    | { __typename: 'AttachmentRefusedError' }
    | { __typename: 'InputValidationError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UpdateConversationPayload' }
   };

export type ChangeMemberRoleMutationVariables = Exact<{
  input: ChangeMemberRoleInput;
}>;


export type ChangeMemberRoleMutation = { changeMemberRole:
    | { __typename: 'ChangeMemberRolePayload' }
    | { __typename: 'InputValidationError' }
    | { __typename: 'LastOwnerError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
   };

export type HistoryQueryVariables = Exact<{
  conversationId: string | number;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type HistoryQuery = { conversation: { id: string, headSeq: number, headCursor: string, messages: { edges: Array<{ cursor: string, node: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type ConversationEventsSubscriptionVariables = Exact<{
  conversationId: string | number;
  after?: string | null | undefined;
}>;


export type ConversationEventsSubscription = { conversationEvents:
    | { __typename: 'ConversationCreated', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'ConversationUpdated', id: string, seq: number, cursor: string, updatedConversation: { title: string | null }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'InvitationEnded', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MemberBanned', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MemberInvited', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MemberJoined', id: string, seq: number, cursor: string, member: { role: MemberRole, user: { username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MemberLeft', id: string, seq: number, cursor: string, member: { user: { username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MemberMuted', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MemberRoleChanged', role: MemberRole, id: string, seq: number, cursor: string, member: { role: MemberRole, user: { username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MemberUnbanned', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MemberUnmuted', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MessageDeleted', id: string, seq: number, cursor: string, deletedMessage: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MessageEdited', id: string, seq: number, cursor: string, editedMessage: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MessagePinned', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MessageSent', id: string, seq: number, cursor: string, sentMessage: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MessageUnpinned', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MessagesRemoved', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'ReactionAdded', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'ReactionRemoved', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'StreamReady', cursor: string, recovered: boolean, snapshot: { id: string, headSeq: number, messages: { edges: Array<{ node: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } } }> } } | null }
    | { __typename: 'StreamReset', cursor: string, reason: string }
   };

export type InboxEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type InboxEventsSubscription = { inboxEvents:
    | { __typename: 'ConversationCreated', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'ConversationUpdated', id: string, seq: number, cursor: string, updatedConversation: { title: string | null }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'InvitationEnded', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MemberBanned', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MemberInvited', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MemberJoined', id: string, seq: number, cursor: string, member: { role: MemberRole, user: { username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MemberLeft', id: string, seq: number, cursor: string, member: { user: { username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MemberMuted', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MemberRoleChanged', role: MemberRole, id: string, seq: number, cursor: string, member: { role: MemberRole, user: { username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MemberUnbanned', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MemberUnmuted', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MessageDeleted', id: string, seq: number, cursor: string, deletedMessage: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MessageEdited', id: string, seq: number, cursor: string, editedMessage: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MessagePinned', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MessageSent', id: string, seq: number, cursor: string, sentMessage: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MessageUnpinned', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MessagesRemoved', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'PresenceChanged' }
    | { __typename: 'ProfileChanged' }
    | { __typename: 'ReactionAdded', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'ReactionRemoved', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'ReceiptsAdvanced' }
    | { __typename: 'StreamCheckpoint', cursor: string }
    | { __typename: 'StreamReady', cursor: string, recovered: boolean }
    | { __typename: 'StreamReset', cursor: string, reason: string }
    | { __typename: 'TypingChanged' }
    | { __typename: 'ViewerBlockChanged' }
    | { __typename: 'ViewerConversationSettingsChanged' }
    | { __typename: 'ViewerDataExportChanged' }
    | { __typename: 'ViewerDraftChanged' }
    | { __typename: 'ViewerInvitationsChanged' }
    | { __typename: 'ViewerMarksChanged' }
    | { __typename: 'ViewerMessageDeleted' }
    | { __typename: 'ViewerNotificationSettingsChanged' }
    | { __typename: 'ViewerPresenceChanged' }
    | { __typename: 'ViewerSettingsChanged' }
    | { __typename: 'ViewerThreadChanged' }
   };

export type SetTypingMutationVariables = Exact<{
  input: SetTypingInput;
}>;


export type SetTypingMutation = { setTyping:
    | { __typename: 'InputValidationError', code: string }
    | { __typename: 'NotFoundError', code: string }
    | { __typename: 'SetTypingPayload', isTyping: boolean }
   };

export type TypingSubscriptionVariables = Exact<{
  conversationId: string | number;
}>;


export type TypingSubscription = { typing: { count: number, typing: Array<{ username: string }> } };

export type SetPresenceMutationVariables = Exact<{
  input: SetPresenceInput;
}>;


export type SetPresenceMutation = { setPresence:
    | { __typename: 'InputValidationError', code: string }
    | { __typename: 'SetPresencePayload', changedPresence: { status: PresenceStatus, customStatus: string | null } }
   };

export type SetDeviceIdleMutationVariables = Exact<{
  input: SetDeviceIdleInput;
}>;


export type SetDeviceIdleMutation = { setDeviceIdle:
    | { __typename: 'InputValidationError', code: string }
    | { __typename: 'NotASocketError', code: string }
    | { __typename: 'SetDeviceIdlePayload', changedPresence: { status: PresenceStatus } }
   };

export type PresenceSubscriptionVariables = Exact<{
  userIds: Array<string | number> | string | number;
}>;


export type PresenceSubscription = { presence: { presence: { status: PresenceStatus, customStatus: string | null, lastSeenAt: string | null, user: { username: string } } } };

export type PresenceOfQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type PresenceOfQuery = { viewer: { chosenStatus: PresenceStatus } | null, nodes: Array<
    | { username: string, presence: { status: PresenceStatus, customStatus: string | null, lastSeenAt: string | null } }
    | Record<PropertyKey, never>
   | null> };

export type WholeInboxSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type WholeInboxSubscription = { inboxEvents:
    | { __typename: 'ConversationCreated', seq: number, conversation: { id: string } }
    | { __typename: 'ConversationUpdated', seq: number, conversation: { id: string } }
    | { __typename: 'InvitationEnded', seq: number, conversation: { id: string } }
    | { __typename: 'MemberBanned', seq: number, conversation: { id: string } }
    | { __typename: 'MemberInvited', seq: number, conversation: { id: string } }
    | { __typename: 'MemberJoined', seq: number, conversation: { id: string } }
    | { __typename: 'MemberLeft', seq: number, conversation: { id: string } }
    | { __typename: 'MemberMuted', seq: number, conversation: { id: string } }
    | { __typename: 'MemberRoleChanged', seq: number, conversation: { id: string } }
    | { __typename: 'MemberUnbanned', seq: number, conversation: { id: string } }
    | { __typename: 'MemberUnmuted', seq: number, conversation: { id: string } }
    | { __typename: 'MessageDeleted', seq: number, conversation: { id: string } }
    | { __typename: 'MessageEdited', seq: number, conversation: { id: string } }
    | { __typename: 'MessagePinned', seq: number, conversation: { id: string } }
    | { __typename: 'MessageSent', seq: number, conversation: { id: string }, sentMessage: { body: string } }
    | { __typename: 'MessageUnpinned', seq: number, conversation: { id: string } }
    | { __typename: 'MessagesRemoved', seq: number, conversation: { id: string } }
    | { __typename: 'PresenceChanged', presence: { status: PresenceStatus, customStatus: string | null, user: { username: string } } }
    | { __typename: 'ProfileChanged', user: { username: string, displayName: string } }
    | { __typename: 'ReactionAdded', seq: number, conversation: { id: string } }
    | { __typename: 'ReactionRemoved', seq: number, conversation: { id: string } }
    | { __typename: 'ReceiptsAdvanced', count: number, conversation: { id: string }, members: Array<{ readSeq: number | null, user: { username: string } }> }
    | { __typename: 'StreamCheckpoint', cursor: string }
    | { __typename: 'StreamReady', cursor: string, recovered: boolean }
    | { __typename: 'StreamReset', cursor: string }
    | { __typename: 'TypingChanged', count: number, conversation: { id: string }, typing: Array<{ username: string }> }
    | { __typename: 'ViewerBlockChanged' }
    | { __typename: 'ViewerConversationSettingsChanged' }
    | { __typename: 'ViewerDataExportChanged' }
    | { __typename: 'ViewerDraftChanged' }
    | { __typename: 'ViewerInvitationsChanged' }
    | { __typename: 'ViewerMarksChanged', member: { deliveredSeq: number | null, readSeq: number | null, unreadCount: number | null, conversation: { id: string } } }
    | { __typename: 'ViewerMessageDeleted' }
    | { __typename: 'ViewerNotificationSettingsChanged' }
    | { __typename: 'ViewerPresenceChanged', viewer: { chosenStatus: PresenceStatus, customStatus: string | null } }
    | { __typename: 'ViewerSettingsChanged' }
    | { __typename: 'ViewerThreadChanged' }
   };

export type ReactMutationVariables = Exact<{
  input: AddReactionInput;
}>;


export type ReactMutation = { addReaction:
    | { __typename: 'AddReactionPayload' }
    | { __typename: 'InputValidationError' }
    | { __typename: 'MemberSilencedError' }
    | { __typename: 'MessageDeletedError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'TooManyReactionsError' }
   };

export type UnreactMutationVariables = Exact<{
  input: RemoveReactionInput;
}>;


export type UnreactMutation = { removeReaction:
    | { __typename: 'InputValidationError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'RemoveReactionPayload' }
   };

export type PinMutationVariables = Exact<{
  input: PinMessageInput;
}>;


export type PinMutation = { pinMessage:
    | { __typename: 'InputValidationError' }
    | { __typename: 'MemberSilencedError' }
    | { __typename: 'MessageDeletedError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'PinMessagePayload' }
    | { __typename: 'TooManyPinsError' }
   };

export type UnpinMutationVariables = Exact<{
  input: UnpinMessageInput;
}>;


export type UnpinMutation = { unpinMessage:
    | { __typename: 'InputValidationError' }
    | { __typename: 'MemberSilencedError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnpinMessagePayload' }
   };

export type InviteMembersMutationVariables = Exact<{
  input: InviteMembersInput;
}>;


export type InviteMembersMutation = { inviteMembers:
    | { __typename: 'CannotAddUsersError' }
    | { __typename: 'InputValidationError' }
    | { __typename: 'InviteMembersPayload', sentInvitations: Array<{ id: string }> }
    | { __typename: 'MemberBannedError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'TooManyInvitationsError' }
   };

export type DeclineInvitationMutationVariables = Exact<{
  input: DeclineInvitationInput;
}>;


export type DeclineInvitationMutation = { declineInvitation:
    | { __typename: 'DeclineInvitationPayload' }
    | { __typename: 'InputValidationError' }
    | { __typename: 'NotFoundError' }
   };

export type RevokeInvitationMutationVariables = Exact<{
  input: RevokeInvitationInput;
}>;


export type RevokeInvitationMutation = { revokeInvitation:
    | { __typename: 'InputValidationError' }
    | { __typename: 'NotAllowedError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'RevokeInvitationPayload' }
   };

export type RequestErasureMutationVariables = Exact<{
  input: RequestErasureInput;
}>;


export type RequestErasureMutation = { requestErasure:
    | { __typename: 'InputValidationError' }
    | { __typename: 'InvalidCredentialsError' }
    | { __typename: 'LastAdminError' }
    | { __typename: 'RequestErasurePayload', receipt: string, requestedErasure: { state: ErasureState, progress: number } }
   };

export type ErasureQueryVariables = Exact<{
  receipt: string;
}>;


export type ErasureQuery = { erasure: { state: ErasureState, progress: number, requestedAt: string, finishedAt: string | null } | null };

export type SnapshotMessageFragment = { id: string, seq: number, changedSeq: number, body: string, editedAt: string | null, deletedAt: string | null, deletionReason: string | null, pinnedSeq: number | null, attachments: Array<{ id: string, kind: AttachmentKind, filename: string }>, reactions: Array<{ emoji: string, count: number, viewerHasReacted: boolean, users: { edges: Array<{ node: { username: string } }> } }>, sender: { username: string }, forwardedFrom: { sender: { username: string } } | null, replyTo: { id: string, seq: number, body: string, changedSeq: number, deletedAt: string | null, sender: { username: string }, forwardedFrom: { sender: { username: string } } | null } | null, thread: { replyCount: number, root: { id: string, changedSeq: number } } | null };

export type SnapshotMemberFragment = { id: string, role: MemberRole, changedSeq: number, removedSeq: number | null, silencedUntil: string | null, user: { username: string } };

export type SnapshotFieldsFragment = { title: string | null, description: string | null, avatarUrl: string | null, postingPolicy: PostingPolicy, visibility: ConversationVisibility, historyVisibility: HistoryVisibility, historyLastN: number, slowModeSeconds: number, editWindowSeconds: number, attachmentsMax: number, attachmentBytesMax: number, attachmentKinds: Array<AttachmentKind>, retentionDays: number, customData: unknown };

export type SnapshotQueryVariables = Exact<{
  id: string | number;
}>;


export type SnapshotQuery = { conversation: { headSeq: number, headCursor: string, memberCount: number, title: string | null, description: string | null, avatarUrl: string | null, postingPolicy: PostingPolicy, visibility: ConversationVisibility, historyVisibility: HistoryVisibility, historyLastN: number, slowModeSeconds: number, editWindowSeconds: number, attachmentsMax: number, attachmentBytesMax: number, attachmentKinds: Array<AttachmentKind>, retentionDays: number, customData: unknown, members: { edges: Array<{ node: { id: string, role: MemberRole, changedSeq: number, removedSeq: number | null, silencedUntil: string | null, user: { username: string } } }> }, bans: { edges: Array<{ node: { bannedUntil: string | null, bannedUser: { username: string } } }> } | null, invitations: { edges: Array<{ node: { expiresAt: string, invitationId: string, invitedUser: { username: string } } }> } | null, messages: { edges: Array<{ node: { id: string, seq: number, changedSeq: number, body: string, editedAt: string | null, deletedAt: string | null, deletionReason: string | null, pinnedSeq: number | null, attachments: Array<{ id: string, kind: AttachmentKind, filename: string }>, reactions: Array<{ emoji: string, count: number, viewerHasReacted: boolean, users: { edges: Array<{ node: { username: string } }> } }>, sender: { username: string }, forwardedFrom: { sender: { username: string } } | null, replyTo: { id: string, seq: number, body: string, changedSeq: number, deletedAt: string | null, sender: { username: string }, forwardedFrom: { sender: { username: string } } | null } | null, thread: { replyCount: number, root: { id: string, changedSeq: number } } | null } }> }, pinnedMessages: { edges: Array<{ node: { id: string, seq: number, changedSeq: number, body: string, editedAt: string | null, deletedAt: string | null, deletionReason: string | null, pinnedSeq: number | null, attachments: Array<{ id: string, kind: AttachmentKind, filename: string }>, reactions: Array<{ emoji: string, count: number, viewerHasReacted: boolean, users: { edges: Array<{ node: { username: string } }> } }>, sender: { username: string }, forwardedFrom: { sender: { username: string } } | null, replyTo: { id: string, seq: number, body: string, changedSeq: number, deletedAt: string | null, sender: { username: string }, forwardedFrom: { sender: { username: string } } | null } | null, thread: { replyCount: number, root: { id: string, changedSeq: number } } | null } }> } } | null };

export type LogQueryVariables = Exact<{
  id: string | number;
  after: string;
}>;


export type LogQuery = { conversationEvents: { pageInfo: { hasNextPage: boolean }, edges: Array<{ cursor: string, node:
        | { __typename: 'ConversationCreated', seq: number, occurredAt: string }
        | { __typename: 'ConversationUpdated', seq: number, occurredAt: string, updatedConversation: { title: string | null, description: string | null, avatarUrl: string | null, postingPolicy: PostingPolicy, visibility: ConversationVisibility, historyVisibility: HistoryVisibility, historyLastN: number, slowModeSeconds: number, editWindowSeconds: number, attachmentsMax: number, attachmentBytesMax: number, attachmentKinds: Array<AttachmentKind>, retentionDays: number, customData: unknown } }
        | { __typename: 'InvitationEnded', invitationId: string, seq: number, occurredAt: string }
        | { __typename: 'MemberBanned', bannedUntil: string | null, seq: number, occurredAt: string, bannedUser: { username: string } }
        | { __typename: 'MemberInvited', invitationId: string, expiresAt: string, seq: number, occurredAt: string, invitedUser: { username: string } }
        | { __typename: 'MemberJoined', seq: number, occurredAt: string, member: { id: string, role: MemberRole, changedSeq: number, removedSeq: number | null, silencedUntil: string | null, user: { username: string } } }
        | { __typename: 'MemberLeft', seq: number, occurredAt: string, member: { id: string, role: MemberRole, changedSeq: number, removedSeq: number | null, silencedUntil: string | null, user: { username: string } } }
        | { __typename: 'MemberMuted', seq: number, occurredAt: string, member: { id: string, role: MemberRole, changedSeq: number, removedSeq: number | null, silencedUntil: string | null, user: { username: string } } }
        | { __typename: 'MemberRoleChanged', seq: number, occurredAt: string, member: { id: string, role: MemberRole, changedSeq: number, removedSeq: number | null, silencedUntil: string | null, user: { username: string } } }
        | { __typename: 'MemberUnbanned', seq: number, occurredAt: string, unbannedUser: { username: string } }
        | { __typename: 'MemberUnmuted', seq: number, occurredAt: string, member: { id: string, role: MemberRole, changedSeq: number, removedSeq: number | null, silencedUntil: string | null, user: { username: string } } }
        | { __typename: 'MessageDeleted', seq: number, occurredAt: string, deletedMessage: { id: string, seq: number, changedSeq: number, body: string, editedAt: string | null, deletedAt: string | null, deletionReason: string | null, pinnedSeq: number | null, attachments: Array<{ id: string, kind: AttachmentKind, filename: string }>, reactions: Array<{ emoji: string, count: number, viewerHasReacted: boolean, users: { edges: Array<{ node: { username: string } }> } }>, sender: { username: string }, forwardedFrom: { sender: { username: string } } | null, replyTo: { id: string, seq: number, body: string, changedSeq: number, deletedAt: string | null, sender: { username: string }, forwardedFrom: { sender: { username: string } } | null } | null, thread: { replyCount: number, root: { id: string, changedSeq: number } } | null } }
        | { __typename: 'MessageEdited', seq: number, occurredAt: string, editedMessage: { id: string, seq: number, changedSeq: number, body: string, editedAt: string | null, deletedAt: string | null, deletionReason: string | null, pinnedSeq: number | null, attachments: Array<{ id: string, kind: AttachmentKind, filename: string }>, reactions: Array<{ emoji: string, count: number, viewerHasReacted: boolean, users: { edges: Array<{ node: { username: string } }> } }>, sender: { username: string }, forwardedFrom: { sender: { username: string } } | null, replyTo: { id: string, seq: number, body: string, changedSeq: number, deletedAt: string | null, sender: { username: string }, forwardedFrom: { sender: { username: string } } | null } | null, thread: { replyCount: number, root: { id: string, changedSeq: number } } | null } }
        | { __typename: 'MessagePinned', seq: number, occurredAt: string, pinnedMessage: { id: string, seq: number, changedSeq: number, body: string, editedAt: string | null, deletedAt: string | null, deletionReason: string | null, pinnedSeq: number | null, attachments: Array<{ id: string, kind: AttachmentKind, filename: string }>, reactions: Array<{ emoji: string, count: number, viewerHasReacted: boolean, users: { edges: Array<{ node: { username: string } }> } }>, sender: { username: string }, forwardedFrom: { sender: { username: string } } | null, replyTo: { id: string, seq: number, body: string, changedSeq: number, deletedAt: string | null, sender: { username: string }, forwardedFrom: { sender: { username: string } } | null } | null, thread: { replyCount: number, root: { id: string, changedSeq: number } } | null } }
        | { __typename: 'MessageSent', seq: number, occurredAt: string, sentMessage: { id: string, seq: number, changedSeq: number, body: string, editedAt: string | null, deletedAt: string | null, deletionReason: string | null, pinnedSeq: number | null, attachments: Array<{ id: string, kind: AttachmentKind, filename: string }>, reactions: Array<{ emoji: string, count: number, viewerHasReacted: boolean, users: { edges: Array<{ node: { username: string } }> } }>, sender: { username: string }, forwardedFrom: { sender: { username: string } } | null, replyTo: { id: string, seq: number, body: string, changedSeq: number, deletedAt: string | null, sender: { username: string }, forwardedFrom: { sender: { username: string } } | null } | null, thread: { replyCount: number, root: { id: string, changedSeq: number } } | null } }
        | { __typename: 'MessageUnpinned', seq: number, occurredAt: string, unpinnedMessage: { id: string, seq: number, changedSeq: number, body: string, editedAt: string | null, deletedAt: string | null, deletionReason: string | null, pinnedSeq: number | null, attachments: Array<{ id: string, kind: AttachmentKind, filename: string }>, reactions: Array<{ emoji: string, count: number, viewerHasReacted: boolean, users: { edges: Array<{ node: { username: string } }> } }>, sender: { username: string }, forwardedFrom: { sender: { username: string } } | null, replyTo: { id: string, seq: number, body: string, changedSeq: number, deletedAt: string | null, sender: { username: string }, forwardedFrom: { sender: { username: string } } | null } | null, thread: { replyCount: number, root: { id: string, changedSeq: number } } | null } }
        | { __typename: 'MessagesRemoved', throughSeq: number, seq: number, occurredAt: string, sender: { username: string } | null, changedMessages: Array<{ id: string, seq: number, changedSeq: number, body: string, editedAt: string | null, deletedAt: string | null, deletionReason: string | null, pinnedSeq: number | null, attachments: Array<{ id: string, kind: AttachmentKind, filename: string }>, reactions: Array<{ emoji: string, count: number, viewerHasReacted: boolean, users: { edges: Array<{ node: { username: string } }> } }>, sender: { username: string }, forwardedFrom: { sender: { username: string } } | null, replyTo: { id: string, seq: number, body: string, changedSeq: number, deletedAt: string | null, sender: { username: string }, forwardedFrom: { sender: { username: string } } | null } | null, thread: { replyCount: number, root: { id: string, changedSeq: number } } | null }> }
        | { __typename: 'ReactionAdded', seq: number, occurredAt: string, reactedMessage: { id: string, seq: number, changedSeq: number, body: string, editedAt: string | null, deletedAt: string | null, deletionReason: string | null, pinnedSeq: number | null, attachments: Array<{ id: string, kind: AttachmentKind, filename: string }>, reactions: Array<{ emoji: string, count: number, viewerHasReacted: boolean, users: { edges: Array<{ node: { username: string } }> } }>, sender: { username: string }, forwardedFrom: { sender: { username: string } } | null, replyTo: { id: string, seq: number, body: string, changedSeq: number, deletedAt: string | null, sender: { username: string }, forwardedFrom: { sender: { username: string } } | null } | null, thread: { replyCount: number, root: { id: string, changedSeq: number } } | null } }
        | { __typename: 'ReactionRemoved', seq: number, occurredAt: string, reactedMessage: { id: string, seq: number, changedSeq: number, body: string, editedAt: string | null, deletedAt: string | null, deletionReason: string | null, pinnedSeq: number | null, attachments: Array<{ id: string, kind: AttachmentKind, filename: string }>, reactions: Array<{ emoji: string, count: number, viewerHasReacted: boolean, users: { edges: Array<{ node: { username: string } }> } }>, sender: { username: string }, forwardedFrom: { sender: { username: string } } | null, replyTo: { id: string, seq: number, body: string, changedSeq: number, deletedAt: string | null, sender: { username: string }, forwardedFrom: { sender: { username: string } } | null } | null, thread: { replyCount: number, root: { id: string, changedSeq: number } } | null } }
       }> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const ViewerInvitationsFragmentDoc = new TypedDocumentString(`
    fragment ViewerInvitations on Viewer {
  invitations(first: 10) {
    edges {
      node {
        id
        expiresAt
      }
    }
  }
}
    `, {"fragmentName":"ViewerInvitations"}) as unknown as TypedDocumentString<ViewerInvitationsFragment, unknown>;
export const ViewerSettingsFragmentDoc = new TypedDocumentString(`
    fragment ViewerSettings on Member {
  notificationLevel
  mutedUntil
  isPinned
  isArchived
  isHidden
}
    `, {"fragmentName":"ViewerSettings"}) as unknown as TypedDocumentString<ViewerSettingsFragment, unknown>;
export const ViewerPlaceFragmentDoc = new TypedDocumentString(`
    fragment ViewerPlace on Conversation {
  id
  headSeq
  viewerMember {
    deliveredSeq
    readSeq
    unreadCount
    mentionCount
    ...ViewerSettings
  }
  viewerDraft {
    body
  }
  lastMessage {
    id
  }
  messages(last: 40) {
    edges {
      node {
        id
      }
    }
  }
}
    fragment ViewerSettings on Member {
  notificationLevel
  mutedUntil
  isPinned
  isArchived
  isHidden
}`, {"fragmentName":"ViewerPlace"}) as unknown as TypedDocumentString<ViewerPlaceFragment, unknown>;
export const PrivacyFragmentDoc = new TypedDocumentString(`
    fragment Privacy on ViewerSettings {
  whoSeesPresence
  whoSeesLastSeen
  whoSeesReceipts
  whoSeesTyping
  whoMayWriteFirst
  whoMayAddToGroups
  isDiscoverable
}
    `, {"fragmentName":"Privacy"}) as unknown as TypedDocumentString<PrivacyFragment, unknown>;
export const NotificationsFragmentDoc = new TypedDocumentString(`
    fragment Notifications on NotificationSettings {
  doNotDisturbUntil
  quietHours {
    from
    to
    timeZone
  }
  directLevel
  groupLevel
  channelLevel
  notifiesWhileActive
  hidesContent
  wantsEmailDigest
}
    `, {"fragmentName":"Notifications"}) as unknown as TypedDocumentString<NotificationsFragment, unknown>;
export const ViewerExportFragmentDoc = new TypedDocumentString(`
    fragment ViewerExport on DataExport {
  id
  state
  progress
}
    `, {"fragmentName":"ViewerExport"}) as unknown as TypedDocumentString<ViewerExportFragment, unknown>;
export const MessageFieldsFragmentDoc = new TypedDocumentString(`
    fragment MessageFields on Message {
  id
  seq
  changedSeq
  clientKey
  body
  createdAt
  editedAt
  deletedAt
  isWithheld
  sender {
    id
    username
  }
}
    `, {"fragmentName":"MessageFields"}) as unknown as TypedDocumentString<MessageFieldsFragment, unknown>;
export const EventFieldsFragmentDoc = new TypedDocumentString(`
    fragment EventFields on ConversationEvent {
  id
  seq
  cursor
  actor {
    username
  }
  conversation {
    id
  }
  ... on MessageSent {
    sentMessage {
      ...MessageFields
    }
  }
  ... on MessageEdited {
    editedMessage {
      ...MessageFields
    }
  }
  ... on MessageDeleted {
    deletedMessage {
      ...MessageFields
    }
  }
  ... on MemberJoined {
    member {
      role
      user {
        username
      }
    }
  }
  ... on MemberLeft {
    member {
      user {
        username
      }
    }
  }
  ... on ConversationUpdated {
    updatedConversation {
      title
    }
  }
  ... on MemberRoleChanged {
    role
    member {
      role
      user {
        username
      }
    }
  }
}
    fragment MessageFields on Message {
  id
  seq
  changedSeq
  clientKey
  body
  createdAt
  editedAt
  deletedAt
  isWithheld
  sender {
    id
    username
  }
}`, {"fragmentName":"EventFields"}) as unknown as TypedDocumentString<EventFieldsFragment, unknown>;
export const SnapshotMessageFragmentDoc = new TypedDocumentString(`
    fragment SnapshotMessage on Message {
  id
  seq
  changedSeq
  body
  editedAt
  deletedAt
  deletionReason
  attachments {
    id
    kind
    filename
  }
  pinnedSeq
  reactions {
    emoji
    count
    viewerHasReacted
    users(first: 3) {
      edges {
        node {
          username
        }
      }
    }
  }
  sender {
    username
  }
  forwardedFrom {
    sender {
      username
    }
  }
  replyTo {
    id
    seq
    body
    changedSeq
    deletedAt
    sender {
      username
    }
    forwardedFrom {
      sender {
        username
      }
    }
  }
  thread {
    replyCount
    root {
      id
      changedSeq
    }
  }
}
    `, {"fragmentName":"SnapshotMessage"}) as unknown as TypedDocumentString<SnapshotMessageFragment, unknown>;
export const SnapshotMemberFragmentDoc = new TypedDocumentString(`
    fragment SnapshotMember on Member {
  id
  role
  changedSeq
  removedSeq
  silencedUntil
  user {
    username
  }
}
    `, {"fragmentName":"SnapshotMember"}) as unknown as TypedDocumentString<SnapshotMemberFragment, unknown>;
export const SnapshotFieldsFragmentDoc = new TypedDocumentString(`
    fragment SnapshotFields on Conversation {
  title
  description
  avatarUrl
  postingPolicy
  visibility
  historyVisibility
  historyLastN
  slowModeSeconds
  editWindowSeconds
  attachmentsMax
  attachmentBytesMax
  attachmentKinds
  retentionDays
  customData
}
    `, {"fragmentName":"SnapshotFields"}) as unknown as TypedDocumentString<SnapshotFieldsFragment, unknown>;
export const ClientLoginDocument = new TypedDocumentString(`
    mutation ClientLogin($input: LoginInput!) {
  login(input: $input) {
    __typename
    ... on LoginPayload {
      session {
        accessToken
        user {
          id
          username
        }
      }
    }
    ... on UserError {
      code
      message
    }
  }
}
    `, {"hash":"sha256:a344028c1e1b5afb081852da0cf05d3c4fec853633a94e23fde283db4a680774"}) as unknown as TypedDocumentString<ClientLoginMutation, ClientLoginMutationVariables>;
export const PossibleTypesDocument = new TypedDocumentString(`
    query PossibleTypes {
  __schema {
    types {
      name
      possibleTypes {
        name
      }
    }
  }
}
    `, {"hash":"sha256:4642f86b937fd8dc1e614399f7caea172d812a4b492a1ba62d0565661b64a3fb"}) as unknown as TypedDocumentString<PossibleTypesQuery, PossibleTypesQueryVariables>;
export const ErasureForwardDocument = new TypedDocumentString(`
    mutation ErasureForward($input: ForwardMessageInput!) {
  forwardMessage(input: $input) {
    __typename
    ... on ForwardMessagePayload {
      forwardedMessage {
        id
      }
    }
  }
}
    `, {"hash":"sha256:41a1a676436fe7042e103e51217f0ffbb50dee2d6a0a0795672759bbf0ad3593"}) as unknown as TypedDocumentString<ErasureForwardMutation, ErasureForwardMutationVariables>;
export const ErasureMembersDocument = new TypedDocumentString(`
    query ErasureMembers($id: ID!) {
  conversation(id: $id) {
    memberCount
    members(first: 10) {
      edges {
        node {
          role
          user {
            username
          }
        }
      }
    }
  }
}
    `, {"hash":"sha256:cafcc8534c068c427d5716da19baa69e046ad08ddd199f782f483d4fc14be15c"}) as unknown as TypedDocumentString<ErasureMembersQuery, ErasureMembersQueryVariables>;
export const FaultsSendDocument = new TypedDocumentString(`
    mutation FaultsSend($input: SendMessageInput!) {
  sendMessage(input: $input) {
    __typename
    ... on SendMessagePayload {
      sentMessage {
        seq
        body
      }
    }
    ... on UserError {
      code
    }
  }
}
    `, {"hash":"sha256:9b5bdcc8d2b03e503ae2bb94ef42feb43ab79bd7c722fbefacbeb26dfe8c9876"}) as unknown as TypedDocumentString<FaultsSendMutation, FaultsSendMutationVariables>;
export const FaultsInboxDocument = new TypedDocumentString(`
    subscription FaultsInbox($after: Cursor) {
  inboxEvents(after: $after) {
    __typename
    ... on StreamReady {
      cursor
      recovered
      viewerSnapshot {
        conversations(first: 100) {
          edges {
            node {
              id
              headSeq
            }
          }
        }
      }
    }
    ... on StreamReset {
      cursor
      reason
    }
    ... on StreamCheckpoint {
      cursor
    }
    ... on ConversationEvent {
      seq
      conversation {
        id
      }
    }
    ... on MessageSent {
      sentMessage {
        clientKey
        body
        isWithheld
      }
    }
  }
}
    `, {"hash":"sha256:ff35c4dadd345550f3f592918550e2c2ed9a956befa6fa32e15e57c4c2b7605f"}) as unknown as TypedDocumentString<FaultsInboxSubscription, FaultsInboxSubscriptionVariables>;
export const FaultsLogoutDocument = new TypedDocumentString(`
    mutation FaultsLogout {
  logout(input: {  }) {
    __typename
  }
}
    `, {"hash":"sha256:cb458e4d1db959d38a396b2dd9d630d5f3222ecc5875944f38e41acc2a07682e"}) as unknown as TypedDocumentString<FaultsLogoutMutation, FaultsLogoutMutationVariables>;
export const FaultsSnapshotDocument = new TypedDocumentString(`
    subscription FaultsSnapshot($conversationId: ID!) {
  conversationEvents(conversationId: $conversationId) {
    __typename
    ... on StreamReady {
      cursor
      snapshot {
        headSeq
        messages(last: 100) {
          edges {
            node {
              seq
              clientKey
              changedSeq
            }
          }
        }
      }
    }
    ... on StreamReset {
      cursor
    }
    ... on ConversationEvent {
      seq
    }
    ... on MessageSent {
      sentMessage {
        seq
        clientKey
        changedSeq
      }
    }
  }
}
    `, {"hash":"sha256:c9abab1ceb6360b130399983cc388c65571af3ee25f7eb8266f5d6fd10190451"}) as unknown as TypedDocumentString<FaultsSnapshotSubscription, FaultsSnapshotSubscriptionVariables>;
export const FaultsPresenceDocument = new TypedDocumentString(`
    subscription FaultsPresence($userIds: [ID!]!) {
  presence(userIds: $userIds) {
    presence {
      status
    }
  }
}
    `, {"hash":"sha256:dd9eab7528b5e38a03cf38c37f6a1cb5c1bc74811d3a45acdfa282f9f462e565"}) as unknown as TypedDocumentString<FaultsPresenceSubscription, FaultsPresenceSubscriptionVariables>;
export const NoReadsLeaveDocument = new TypedDocumentString(`
    mutation NoReadsLeave($input: LeaveConversationInput!) {
  leaveConversation(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:a76c98e18ec4c0f0a192b322ec6756b31caf5ca14d394e24737dd3181ec0dc81"}) as unknown as TypedDocumentString<NoReadsLeaveMutation, NoReadsLeaveMutationVariables>;
export const NoReadsPenaltiesDocument = new TypedDocumentString(`
    mutation NoReadsPenalties($mute: MuteMemberInput!, $unmute: UnmuteMemberInput!, $ban: BanMemberInput!, $unban: UnbanMemberInput!) {
  muteMember(input: $mute) {
    __typename
  }
  unmuteMember(input: $unmute) {
    __typename
  }
  banMember(input: $ban) {
    __typename
  }
  unbanMember(input: $unban) {
    __typename
  }
}
    `, {"hash":"sha256:e0c13e9c2e413c1b94c782faa6e332b998314474b3874b2facd29092609757ac"}) as unknown as TypedDocumentString<NoReadsPenaltiesMutation, NoReadsPenaltiesMutationVariables>;
export const ResumeReadDocument = new TypedDocumentString(`
    mutation ResumeRead($input: MarkReadInput!) {
  markRead(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:ed2a9dcc682c0b11fa22017aa6813d4ca883ee917766badbcc4c010fbad31d9a"}) as unknown as TypedDocumentString<ResumeReadMutation, ResumeReadMutationVariables>;
export const RevisionsDocument = new TypedDocumentString(`
    query Revisions($id: ID!) {
  node(id: $id) {
    __typename
    ... on Message {
      body
      revisions(first: 10) {
        edges {
          node {
            body
            replacedSeq
          }
        }
      }
    }
  }
}
    `, {"hash":"sha256:b8d92b26800df6ee27bd4661738885956b9dea1f1a354d39e9bb88c29b64ba6a"}) as unknown as TypedDocumentString<RevisionsQuery, RevisionsQueryVariables>;
export const RevisionPageDocument = new TypedDocumentString(`
    query RevisionPage($id: ID!, $after: String) {
  node(id: $id) {
    __typename
    ... on Message {
      revisions(first: 1, after: $after) {
        pageInfo {
          endCursor
        }
      }
    }
  }
}
    `, {"hash":"sha256:a8c7e8c97f06ca87bd4b058e7be8b6756efb15c546945069cc59c0afaa414b85"}) as unknown as TypedDocumentString<RevisionPageQuery, RevisionPageQueryVariables>;
export const AnyNodeDocument = new TypedDocumentString(`
    query AnyNode($id: ID!) {
  node(id: $id) {
    __typename
    id
  }
}
    `, {"hash":"sha256:90f6c43148b6b76c2344f5ee1c8958da82436cacbc4d4c29f2f45d4791237145"}) as unknown as TypedDocumentString<AnyNodeQuery, AnyNodeQueryVariables>;
export const FollowerEventsDocument = new TypedDocumentString(`
    subscription FollowerEvents($conversationId: ID!, $after: Cursor) {
  conversationEvents(conversationId: $conversationId, after: $after) {
    __typename
    ... on StreamReady {
      cursor
      recovered
    }
    ... on StreamReset {
      cursor
      reason
    }
    ... on ConversationEvent {
      seq
      cursor
    }
    ... on MessageSent {
      sentMessage {
        clientKey
        body
        isWithheld
      }
    }
  }
}
    `, {"hash":"sha256:81f0b1b0800c7b94ec5f85b9a85502a8e8df87903ec6cb1bf11c52819919a197"}) as unknown as TypedDocumentString<FollowerEventsSubscription, FollowerEventsSubscriptionVariables>;
export const RetriesLeaveDocument = new TypedDocumentString(`
    mutation RetriesLeave($input: LeaveConversationInput!) {
  leaveConversation(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:2b390a2cdd11093d8464f9bf955d4d79954951789dca60191d0c5edbc85092f9"}) as unknown as TypedDocumentString<RetriesLeaveMutation, RetriesLeaveMutationVariables>;
export const StreamsBanDocument = new TypedDocumentString(`
    mutation StreamsBan($input: BanMemberInput!) {
  banMember(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:b35e2c5859d1fb4c8c785c415aa052807b3de9feb47dd599fcdb9fe96b25b6a0"}) as unknown as TypedDocumentString<StreamsBanMutation, StreamsBanMutationVariables>;
export const StreamsJoinDocument = new TypedDocumentString(`
    mutation StreamsJoin($input: JoinConversationInput!) {
  joinConversation(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:ac601b92c25ddaf5129921836c5b78b95e2429130178a5275bd9753a086b0711"}) as unknown as TypedDocumentString<StreamsJoinMutation, StreamsJoinMutationVariables>;
export const LawLeaveDocument = new TypedDocumentString(`
    mutation LawLeave($input: LeaveConversationInput!) {
  leaveConversation(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:081e30b8332fc046c7d06c15c5df8e81d46ea72c452f0bb37336e0eb293ef534"}) as unknown as TypedDocumentString<LawLeaveMutation, LawLeaveMutationVariables>;
export const LawRuleDocument = new TypedDocumentString(`
    mutation LawRule($input: CreateContentRuleInput!) {
  createContentRule(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:dbe2da646b3cf557187f402aa7dfca2c9c97b389be523a5a9ea8dabc1b2b3475"}) as unknown as TypedDocumentString<LawRuleMutation, LawRuleMutationVariables>;
export const LawOfOwnBanDocument = new TypedDocumentString(`
    mutation LawOfOwnBan($input: BanMemberInput!) {
  banMember(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:d91e08d517ff3a10dc65fef19ba567ab99ae02b725281222ef79fc32c437421e"}) as unknown as TypedDocumentString<LawOfOwnBanMutation, LawOfOwnBanMutationVariables>;
export const LawOfMuteDocument = new TypedDocumentString(`
    mutation LawOfMute($input: MuteMemberInput!) {
  muteMember(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:5f570922416b9f7f59e223a489421d00752d2ee5882f3c36eb3ce84a645af592"}) as unknown as TypedDocumentString<LawOfMuteMutation, LawOfMuteMutationVariables>;
export const LawOfUnmuteDocument = new TypedDocumentString(`
    mutation LawOfUnmute($input: UnmuteMemberInput!) {
  unmuteMember(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:5d53e2e8678c47629291ba4a6293af0ba2d89f51605e642750d10b2f51a1aa16"}) as unknown as TypedDocumentString<LawOfUnmuteMutation, LawOfUnmuteMutationVariables>;
export const LawOfBanDocument = new TypedDocumentString(`
    mutation LawOfBan($input: BanMemberInput!) {
  banMember(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:ac773b28a2b424616b79b05a004e1620caf6562f2c7b9d5af92d4fb699c8581b"}) as unknown as TypedDocumentString<LawOfBanMutation, LawOfBanMutationVariables>;
export const LawOfUnbanDocument = new TypedDocumentString(`
    mutation LawOfUnban($input: UnbanMemberInput!) {
  unbanMember(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:4114947f4c1085304b443c12668e606c7a0a08fd64257aa66d8322ffc5c818f0"}) as unknown as TypedDocumentString<LawOfUnbanMutation, LawOfUnbanMutationVariables>;
export const LawOfTransferDocument = new TypedDocumentString(`
    mutation LawOfTransfer($input: TransferOwnershipInput!) {
  transferOwnership(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:f76b5a15f7fd2fd49a23307b01471e3cc23d90cf7f82c65a7e55b1668e65c6eb"}) as unknown as TypedDocumentString<LawOfTransferMutation, LawOfTransferMutationVariables>;
export const LawOfJoinDocument = new TypedDocumentString(`
    mutation LawOfJoin($input: JoinConversationInput!) {
  joinConversation(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:822881aa8028c897df5e96f6f9fc8b55c6027ec141e1436607665ad268469998"}) as unknown as TypedDocumentString<LawOfJoinMutation, LawOfJoinMutationVariables>;
export const LawOfInviteDocument = new TypedDocumentString(`
    mutation LawOfInvite($input: InviteMembersInput!) {
  inviteMembers(input: $input) {
    __typename
    ... on InviteMembersPayload {
      sentInvitations {
        id
        invitedUser {
          username
        }
      }
    }
  }
}
    `, {"hash":"sha256:8eeb6c778075de8f8ee3248180f5c0fa5f1ee7d1d522dedc9d056281dc7678dd"}) as unknown as TypedDocumentString<LawOfInviteMutation, LawOfInviteMutationVariables>;
export const LawOfAcceptDocument = new TypedDocumentString(`
    mutation LawOfAccept($input: AcceptInvitationInput!) {
  acceptInvitation(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:06599fb1804e49b35d3e94674598e29be4ffa34721d72d9e513d7e5af76b1323"}) as unknown as TypedDocumentString<LawOfAcceptMutation, LawOfAcceptMutationVariables>;
export const LawOfDeclineDocument = new TypedDocumentString(`
    mutation LawOfDecline($input: DeclineInvitationInput!) {
  declineInvitation(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:0490d4c331188c85a2d41409a6c7ba10e23b1b7676718cc1bf5c41f7dd470479"}) as unknown as TypedDocumentString<LawOfDeclineMutation, LawOfDeclineMutationVariables>;
export const LawOfRevokeDocument = new TypedDocumentString(`
    mutation LawOfRevoke($input: RevokeInvitationInput!) {
  revokeInvitation(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:9a16e5d9fc7cd6cecee1426d64c3a7a62cfafa87c05720d0eca63c2a5d751e5e"}) as unknown as TypedDocumentString<LawOfRevokeMutation, LawOfRevokeMutationVariables>;
export const ViewerStateDocument = new TypedDocumentString(`
    query ViewerState {
  viewer {
    chosenStatus
    customStatus
    settings {
      ...Privacy
    }
    notificationSettings {
      ...Notifications
    }
    blockedUsers(first: 100) {
      edges {
        node {
          id
        }
      }
    }
    dataExports(first: 10) {
      edges {
        node {
          ...ViewerExport
        }
      }
    }
    unreadCount
    mentionCount
    ...ViewerInvitations
    conversations(first: 10) {
      edges {
        node {
          ...ViewerPlace
        }
      }
    }
    hidden: conversations(first: 10, filter: { isHidden: true }) {
      edges {
        node {
          ...ViewerPlace
        }
      }
    }
  }
}
    fragment ViewerInvitations on Viewer {
  invitations(first: 10) {
    edges {
      node {
        id
        expiresAt
      }
    }
  }
}
fragment ViewerSettings on Member {
  notificationLevel
  mutedUntil
  isPinned
  isArchived
  isHidden
}
fragment ViewerPlace on Conversation {
  id
  headSeq
  viewerMember {
    deliveredSeq
    readSeq
    unreadCount
    mentionCount
    ...ViewerSettings
  }
  viewerDraft {
    body
  }
  lastMessage {
    id
  }
  messages(last: 40) {
    edges {
      node {
        id
      }
    }
  }
}
fragment Privacy on ViewerSettings {
  whoSeesPresence
  whoSeesLastSeen
  whoSeesReceipts
  whoSeesTyping
  whoMayWriteFirst
  whoMayAddToGroups
  isDiscoverable
}
fragment Notifications on NotificationSettings {
  doNotDisturbUntil
  quietHours {
    from
    to
    timeZone
  }
  directLevel
  groupLevel
  channelLevel
  notifiesWhileActive
  hidesContent
  wantsEmailDigest
}
fragment ViewerExport on DataExport {
  id
  state
  progress
}`, {"hash":"sha256:201ac996f17467ed6237e6a167f80e4f97903ca14db1ea87ae60a1732ccc9fb2"}) as unknown as TypedDocumentString<ViewerStateQuery, ViewerStateQueryVariables>;
export const ViewerItemsDocument = new TypedDocumentString(`
    subscription ViewerItems($after: Cursor) {
  inboxEvents(after: $after) {
    __typename
    ... on StreamReady {
      cursor
    }
    ... on ConversationEvent {
      seq
      conversation {
        id
      }
    }
    ... on MessageSent {
      sentMessage {
        id
        isDeletedForViewer
        sender {
          username
        }
        mentions {
          username
        }
      }
    }
    ... on ViewerMarksChanged {
      member {
        conversation {
          id
        }
        deliveredSeq
        readSeq
        unreadCount
        mentionCount
      }
    }
    ... on ViewerInvitationsChanged {
      viewer {
        ...ViewerInvitations
      }
    }
    ... on ViewerConversationSettingsChanged {
      member {
        conversation {
          id
        }
        ...ViewerSettings
      }
    }
    ... on ViewerDraftChanged {
      conversation {
        id
      }
      draft {
        body
      }
    }
    ... on ViewerMessageDeleted {
      deletedMessageId
      member {
        conversation {
          id
        }
        unreadCount
        mentionCount
      }
    }
    ... on ViewerBlockChanged {
      user {
        id
      }
      isBlocked
    }
    ... on ViewerSettingsChanged {
      settings {
        ...Privacy
      }
    }
    ... on ViewerNotificationSettingsChanged {
      notificationSettings {
        ...Notifications
      }
    }
    ... on ViewerDataExportChanged {
      dataExport {
        ...ViewerExport
      }
    }
    ... on ViewerPresenceChanged {
      viewer {
        chosenStatus
        customStatus
      }
    }
  }
}
    fragment ViewerInvitations on Viewer {
  invitations(first: 10) {
    edges {
      node {
        id
        expiresAt
      }
    }
  }
}
fragment ViewerSettings on Member {
  notificationLevel
  mutedUntil
  isPinned
  isArchived
  isHidden
}
fragment Privacy on ViewerSettings {
  whoSeesPresence
  whoSeesLastSeen
  whoSeesReceipts
  whoSeesTyping
  whoMayWriteFirst
  whoMayAddToGroups
  isDiscoverable
}
fragment Notifications on NotificationSettings {
  doNotDisturbUntil
  quietHours {
    from
    to
    timeZone
  }
  directLevel
  groupLevel
  channelLevel
  notifiesWhileActive
  hidesContent
  wantsEmailDigest
}
fragment ViewerExport on DataExport {
  id
  state
  progress
}`, {"hash":"sha256:25b19950688b3332db60fbde9945fcd0e7b816f4ec578b78c44159844ca3c680"}) as unknown as TypedDocumentString<ViewerItemsSubscription, ViewerItemsSubscriptionVariables>;
export const SendAgainDocument = new TypedDocumentString(`
    mutation SendAgain($input: SendMessageInput!) {
  sendMessage(input: $input) {
    __typename
    ... on SendMessagePayload {
      sentMessage {
        body
        readCount
        deliveredCount
        mentions {
          username
        }
        readBy {
          edges {
            node {
              id
            }
          }
        }
      }
    }
  }
}
    `, {"hash":"sha256:bc9bea3a339d9087ee39aaaa2c34617631c5bc627cea2955d6f81c495cfc5d24"}) as unknown as TypedDocumentString<SendAgainMutation, SendAgainMutationVariables>;
export const ReceiptsPageDocument = new TypedDocumentString(`
    query ReceiptsPage($id: ID!) {
  conversation(id: $id) {
    messages(last: 100) {
      edges {
        node {
          seq
          readCount
          deliveredCount
          readBy(first: 2) {
            edges {
              node {
                user {
                  username
                }
              }
            }
          }
        }
      }
    }
  }
}
    `, {"hash":"sha256:bb41447ff5f2a40691cd27a49fbdf2e6af0edff27a757dfcbe629f092e906476"}) as unknown as TypedDocumentString<ReceiptsPageQuery, ReceiptsPageQueryVariables>;
export const ReceiptsReplayDocument = new TypedDocumentString(`
    subscription ReceiptsReplay($conversationId: ID!, $after: Cursor) {
  conversationEvents(conversationId: $conversationId, after: $after) {
    __typename
    ... on MessageSent {
      cursor
      sentMessage {
        body
        readCount
        deliveredCount
        mentions {
          username
        }
        readBy {
          edges {
            node {
              id
            }
          }
        }
      }
    }
    ... on MemberLeft {
      member {
        readSeq
        deliveredSeq
        unreadCount
        mentionCount
      }
    }
    ... on MemberJoined {
      member {
        readSeq
        deliveredSeq
        unreadCount
        mentionCount
      }
    }
  }
}
    `, {"hash":"sha256:737a36fcae8c3d62bc695032cf1a84b8fa0602b242be94ccb447988234066ecb"}) as unknown as TypedDocumentString<ReceiptsReplaySubscription, ReceiptsReplaySubscriptionVariables>;
export const PageOfReadersDocument = new TypedDocumentString(`
    query PageOfReaders($id: ID!, $after: String) {
  node(id: $id) {
    ... on Message {
      readBy(first: 101, after: $after) {
        pageInfo {
          hasNextPage
        }
      }
    }
  }
}
    `, {"hash":"sha256:f1f2577ed3de1cf1fe2495fd264666e4cee9a54fd33c0b77e173420c8ea5baf0"}) as unknown as TypedDocumentString<PageOfReadersQuery, PageOfReadersQueryVariables>;
export const InboxMarksDocument = new TypedDocumentString(`
    subscription InboxMarks($after: Cursor) {
  inboxEvents(after: $after) {
    __typename
    ... on StreamReady {
      cursor
    }
    ... on ReceiptsAdvanced {
      count
      members {
        readSeq
        user {
          username
        }
      }
    }
    ... on ViewerMarksChanged {
      member {
        conversation {
          id
        }
        deliveredSeq
        readSeq
        unreadCount
        mentionCount
      }
    }
  }
}
    `, {"hash":"sha256:29d22f2418ebb4d5aeb1d079bb1781588b086f61b580f8fae52ccadf949c7e1e"}) as unknown as TypedDocumentString<InboxMarksSubscription, InboxMarksSubscriptionVariables>;
export const ReceiptsDocument = new TypedDocumentString(`
    subscription Receipts($conversationId: ID!) {
  receipts(conversationId: $conversationId) {
    __typename
    count
    conversation {
      id
    }
    members {
      deliveredSeq
      readSeq
      unreadCount
      user {
        username
      }
    }
  }
}
    `, {"hash":"sha256:b1e47dc2d67bec161eef9e6edeaaefa9a4ed07f8d849f09eacd624dab408af7d"}) as unknown as TypedDocumentString<ReceiptsSubscription, ReceiptsSubscriptionVariables>;
export const MarkReadDocument = new TypedDocumentString(`
    mutation MarkRead($input: MarkReadInput!) {
  markRead(input: $input) {
    __typename
    ... on MarkReadPayload {
      clampedToSeq
      advancedMember {
        id
        deliveredSeq
        readSeq
        unreadCount
      }
    }
    ... on UserError {
      code
    }
  }
}
    `, {"hash":"sha256:0563fb57b3d9910e8da9cb1e3430ec9f3ae764af0393233e4502e217c5b75ea3"}) as unknown as TypedDocumentString<MarkReadMutation, MarkReadMutationVariables>;
export const MarkDeliveredDocument = new TypedDocumentString(`
    mutation MarkDelivered($input: MarkDeliveredInput!) {
  markDelivered(input: $input) {
    __typename
    ... on MarkDeliveredPayload {
      clampedToSeq
      advancedMember {
        deliveredSeq
        readSeq
      }
    }
    ... on UserError {
      code
    }
  }
}
    `, {"hash":"sha256:a03fdba4b0c4fbf0381e31030eca91d43a9938c2f2f4381b046687cab8550031"}) as unknown as TypedDocumentString<MarkDeliveredMutation, MarkDeliveredMutationVariables>;
export const MarkUnreadDocument = new TypedDocumentString(`
    mutation MarkUnread($input: MarkUnreadInput!) {
  markUnread(input: $input) {
    __typename
    ... on MarkUnreadPayload {
      clampedToSeq
      rewoundMember {
        deliveredSeq
        readSeq
        unreadCount
      }
    }
    ... on UserError {
      code
    }
  }
}
    `, {"hash":"sha256:5d4d4f7ffd610390c6ccd9549a6251c045d3e0019733b271e22962a1b550beb0"}) as unknown as TypedDocumentString<MarkUnreadMutation, MarkUnreadMutationVariables>;
export const OwnMarksDocument = new TypedDocumentString(`
    query OwnMarks($id: ID!) {
  conversation(id: $id) {
    viewerMember {
      deliveredSeq
      readSeq
      unreadCount
      mentionCount
    }
  }
}
    `, {"hash":"sha256:bede30056259a1e320606501df4af74301e4554dc5d54bc6fb30f5f52db75938"}) as unknown as TypedDocumentString<OwnMarksQuery, OwnMarksQueryVariables>;
export const MarksDocument = new TypedDocumentString(`
    query Marks($id: ID!) {
  conversation(id: $id) {
    members(first: 100) {
      edges {
        node {
          id
          user {
            username
          }
          changedSeq
          deliveredSeq
          readSeq
          unreadCount
          mentionCount
        }
      }
    }
  }
}
    `, {"hash":"sha256:03d1c8f730c4bb1f23f10ed0ccc6e93bcfa2e723ee22f06bef83a3cc8a50987e"}) as unknown as TypedDocumentString<MarksQuery, MarksQueryVariables>;
export const MessageReceiptsDocument = new TypedDocumentString(`
    query MessageReceipts($id: ID!, $first: Int, $after: String) {
  node(id: $id) {
    __typename
    ... on Message {
      readCount
      deliveredCount
      mentions {
        username
      }
      readBy(first: $first, after: $after) {
        edges {
          cursor
          node {
            user {
              username
            }
          }
        }
        pageInfo {
          hasNextPage
        }
      }
    }
  }
}
    `, {"hash":"sha256:ba5a074de9b3c4e7e3d6fce666c8accb459f818460c1abd45bb9d8548cb81161"}) as unknown as TypedDocumentString<MessageReceiptsQuery, MessageReceiptsQueryVariables>;
export const ViewerCountsDocument = new TypedDocumentString(`
    query ViewerCounts {
  viewer {
    unreadCount
    mentionCount
  }
}
    `, {"hash":"sha256:bd51cef42d731f64c581058db23b722621edc245786e10d0d403aced98072521"}) as unknown as TypedDocumentString<ViewerCountsQuery, ViewerCountsQueryVariables>;
export const RetentionUnreadDocument = new TypedDocumentString(`
    query RetentionUnread($id: ID!) {
  conversation(id: $id) {
    retentionDays
    viewerMember {
      unreadCount
      mentionCount
    }
  }
}
    `, {"hash":"sha256:e4d0d9f26f00fa96d5150639073f70ca0f6b734ffbe2b3ff3882f1d044af9308"}) as unknown as TypedDocumentString<RetentionUnreadQuery, RetentionUnreadQueryVariables>;
export const RetentionRemovedDocument = new TypedDocumentString(`
    query RetentionRemoved($id: ID!) {
  conversationEvents(conversationId: $id, first: 100) {
    edges {
      node {
        __typename
        actor {
          id
        }
        ... on MessagesRemoved {
          removalReason
          throughSeq
          sender {
            id
          }
        }
      }
    }
  }
}
    `, {"hash":"sha256:01dbe96f52d07fbd22f29f5a85872d04a3c808836d67c725b9ef46aed7aa2be9"}) as unknown as TypedDocumentString<RetentionRemovedQuery, RetentionRemovedQueryVariables>;
export const AudienceForwardDocument = new TypedDocumentString(`
    mutation AudienceForward($input: ForwardMessageInput!) {
  forwardMessage(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:38dcc3f27b9cfdcdddb48b6d76d4e467f556b2dfc7c5b27f50f94c821e161b85"}) as unknown as TypedDocumentString<AudienceForwardMutation, AudienceForwardMutationVariables>;
export const AudienceContentDocument = new TypedDocumentString(`
    mutation AudienceContent($input: SendMessageInput!) {
  sendMessage(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:151a52e96bc805625e4eaac937d942680da20e494f5c12284802b6c2a8c11d3c"}) as unknown as TypedDocumentString<AudienceContentMutation, AudienceContentMutationVariables>;
export const AudienceReadDocument = new TypedDocumentString(`
    mutation AudienceRead($input: MarkReadInput!) {
  markRead(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:e57385ebf8ab98bcb7f2fd7b4d322b3c5435ceadbd002cf7cd9f61f2aaf8d680"}) as unknown as TypedDocumentString<AudienceReadMutation, AudienceReadMutationVariables>;
export const AudienceMuteDocument = new TypedDocumentString(`
    mutation AudienceMute($mute: MuteMemberInput!, $unmute: UnmuteMemberInput!) {
  muteMember(input: $mute) {
    __typename
  }
  unmuteMember(input: $unmute) {
    __typename
  }
}
    `, {"hash":"sha256:4c845831cf28e685f349fa244da0eac25dd7b9174800d185dec3f2e06ab260fc"}) as unknown as TypedDocumentString<AudienceMuteMutation, AudienceMuteMutationVariables>;
export const AudienceBanDocument = new TypedDocumentString(`
    mutation AudienceBan($ban: BanMemberInput!, $unban: UnbanMemberInput!) {
  banMember(input: $ban) {
    __typename
  }
  unbanMember(input: $unban) {
    __typename
  }
}
    `, {"hash":"sha256:857a74a27782a79b4e4f5ada5af919a82ada24103036163b3ae7e896557053fb"}) as unknown as TypedDocumentString<AudienceBanMutation, AudienceBanMutationVariables>;
export const RegisterDocument = new TypedDocumentString(`
    mutation Register($input: RegisterInput!) {
  register(input: $input) {
    __typename
    ... on RegisterPayload {
      session {
        accessToken
        accessTokenExpiresAt
        refreshToken
        user {
          id
          username
        }
      }
    }
    ... on UserError {
      code
      message
    }
  }
}
    `, {"hash":"sha256:d4d6cd57dac1113d128a6ce2f252e47fd20b10779662f853db5f0a1db08cb04d"}) as unknown as TypedDocumentString<RegisterMutation, RegisterMutationVariables>;
export const CreateDirectConversationDocument = new TypedDocumentString(`
    mutation CreateDirectConversation($input: CreateDirectConversationInput!) {
  createDirectConversation(input: $input) {
    __typename
    ... on CreateDirectConversationPayload {
      createdConversation {
        id
        headSeq
      }
    }
    ... on UserError {
      code
      message
    }
  }
}
    `, {"hash":"sha256:95258e09cc657b7ed0801100d37a593a3e6824ac64d95168e59109b00dc7a951"}) as unknown as TypedDocumentString<CreateDirectConversationMutation, CreateDirectConversationMutationVariables>;
export const CreateGroupDocument = new TypedDocumentString(`
    mutation CreateGroup($input: CreateGroupInput!) {
  createGroup(input: $input) {
    __typename
    ... on CreateGroupPayload {
      createdConversation {
        id
        headSeq
      }
    }
    ... on UserError {
      code
      message
    }
  }
}
    `, {"hash":"sha256:b4e970503e702f7a9ec24748ddee2100a9039c380e1e7c14ecd7e95b3a569eed"}) as unknown as TypedDocumentString<CreateGroupMutation, CreateGroupMutationVariables>;
export const SendMessageDocument = new TypedDocumentString(`
    mutation SendMessage($input: SendMessageInput!) {
  sendMessage(input: $input) {
    __typename
    ... on SendMessagePayload {
      sentMessage {
        ...MessageFields
      }
    }
    ... on UserError {
      code
      message
    }
  }
}
    fragment MessageFields on Message {
  id
  seq
  changedSeq
  clientKey
  body
  createdAt
  editedAt
  deletedAt
  isWithheld
  sender {
    id
    username
  }
}`, {"hash":"sha256:39a674f087a25507d008e3e5838fe16925289906a6b7e34b193cc8e99e1b207c"}) as unknown as TypedDocumentString<SendMessageMutation, SendMessageMutationVariables>;
export const EditMessageDocument = new TypedDocumentString(`
    mutation EditMessage($input: EditMessageInput!) {
  editMessage(input: $input) {
    __typename
    ... on EditMessagePayload {
      editedMessage {
        ...MessageFields
      }
    }
    ... on UserError {
      code
      message
    }
  }
}
    fragment MessageFields on Message {
  id
  seq
  changedSeq
  clientKey
  body
  createdAt
  editedAt
  deletedAt
  isWithheld
  sender {
    id
    username
  }
}`, {"hash":"sha256:a693d093f2ccc324075c5e3c5223596e057d9ff38c38b0e89ef228cb8eaebfbb"}) as unknown as TypedDocumentString<EditMessageMutation, EditMessageMutationVariables>;
export const DeleteMessageDocument = new TypedDocumentString(`
    mutation DeleteMessage($input: DeleteMessageInput!) {
  deleteMessage(input: $input) {
    __typename
    ... on DeleteMessagePayload {
      deletedMessage {
        ...MessageFields
      }
    }
    ... on UserError {
      code
      message
    }
  }
}
    fragment MessageFields on Message {
  id
  seq
  changedSeq
  clientKey
  body
  createdAt
  editedAt
  deletedAt
  isWithheld
  sender {
    id
    username
  }
}`, {"hash":"sha256:08499c9423350b5e54a4b7b41b5ef3897aa5ae1fe8a66b083a15cd063b327195"}) as unknown as TypedDocumentString<DeleteMessageMutation, DeleteMessageMutationVariables>;
export const RemoveMemberDocument = new TypedDocumentString(`
    mutation RemoveMember($input: RemoveMemberInput!) {
  removeMember(input: $input) {
    __typename
    ... on UserError {
      code
      message
    }
  }
}
    `, {"hash":"sha256:b67280d202d478acb2789589451f6e715d818fb4fbab8f2cea733fe7ff25c876"}) as unknown as TypedDocumentString<RemoveMemberMutation, RemoveMemberMutationVariables>;
export const AddMembersDocument = new TypedDocumentString(`
    mutation AddMembers($input: AddMembersInput!) {
  addMembers(input: $input) {
    __typename
    ... on UserError {
      code
      message
    }
  }
}
    `, {"hash":"sha256:f7eb3f2011481bdfaab2e4c8db7c7eff15311e5dffa98c7d9d764ea084732249"}) as unknown as TypedDocumentString<AddMembersMutation, AddMembersMutationVariables>;
export const UpdateConversationDocument = new TypedDocumentString(`
    mutation UpdateConversation($input: UpdateConversationInput!) {
  updateConversation(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:8e2ec9940af887ef2e91e209bdecb035771c43dc791cbf326c470e6eea5e88eb"}) as unknown as TypedDocumentString<UpdateConversationMutation, UpdateConversationMutationVariables>;
export const ChangeMemberRoleDocument = new TypedDocumentString(`
    mutation ChangeMemberRole($input: ChangeMemberRoleInput!) {
  changeMemberRole(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:77b4c093e7fd0822bbb70312bebecb3810f9f75c28bfeb3e85b485f11b3a52b9"}) as unknown as TypedDocumentString<ChangeMemberRoleMutation, ChangeMemberRoleMutationVariables>;
export const HistoryDocument = new TypedDocumentString(`
    query History($conversationId: ID!, $first: Int, $after: String, $last: Int, $before: String) {
  conversation(id: $conversationId) {
    id
    headSeq
    headCursor
    messages(first: $first, after: $after, last: $last, before: $before) {
      edges {
        cursor
        node {
          ...MessageFields
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
    }
  }
}
    fragment MessageFields on Message {
  id
  seq
  changedSeq
  clientKey
  body
  createdAt
  editedAt
  deletedAt
  isWithheld
  sender {
    id
    username
  }
}`, {"hash":"sha256:a7b5036b942c96887ca506e120a4e23028e3c41e7712e595e9daa16e69b1e01d"}) as unknown as TypedDocumentString<HistoryQuery, HistoryQueryVariables>;
export const ConversationEventsDocument = new TypedDocumentString(`
    subscription ConversationEvents($conversationId: ID!, $after: Cursor) {
  conversationEvents(conversationId: $conversationId, after: $after) {
    __typename
    ... on StreamReady {
      cursor
      recovered
      snapshot {
        id
        headSeq
        messages(last: 100) {
          edges {
            node {
              ...MessageFields
            }
          }
        }
      }
    }
    ... on StreamReset {
      cursor
      reason
    }
    ... on ConversationEvent {
      ...EventFields
    }
  }
}
    fragment MessageFields on Message {
  id
  seq
  changedSeq
  clientKey
  body
  createdAt
  editedAt
  deletedAt
  isWithheld
  sender {
    id
    username
  }
}
fragment EventFields on ConversationEvent {
  id
  seq
  cursor
  actor {
    username
  }
  conversation {
    id
  }
  ... on MessageSent {
    sentMessage {
      ...MessageFields
    }
  }
  ... on MessageEdited {
    editedMessage {
      ...MessageFields
    }
  }
  ... on MessageDeleted {
    deletedMessage {
      ...MessageFields
    }
  }
  ... on MemberJoined {
    member {
      role
      user {
        username
      }
    }
  }
  ... on MemberLeft {
    member {
      user {
        username
      }
    }
  }
  ... on ConversationUpdated {
    updatedConversation {
      title
    }
  }
  ... on MemberRoleChanged {
    role
    member {
      role
      user {
        username
      }
    }
  }
}`, {"hash":"sha256:8189a8f154a990652146970f46feeb294eb6d923160a5a7231aeb0d7f05861a0"}) as unknown as TypedDocumentString<ConversationEventsSubscription, ConversationEventsSubscriptionVariables>;
export const InboxEventsDocument = new TypedDocumentString(`
    subscription InboxEvents($after: Cursor) {
  inboxEvents(after: $after) {
    __typename
    ... on StreamReady {
      cursor
      recovered
    }
    ... on StreamReset {
      cursor
      reason
    }
    ... on StreamCheckpoint {
      cursor
    }
    ... on ConversationEvent {
      ...EventFields
    }
  }
}
    fragment MessageFields on Message {
  id
  seq
  changedSeq
  clientKey
  body
  createdAt
  editedAt
  deletedAt
  isWithheld
  sender {
    id
    username
  }
}
fragment EventFields on ConversationEvent {
  id
  seq
  cursor
  actor {
    username
  }
  conversation {
    id
  }
  ... on MessageSent {
    sentMessage {
      ...MessageFields
    }
  }
  ... on MessageEdited {
    editedMessage {
      ...MessageFields
    }
  }
  ... on MessageDeleted {
    deletedMessage {
      ...MessageFields
    }
  }
  ... on MemberJoined {
    member {
      role
      user {
        username
      }
    }
  }
  ... on MemberLeft {
    member {
      user {
        username
      }
    }
  }
  ... on ConversationUpdated {
    updatedConversation {
      title
    }
  }
  ... on MemberRoleChanged {
    role
    member {
      role
      user {
        username
      }
    }
  }
}`, {"hash":"sha256:1a39cc45dac985e30558c6c21176b971eeae2bce4c25833a1238dc90e7a7057c"}) as unknown as TypedDocumentString<InboxEventsSubscription, InboxEventsSubscriptionVariables>;
export const SetTypingDocument = new TypedDocumentString(`
    mutation SetTyping($input: SetTypingInput!) {
  setTyping(input: $input) {
    __typename
    ... on SetTypingPayload {
      isTyping
    }
    ... on UserError {
      code
    }
  }
}
    `, {"hash":"sha256:9452e9e93b9cbd37488138aca0553e7f0329b94c0f1c85961d3906e19173baeb"}) as unknown as TypedDocumentString<SetTypingMutation, SetTypingMutationVariables>;
export const TypingDocument = new TypedDocumentString(`
    subscription Typing($conversationId: ID!) {
  typing(conversationId: $conversationId) {
    typing {
      username
    }
    count
  }
}
    `, {"hash":"sha256:132cd5a9fdd283404740ff5ec685a5c95e514f01b833334da3e75856578d5c8d"}) as unknown as TypedDocumentString<TypingSubscription, TypingSubscriptionVariables>;
export const SetPresenceDocument = new TypedDocumentString(`
    mutation SetPresence($input: SetPresenceInput!) {
  setPresence(input: $input) {
    __typename
    ... on SetPresencePayload {
      changedPresence {
        status
        customStatus
      }
    }
    ... on UserError {
      code
    }
  }
}
    `, {"hash":"sha256:9f16068d80e6906796356de557fe5efacad57e4ffe2b3e08fa55ff5f33888787"}) as unknown as TypedDocumentString<SetPresenceMutation, SetPresenceMutationVariables>;
export const SetDeviceIdleDocument = new TypedDocumentString(`
    mutation SetDeviceIdle($input: SetDeviceIdleInput!) {
  setDeviceIdle(input: $input) {
    __typename
    ... on SetDeviceIdlePayload {
      changedPresence {
        status
      }
    }
    ... on UserError {
      code
    }
  }
}
    `, {"hash":"sha256:907fda78ba03f99f4446877aec2e391f1f12741851f5a0588220ea9425448ef7"}) as unknown as TypedDocumentString<SetDeviceIdleMutation, SetDeviceIdleMutationVariables>;
export const PresenceDocument = new TypedDocumentString(`
    subscription Presence($userIds: [ID!]!) {
  presence(userIds: $userIds) {
    presence {
      user {
        username
      }
      status
      customStatus
      lastSeenAt
    }
  }
}
    `, {"hash":"sha256:4c28c8988015517ec39732e5f78f3d069fc1cd33f92752d42551c44f56841b34"}) as unknown as TypedDocumentString<PresenceSubscription, PresenceSubscriptionVariables>;
export const PresenceOfDocument = new TypedDocumentString(`
    query PresenceOf($ids: [ID!]!) {
  viewer {
    chosenStatus
  }
  nodes(ids: $ids) {
    ... on User {
      username
      presence {
        status
        customStatus
        lastSeenAt
      }
    }
  }
}
    `, {"hash":"sha256:a134f6b2dad57cb1be5b89c7ccc6f5bbb9c8a30eaf3eb87ee83e47e6da1eb539"}) as unknown as TypedDocumentString<PresenceOfQuery, PresenceOfQueryVariables>;
export const WholeInboxDocument = new TypedDocumentString(`
    subscription WholeInbox($after: Cursor) {
  inboxEvents(after: $after) {
    __typename
    ... on StreamReady {
      cursor
      recovered
    }
    ... on StreamReset {
      cursor
    }
    ... on StreamCheckpoint {
      cursor
    }
    ... on ConversationEvent {
      seq
      conversation {
        id
      }
    }
    ... on MessageSent {
      sentMessage {
        body
      }
    }
    ... on TypingChanged {
      conversation {
        id
      }
      typing {
        username
      }
      count
    }
    ... on ReceiptsAdvanced {
      conversation {
        id
      }
      members {
        readSeq
        user {
          username
        }
      }
      count
    }
    ... on PresenceChanged {
      presence {
        user {
          username
        }
        status
        customStatus
      }
    }
    ... on ProfileChanged {
      user {
        username
        displayName
      }
    }
    ... on ViewerMarksChanged {
      member {
        conversation {
          id
        }
        deliveredSeq
        readSeq
        unreadCount
      }
    }
    ... on ViewerPresenceChanged {
      viewer {
        chosenStatus
        customStatus
      }
    }
  }
}
    `, {"hash":"sha256:dd2eae39774582df2e57287b23ae5f1093ca7c8cfaaa7509fde11089f31bbe4e"}) as unknown as TypedDocumentString<WholeInboxSubscription, WholeInboxSubscriptionVariables>;
export const ReactDocument = new TypedDocumentString(`
    mutation React($input: AddReactionInput!) {
  addReaction(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:45ee051fadc285921e54aede8ff32502a18ba76a1eedcec009a9efe5d029005c"}) as unknown as TypedDocumentString<ReactMutation, ReactMutationVariables>;
export const UnreactDocument = new TypedDocumentString(`
    mutation Unreact($input: RemoveReactionInput!) {
  removeReaction(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:2a9b354db34579c95c7f6d4651fdeec40f622a5ec0c53c644b597e7d3d328d8c"}) as unknown as TypedDocumentString<UnreactMutation, UnreactMutationVariables>;
export const PinDocument = new TypedDocumentString(`
    mutation Pin($input: PinMessageInput!) {
  pinMessage(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:0fe44937cd0189ff441f36f5381ca23f1a6d521c55d58bc1ff1905ceb6d331e3"}) as unknown as TypedDocumentString<PinMutation, PinMutationVariables>;
export const UnpinDocument = new TypedDocumentString(`
    mutation Unpin($input: UnpinMessageInput!) {
  unpinMessage(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:0edb3a01c525ed717c3a4eff95344ae4c9e9074278c1360ec5ab1e269fac8ac2"}) as unknown as TypedDocumentString<UnpinMutation, UnpinMutationVariables>;
export const InviteMembersDocument = new TypedDocumentString(`
    mutation InviteMembers($input: InviteMembersInput!) {
  inviteMembers(input: $input) {
    __typename
    ... on InviteMembersPayload {
      sentInvitations {
        id
      }
    }
  }
}
    `, {"hash":"sha256:5b9f7a66dee0aa5f9e652caf6668377458543df7592fd97ef442d1d8f3eb2e8d"}) as unknown as TypedDocumentString<InviteMembersMutation, InviteMembersMutationVariables>;
export const DeclineInvitationDocument = new TypedDocumentString(`
    mutation DeclineInvitation($input: DeclineInvitationInput!) {
  declineInvitation(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:719f2534002b902040d9b9d2c0cf2f5743eb7d96b21ea085a12c4ef5b08418e7"}) as unknown as TypedDocumentString<DeclineInvitationMutation, DeclineInvitationMutationVariables>;
export const RevokeInvitationDocument = new TypedDocumentString(`
    mutation RevokeInvitation($input: RevokeInvitationInput!) {
  revokeInvitation(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:d39e06fa415801c86ec6b92e17fb6e07d4e149f359ac2c9427bc0dbd87e8270e"}) as unknown as TypedDocumentString<RevokeInvitationMutation, RevokeInvitationMutationVariables>;
export const RequestErasureDocument = new TypedDocumentString(`
    mutation RequestErasure($input: RequestErasureInput!) {
  requestErasure(input: $input) {
    __typename
    ... on RequestErasurePayload {
      receipt
      requestedErasure {
        state
        progress
      }
    }
  }
}
    `, {"hash":"sha256:94d2c9b9de677c8502fdda1256e6ef35c8dbe0bf0a32cf6ccb3b3f469f21c8f3"}) as unknown as TypedDocumentString<RequestErasureMutation, RequestErasureMutationVariables>;
export const ErasureDocument = new TypedDocumentString(`
    query Erasure($receipt: String!) {
  erasure(receipt: $receipt) {
    state
    progress
    requestedAt
    finishedAt
  }
}
    `, {"hash":"sha256:8e306df8c849f6fd831e3f9e05958f6d511730bde425e4607187b7ffd948d393"}) as unknown as TypedDocumentString<ErasureQuery, ErasureQueryVariables>;
export const SnapshotDocument = new TypedDocumentString(`
    query Snapshot($id: ID!) {
  conversation(id: $id) {
    ...SnapshotFields
    headSeq
    headCursor
    memberCount
    members(first: 100) {
      edges {
        node {
          ...SnapshotMember
        }
      }
    }
    bans(first: 10) {
      edges {
        node {
          bannedUser {
            username
          }
          bannedUntil
        }
      }
    }
    invitations(first: 10) {
      edges {
        node {
          invitationId: id
          invitedUser {
            username
          }
          expiresAt
        }
      }
    }
    messages(last: 20) {
      edges {
        node {
          ...SnapshotMessage
        }
      }
    }
    pinnedMessages(first: 10) {
      edges {
        node {
          ...SnapshotMessage
        }
      }
    }
  }
}
    fragment SnapshotMessage on Message {
  id
  seq
  changedSeq
  body
  editedAt
  deletedAt
  deletionReason
  attachments {
    id
    kind
    filename
  }
  pinnedSeq
  reactions {
    emoji
    count
    viewerHasReacted
    users(first: 3) {
      edges {
        node {
          username
        }
      }
    }
  }
  sender {
    username
  }
  forwardedFrom {
    sender {
      username
    }
  }
  replyTo {
    id
    seq
    body
    changedSeq
    deletedAt
    sender {
      username
    }
    forwardedFrom {
      sender {
        username
      }
    }
  }
  thread {
    replyCount
    root {
      id
      changedSeq
    }
  }
}
fragment SnapshotMember on Member {
  id
  role
  changedSeq
  removedSeq
  silencedUntil
  user {
    username
  }
}
fragment SnapshotFields on Conversation {
  title
  description
  avatarUrl
  postingPolicy
  visibility
  historyVisibility
  historyLastN
  slowModeSeconds
  editWindowSeconds
  attachmentsMax
  attachmentBytesMax
  attachmentKinds
  retentionDays
  customData
}`, {"hash":"sha256:6efa9a5fa6f80e3ac2a1c50e87432c14b00637dce1167ad656aa139c0ce09aed"}) as unknown as TypedDocumentString<SnapshotQuery, SnapshotQueryVariables>;
export const LogDocument = new TypedDocumentString(`
    query Log($id: ID!, $after: Cursor!) {
  conversationEvents(conversationId: $id, after: $after, first: 10) {
    pageInfo {
      hasNextPage
    }
    edges {
      cursor
      node {
        __typename
        seq
        occurredAt
        ... on MessageSent {
          sentMessage {
            ...SnapshotMessage
          }
        }
        ... on MessageEdited {
          editedMessage {
            ...SnapshotMessage
          }
        }
        ... on MessageDeleted {
          deletedMessage {
            ...SnapshotMessage
          }
        }
        ... on MessagePinned {
          pinnedMessage {
            ...SnapshotMessage
          }
        }
        ... on MessageUnpinned {
          unpinnedMessage {
            ...SnapshotMessage
          }
        }
        ... on ReactionAdded {
          reactedMessage {
            ...SnapshotMessage
          }
        }
        ... on ReactionRemoved {
          reactedMessage {
            ...SnapshotMessage
          }
        }
        ... on MessagesRemoved {
          throughSeq
          sender {
            username
          }
          changedMessages {
            ...SnapshotMessage
          }
        }
        ... on MemberJoined {
          member {
            ...SnapshotMember
          }
        }
        ... on MemberLeft {
          member {
            ...SnapshotMember
          }
        }
        ... on MemberRoleChanged {
          member {
            ...SnapshotMember
          }
        }
        ... on MemberMuted {
          member {
            ...SnapshotMember
          }
        }
        ... on MemberUnmuted {
          member {
            ...SnapshotMember
          }
        }
        ... on MemberBanned {
          bannedUser {
            username
          }
          bannedUntil
        }
        ... on MemberUnbanned {
          unbannedUser {
            username
          }
        }
        ... on MemberInvited {
          invitationId
          invitedUser {
            username
          }
          expiresAt
        }
        ... on InvitationEnded {
          invitationId
        }
        ... on ConversationUpdated {
          updatedConversation {
            ...SnapshotFields
          }
        }
      }
    }
  }
}
    fragment SnapshotMessage on Message {
  id
  seq
  changedSeq
  body
  editedAt
  deletedAt
  deletionReason
  attachments {
    id
    kind
    filename
  }
  pinnedSeq
  reactions {
    emoji
    count
    viewerHasReacted
    users(first: 3) {
      edges {
        node {
          username
        }
      }
    }
  }
  sender {
    username
  }
  forwardedFrom {
    sender {
      username
    }
  }
  replyTo {
    id
    seq
    body
    changedSeq
    deletedAt
    sender {
      username
    }
    forwardedFrom {
      sender {
        username
      }
    }
  }
  thread {
    replyCount
    root {
      id
      changedSeq
    }
  }
}
fragment SnapshotMember on Member {
  id
  role
  changedSeq
  removedSeq
  silencedUntil
  user {
    username
  }
}
fragment SnapshotFields on Conversation {
  title
  description
  avatarUrl
  postingPolicy
  visibility
  historyVisibility
  historyLastN
  slowModeSeconds
  editWindowSeconds
  attachmentsMax
  attachmentBytesMax
  attachmentKinds
  retentionDays
  customData
}`, {"hash":"sha256:8e126f792b3ad2e66e2670a380a95f17b932051f0c9851e065bcb69d3a22f370"}) as unknown as TypedDocumentString<LogQuery, LogQueryVariables>;