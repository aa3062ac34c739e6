/** What the recorded clients say: as little as tells what arrived, and where. */
import { graphql } from "../gen/index.ts";

export const FaultsSendDocument = graphql(`
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
`);

export const FaultsFollowDocument = graphql(`
  subscription FaultsFollow($conversationId: ID!, $after: Cursor) {
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
`);

/** What a client begins from, read with `StreamReady`. */
export const FaultsSnapshotDocument = graphql(`
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
`);

export const FaultsPresenceDocument = graphql(`
  subscription FaultsPresence($userIds: [ID!]!) {
    presence(userIds: $userIds) {
      presence {
        status
      }
    }
  }
`);
