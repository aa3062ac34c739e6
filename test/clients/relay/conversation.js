/** One conversation: its history page by page backwards, its members page by page forwards, and what happens in it. */
import { graphql } from "react-relay";

export const query = graphql`
  query conversationQuery($id: ID!) {
    conversation(id: $id) {
      ...conversation_history
      ...conversation_members
    }
  }
`;

export const history = graphql`
  fragment conversation_history on Conversation
  @argumentDefinitions(last: { type: "Int", defaultValue: 50 }, before: { type: "String" })
  @refetchable(queryName: "conversationHistoryPaginationQuery") {
    headSeq
    headCursor
    messages(last: $last, before: $before) @connection(key: "conversation_messages") {
      edges {
        node {
          ...messageLine_message
        }
      }
    }
  }
`;

export const members = graphql`
  fragment conversation_members on Conversation
  @argumentDefinitions(
    first: { type: "Int", defaultValue: 20 }
    after: { type: "String" }
    role: { type: "MemberRole" }
  )
  @refetchable(queryName: "conversationMembersPaginationQuery") {
    memberCount
    members(first: $first, after: $after, role: $role)
      @connection(key: "conversation_members", filters: ["role"]) {
      edges {
        node {
          role
          user {
            ...person_user
          }
        }
      }
    }
  }
`;

export const events = graphql`
  subscription conversationEventsSubscription($conversationId: ID!, $after: Cursor) {
    conversationEvents(conversationId: $conversationId, after: $after) {
      __typename
      ... on StreamReady {
        cursor
        recovered
        snapshot {
          ...conversation_history
        }
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
          ...messageLine_message
        }
      }
      ... on MessageEdited {
        editedMessage {
          ...messageLine_message
        }
      }
      ... on MemberJoined {
        member {
          role
        }
      }
    }
  }
`;
