/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Who is to be a member of what. */
export type AddMembersInput = {
  /** A group or channel where the viewer is more than a plain member. */
  conversationId: string | number;
  /** At most 100 people; those who are members already stay as they are. */
  userIds: Array<string | number>;
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

/** What a conversation is for. */
export type ConversationKind =
  /** A group made for many readers. */
  | 'CHANNEL'
  /** Two people; one per pair, without title and roles. */
  | 'DIRECT'
  /** Invited members only. */
  | 'GROUP';

/** Whom to talk with. */
export type CreateDirectConversationInput = {
  /** The other person; not the viewer. */
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

/** A message to delete for everyone. */
export type DeleteMessageInput = {
  /** Which message. */
  messageId: string | number;
};

/** A new body for a message of one's own. */
export type EditMessageInput = {
  /** Markdown, 1 to 16,384 characters, kept as written (CR LF becomes LF). */
  body: string;
  /** Which message. */
  messageId: string | number;
};

/** What to leave. */
export type LeaveConversationInput = {
  /** A group or channel of the viewer's. */
  conversationId: string | number;
};

/** Who, and the proof. */
export type LoginInput = {
  /** The password. */
  password: string;
  /** In any case. */
  username: string;
};

/** What a member may do in a group or a channel. In a direct conversation everybody is a MEMBER. */
export type MemberRole =
  /** Changes the conversation; adds anyone; removes and appoints those below. */
  | 'ADMIN'
  /** Reads, and sends where the posting policy lets them. */
  | 'MEMBER'
  /** Adds anyone, removes plain members, deletes messages. */
  | 'MODERATOR'
  /** Everything; at least one owner stays. */
  | 'OWNER';

/** Who may send to a conversation. */
export type PostingPolicy =
  /** Every member. */
  | 'EVERYONE'
  /** Owners, admins and moderators. */
  | 'MODERATORS';

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

/** Whose membership of what is to end. */
export type RemoveMemberInput = {
  /** A group or channel. */
  conversationId: string | number;
  /** The member; removing oneself is leaving. */
  userId: string | number;
};

/** A message to send. */
export type SendMessageInput = {
  /** Markdown, 1 to 16,384 characters, kept as written (CR LF becomes LF). */
  body: string;
  /** A key that the client makes for this message, 1 to 128 characters (a UUID does). The same key again answers the same message, whenever and wherever: send again after any doubt. */
  clientKey: string;
  /** Where to. */
  conversationId: string | number;
};

/** What to set; an absent field stays as it is. */
export type UpdateConversationInput = {
  /** Its picture; null removes it. */
  avatarUrl?: string | null | undefined;
  /** A group or channel the viewer owns or administers. */
  conversationId: string | number;
  /** At most 2,000 characters; null or empty removes it. */
  description?: string | null | undefined;
  /** Who may send; null is the same as absent. */
  postingPolicy?: PostingPolicy | null | undefined;
  /** One line of 1 to 120 characters; null is the same as absent. */
  title?: string | null | undefined;
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

export type RevisionsQueryVariables = Exact<{
  id: string | number;
}>;


export type RevisionsQuery = { node:
    | { __typename: 'Conversation' }
    | { __typename: 'ConversationCreated' }
    | { __typename: 'ConversationUpdated' }
    | { __typename: 'Member' }
    | { __typename: 'MemberJoined' }
    | { __typename: 'MemberLeft' }
    | { __typename: 'MemberRoleChanged' }
    | { __typename: 'Message', body: string, revisions: { edges: Array<{ node: { body: string, replacedSeq: number } }> } }
    | { __typename: 'MessageDeleted' }
    | { __typename: 'MessageEdited' }
    | { __typename: 'MessageRevision' }
    | { __typename: 'MessageSent' }
    | { __typename: 'Session' }
    | { __typename: 'User' }
   | null };

export type RevisionPageQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;


export type RevisionPageQuery = { node:
    | { __typename: 'Conversation' }
    | { __typename: 'ConversationCreated' }
    | { __typename: 'ConversationUpdated' }
    | { __typename: 'Member' }
    | { __typename: 'MemberJoined' }
    | { __typename: 'MemberLeft' }
    | { __typename: 'MemberRoleChanged' }
    | { __typename: 'Message', revisions: { pageInfo: { endCursor: string | null } } }
    | { __typename: 'MessageDeleted' }
    | { __typename: 'MessageEdited' }
    | { __typename: 'MessageRevision' }
    | { __typename: 'MessageSent' }
    | { __typename: 'Session' }
    | { __typename: 'User' }
   | null };

export type AnyNodeQueryVariables = Exact<{
  id: string | number;
}>;


export type AnyNodeQuery = { node:
    | { __typename: 'Conversation', id: string }
    | { __typename: 'ConversationCreated', id: string }
    | { __typename: 'ConversationUpdated', id: string }
    | { __typename: 'Member', id: string }
    | { __typename: 'MemberJoined', id: string }
    | { __typename: 'MemberLeft', id: string }
    | { __typename: 'MemberRoleChanged', id: string }
    | { __typename: 'Message', id: string }
    | { __typename: 'MessageDeleted', id: string }
    | { __typename: 'MessageEdited', id: string }
    | { __typename: 'MessageRevision', id: string }
    | { __typename: 'MessageSent', id: string }
    | { __typename: 'Session', id: string }
    | { __typename: 'User', id: string }
   | null };

export type FollowerEventsSubscriptionVariables = Exact<{
  conversationId: string | number;
  after?: string | null | undefined;
}>;


export type FollowerEventsSubscription = { conversationEvents:
    | { __typename: 'ConversationCreated', seq: number, cursor: string }
    | { __typename: 'ConversationUpdated', seq: number, cursor: string }
    | { __typename: 'MemberJoined', seq: number, cursor: string }
    | { __typename: 'MemberLeft', seq: number, cursor: string }
    | { __typename: 'MemberRoleChanged', seq: number, cursor: string }
    | { __typename: 'MessageDeleted', seq: number, cursor: string }
    | { __typename: 'MessageEdited', seq: number, cursor: string }
    | { __typename: 'MessageSent', seq: number, cursor: string, sentMessage: { clientKey: string } }
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

export type MessageFieldsFragment = { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } };

type EventFields_ConversationCreated_Fragment = { id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } };

type EventFields_ConversationUpdated_Fragment = { id: string, seq: number, cursor: string, updatedConversation: { title: string | null }, actor: { username: string } | null, conversation: { id: string } };

type EventFields_MemberJoined_Fragment = { id: string, seq: number, cursor: string, member: { role: MemberRole, user: { username: string } }, actor: { username: string } | null, conversation: { id: string } };

type EventFields_MemberLeft_Fragment = { id: string, seq: number, cursor: string, member: { user: { username: string } }, actor: { username: string } | null, conversation: { id: string } };

type EventFields_MemberRoleChanged_Fragment = { role: MemberRole, id: string, seq: number, cursor: string, member: { role: MemberRole, user: { username: string } }, actor: { username: string } | null, conversation: { id: string } };

type EventFields_MessageDeleted_Fragment = { id: string, seq: number, cursor: string, deletedMessage: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } }, actor: { username: string } | null, conversation: { id: string } };

