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

/** Everything that a client of an inbox needs, to begin and to go on. */
export const FaultsInboxDocument = graphql(`
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
`);

export const FaultsLogoutDocument = graphql(`
  mutation FaultsLogout {
    logout(input: {}) {
      __typename
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
