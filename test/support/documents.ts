/** What the people of the tests say to the API: typed by codegen. */
import { graphql } from "../gen/index.ts";

graphql(`
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
`);

graphql(`
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
`);

export const RegisterDocument = graphql(`
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
`);

export const CreateDirectConversationDocument = graphql(`
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
`);

export const CreateGroupDocument = graphql(`
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
`);

export const SendMessageDocument = graphql(`
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
`);

export const EditMessageDocument = graphql(`
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
`);

export const DeleteMessageDocument = graphql(`
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
`);

export const RemoveMemberDocument = graphql(`
  mutation RemoveMember($input: RemoveMemberInput!) {
    removeMember(input: $input) {
      __typename
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const AddMembersDocument = graphql(`
  mutation AddMembers($input: AddMembersInput!) {
    addMembers(input: $input) {
      __typename
      ... on UserError {
        code
        message
      }
    }
  }
`);

export const UpdateConversationDocument = graphql(`
  mutation UpdateConversation($input: UpdateConversationInput!) {
    updateConversation(input: $input) {
      __typename
    }
  }
`);

export const ChangeMemberRoleDocument = graphql(`
  mutation ChangeMemberRole($input: ChangeMemberRoleInput!) {
    changeMemberRole(input: $input) {
      __typename
    }
  }
`);

export const HistoryDocument = graphql(`
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
`);

export const ConversationEventsDocument = graphql(`
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
`);

export const InboxEventsDocument = graphql(`
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
`);

export const SetTypingDocument = graphql(`
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
`);

export const TypingDocument = graphql(`
  subscription Typing($conversationId: ID!) {
    typing(conversationId: $conversationId) {
      typing {
        username
      }
      count
    }
  }
`);

export const SetPresenceDocument = graphql(`
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
`);

export const SetDeviceIdleDocument = graphql(`
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
`);

export const PresenceDocument = graphql(`
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
`);

export const PresenceOfDocument = graphql(`
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
`);

/** All that an inbox can tell. */
export const WholeInboxDocument = graphql(`
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
`);

export const ReactDocument = graphql(`
  mutation React($input: AddReactionInput!) {
    addReaction(input: $input) {
      __typename
    }
  }
`);

export const UnreactDocument = graphql(`
  mutation Unreact($input: RemoveReactionInput!) {
    removeReaction(input: $input) {
      __typename
    }
  }
`);

export const PinDocument = graphql(`
  mutation Pin($input: PinMessageInput!) {
    pinMessage(input: $input) {
      __typename
    }
  }
`);

export const UnpinDocument = graphql(`
  mutation Unpin($input: UnpinMessageInput!) {
    unpinMessage(input: $input) {
      __typename
    }
  }
`);

export const InviteMembersDocument = graphql(`
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
`);

export const DeclineInvitationDocument = graphql(`
  mutation DeclineInvitation($input: DeclineInvitationInput!) {
    declineInvitation(input: $input) {
      __typename
    }
  }
`);

export const RevokeInvitationDocument = graphql(`
  mutation RevokeInvitation($input: RevokeInvitationInput!) {
    revokeInvitation(input: $input) {
      __typename
    }
  }
`);

export const RequestErasureDocument = graphql(`
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
`);

export const ErasureDocument = graphql(`
  query Erasure($receipt: String!) {
    erasure(receipt: $receipt) {
      state
      progress
      requestedAt
      finishedAt
    }
  }
`);