type EventFields_MessageEdited_Fragment = { id: string, seq: number, cursor: string, editedMessage: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } }, actor: { username: string } | null, conversation: { id: string } };

type EventFields_MessageSent_Fragment = { id: string, seq: number, cursor: string, sentMessage: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } }, actor: { username: string } | null, conversation: { id: string } };

export type EventFieldsFragment =
  | EventFields_ConversationCreated_Fragment
  | EventFields_ConversationUpdated_Fragment
  | EventFields_MemberJoined_Fragment
  | EventFields_MemberLeft_Fragment
  | EventFields_MemberRoleChanged_Fragment
  | EventFields_MessageDeleted_Fragment
  | EventFields_MessageEdited_Fragment
  | EventFields_MessageSent_Fragment
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
    | { __typename: 'NotFoundError', code: string, message: string }
   };

export type CreateGroupMutationVariables = Exact<{
  input: CreateGroupInput;
}>;


export type CreateGroupMutation = { createGroup:
    | { __typename: 'CreateGroupPayload', createdConversation: { id: string, headSeq: number } }
    | { __typename: 'IdempotencyConflictError', code: string, message: string }
    | { __typename: 'InputValidationError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
   };

export type SendMessageMutationVariables = Exact<{
  input: SendMessageInput;
}>;


export type SendMessageMutation = { sendMessage:
    | { __typename: 'IdempotencyConflictError', code: string, message: string }
    | { __typename: 'InputValidationError', code: string, message: string }
    | { __typename: 'MemberSilencedError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'PostingRestrictedError', code: string, message: string }
    | { __typename: 'SendMessagePayload', sentMessage: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } } }
   };

