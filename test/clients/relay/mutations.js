/** What the fixture's app changes: each result is a union of what happened and of the errors that can be met. */
import { graphql } from "react-relay";

export const signIn = graphql`
  mutation mutationsSignInMutation($input: LoginInput!) {
    login(input: $input) {
      __typename
      ... on LoginPayload {
        session {
          accessToken
          user {
            ...person_user
          }
        }
      }
      ... on UserError {
        code
        message
      }
    }
  }
`;

export const send = graphql`
  mutation mutationsSendMutation($input: SendMessageInput!, $connections: [ID!]!) {
    sendMessage(input: $input) {
      __typename
      ... on SendMessagePayload {
        sentMessage @appendNode(connections: $connections, edgeTypeName: "MessageEdge") {
          clientKey
          ...messageLine_message
        }
      }
      ... on InputValidationError {
        issues {
          path
          message
        }
      }
      ... on MemberSilencedError {
        silencedUntil
      }
      ... on UserError {
        code
        message
      }
    }
  }
`;

export const remove = graphql`
  mutation mutationsDeleteMutation($input: DeleteMessageInput!) {
    deleteMessage(input: $input) {
      __typename
      ... on DeleteMessagePayload {
        deletedMessage {
          ...messageLine_message
        }
      }
      ... on UserError {
        code
        message
      }
    }
  }
`;
