/** What typed-client.ts asks; `npm run codegen` makes the types of the answers in gen/. */
import { graphql } from "./gen/index.ts";

export const SignInDocument = graphql(`
  mutation SignIn($input: LoginInput!) {
    login(input: $input) {
      __typename
      ... on LoginPayload {
        session {
          ...Tokens
        }
      }
      ... on UserError {
        message
      }
    }
  }
  fragment Tokens on AuthSession {
    accessToken
    accessTokenExpiresAt
    refreshToken
  }
`);

export const RefreshDocument = graphql(`
  mutation Refresh($input: RefreshSessionInput!) {
    refreshSession(input: $input) {
      __typename
      ... on RefreshSessionPayload {
        session {
          ...Tokens
        }
      }
      ... on UserError {
        message
      }
    }
  }
`);

export const RenewDocument = graphql(`
  mutation Renew($input: RenewConnectionInput!) {
    renewConnection(input: $input) {
      __typename
      ... on UserError {
        message
      }
    }
  }
`);

export const HomeDocument = graphql(`
  query Home {
    viewer {
      user {
        id
      }
      conversations(first: 20) {
        edges {
          node {
            id
            title
            lastMessage {
              body
            }
            members(first: 2) {
              edges {
                node {
                  user {
                    id
                    displayName
                  }
                }
              }
            }
          }
        }
      }
    }
  }
`);

export const FollowDocument = graphql(`
  subscription Follow($conversationId: ID!, $after: Cursor) {
    conversationEvents(conversationId: $conversationId, after: $after) {
      __typename
      ... on StreamReset {
        cursor
        reason
      }
      ... on StreamReady {
        cursor
        recovered
      }
      ... on ConversationEvent {
        seq
        cursor
        actor {
          displayName
        }
      }
      ... on MessageSent {
        sentMessage {
          body
        }
      }
    }
  }
`);