export type EditMessageMutationVariables = Exact<{
  input: EditMessageInput;
}>;


export type EditMessageMutation = { editMessage:
    | { __typename: 'EditMessagePayload', editedMessage: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } } }
    | { __typename: 'InputValidationError', code: string, message: string }
    | { __typename: 'MessageDeletedError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
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
    | { __typename: 'InputValidationError', code: string, message: string }
    | { __typename: 'NotAllowedError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
   };

export type UpdateConversationMutationVariables = Exact<{
  input: UpdateConversationInput;
}>;


export type UpdateConversationMutation = { updateConversation:
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
    | { __typename: 'MemberJoined', id: string, seq: number, cursor: string, member: { role: MemberRole, user: { username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MemberLeft', id: string, seq: number, cursor: string, member: { user: { username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MemberRoleChanged', role: MemberRole, id: string, seq: number, cursor: string, member: { role: MemberRole, user: { username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MessageDeleted', id: string, seq: number, cursor: string, deletedMessage: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MessageEdited', id: string, seq: number, cursor: string, editedMessage: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MessageSent', id: string, seq: number, cursor: string, sentMessage: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'StreamReady', cursor: string, recovered: boolean, snapshot: { id: string, headSeq: number, messages: { edges: Array<{ node: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } } }> } } | null }
    | { __typename: 'StreamReset', cursor: string, reason: string }
   };

export type InboxEventsSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type InboxEventsSubscription = { inboxEvents:
    | { __typename: 'ConversationCreated', id: string, seq: number, cursor: string, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'ConversationUpdated', id: string, seq: number, cursor: string, updatedConversation: { title: string | null }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MemberJoined', id: string, seq: number, cursor: string, member: { role: MemberRole, user: { username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MemberLeft', id: string, seq: number, cursor: string, member: { user: { username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MemberRoleChanged', role: MemberRole, id: string, seq: number, cursor: string, member: { role: MemberRole, user: { username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MessageDeleted', id: string, seq: number, cursor: string, deletedMessage: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MessageEdited', id: string, seq: number, cursor: string, editedMessage: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'MessageSent', id: string, seq: number, cursor: string, sentMessage: { id: string, seq: number, changedSeq: number, clientKey: string, body: string, createdAt: string, editedAt: string | null, deletedAt: string | null, isWithheld: boolean, sender: { id: string, username: string } }, actor: { username: string } | null, conversation: { id: string } }
    | { __typename: 'StreamCheckpoint', cursor: string }
    | { __typename: 'StreamReady', cursor: string, recovered: boolean }
    | { __typename: 'StreamReset', cursor: string, reason: string }
   };

export type SnapshotMessageFragment = { id: string, seq: number, changedSeq: number, body: string, editedAt: string | null, deletedAt: string | null, sender: { username: string } };

export type SnapshotMemberFragment = { id: string, role: MemberRole, changedSeq: number, removedSeq: number | null, user: { username: string } };

export type SnapshotFieldsFragment = { title: string | null, description: string | null, avatarUrl: string | null, postingPolicy: PostingPolicy };

export type SnapshotQueryVariables = Exact<{
  id: string | number;
}>;


export type SnapshotQuery = { conversation: { headSeq: number, headCursor: string, memberCount: number, title: string | null, description: string | null, avatarUrl: string | null, postingPolicy: PostingPolicy, members: { edges: Array<{ node: { id: string, role: MemberRole, changedSeq: number, removedSeq: number | null, user: { username: string } } }> }, messages: { edges: Array<{ node: { id: string, seq: number, changedSeq: number, body: string, editedAt: string | null, deletedAt: string | null, sender: { username: string } } }> } } | null };

export type LogQueryVariables = Exact<{
  id: string | number;
  after: string;
}>;


export type LogQuery = { conversationEvents: { edges: Array<{ node:
        | { __typename: 'ConversationCreated', seq: number }
        | { __typename: 'ConversationUpdated', seq: number, updatedConversation: { title: string | null, description: string | null, avatarUrl: string | null, postingPolicy: PostingPolicy } }
        | { __typename: 'MemberJoined', seq: number, member: { id: string, role: MemberRole, changedSeq: number, removedSeq: number | null, user: { username: string } } }
        | { __typename: 'MemberLeft', seq: number, member: { id: string, role: MemberRole, changedSeq: number, removedSeq: number | null, user: { username: string } } }
        | { __typename: 'MemberRoleChanged', seq: number, member: { id: string, role: MemberRole, changedSeq: number, removedSeq: number | null, user: { username: string } } }
        | { __typename: 'MessageDeleted', seq: number, deletedMessage: { id: string, seq: number, changedSeq: number, body: string, editedAt: string | null, deletedAt: string | null, sender: { username: string } } }
        | { __typename: 'MessageEdited', seq: number, editedMessage: { id: string, seq: number, changedSeq: number, body: string, editedAt: string | null, deletedAt: string | null, sender: { username: string } } }
        | { __typename: 'MessageSent', seq: number, sentMessage: { id: string, seq: number, changedSeq: number, body: string, editedAt: string | null, deletedAt: string | null, sender: { username: string } } }
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
  sender {
    username
  }
}
    `, {"fragmentName":"SnapshotMessage"}) as unknown as TypedDocumentString<SnapshotMessageFragment, unknown>;
export const SnapshotMemberFragmentDoc = new TypedDocumentString(`
    fragment SnapshotMember on Member {
  id
  role
  changedSeq
  removedSeq
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
      }
    }
  }
}
    `, {"hash":"sha256:e238fecdf1cc73243cb4d143c261ab586b77efcb18afd9794a55f65337802ca4"}) as unknown as TypedDocumentString<FollowerEventsSubscription, FollowerEventsSubscriptionVariables>;
export const RetriesLeaveDocument = new TypedDocumentString(`
    mutation RetriesLeave($input: LeaveConversationInput!) {
  leaveConversation(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:2b390a2cdd11093d8464f9bf955d4d79954951789dca60191d0c5edbc85092f9"}) as unknown as TypedDocumentString<RetriesLeaveMutation, RetriesLeaveMutationVariables>;
export const LawLeaveDocument = new TypedDocumentString(`
    mutation LawLeave($input: LeaveConversationInput!) {
  leaveConversation(input: $input) {
    __typename
  }
}
    `, {"hash":"sha256:081e30b8332fc046c7d06c15c5df8e81d46ea72c452f0bb37336e0eb293ef534"}) as unknown as TypedDocumentString<LawLeaveMutation, LawLeaveMutationVariables>;
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
    messages(last: 100) {
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
  sender {
    username
  }
}
fragment SnapshotMember on Member {
  id
  role
  changedSeq
  removedSeq
  user {
    username
  }
}
fragment SnapshotFields on Conversation {
  title
  description
  avatarUrl
  postingPolicy
}`, {"hash":"sha256:380e59eb247b5d9cf9a8aaa52a0d7da34521c7359c88572aa04ec254b6805e5a"}) as unknown as TypedDocumentString<SnapshotQuery, SnapshotQueryVariables>;
export const LogDocument = new TypedDocumentString(`
    query Log($id: ID!, $after: Cursor!) {
  conversationEvents(conversationId: $id, after: $after, first: 100) {
    edges {
      node {
        __typename
        seq
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
  sender {
    username
  }
}
fragment SnapshotMember on Member {
  id
  role
  changedSeq
  removedSeq
  user {
    username
  }
}
fragment SnapshotFields on Conversation {
  title
  description
  avatarUrl
  postingPolicy
}`, {"hash":"sha256:22fe946eb1256e96779d93983a4d429d086a7be170d7266f99b2574c6550d124"}) as unknown as TypedDocumentString<LogQuery, LogQueryVariables>;