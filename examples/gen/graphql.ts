/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Who, and the proof. */
export type LoginInput = {
  /** The password. */
  password: string;
  /** In any case. */
  username: string;
};

/** The session to go on with. */
export type RefreshSessionInput = {
  /** The newest refresh token of the session. */
  refreshToken: string;
};

/** The sign-in to go on with. */
export type RenewConnectionInput = {
  /** An access token of the user who is signed in on the socket, as `refreshSession` gives it. */
  accessToken: string;
};

export type SignInMutationVariables = Exact<{
  input: LoginInput;
}>;


export type SignInMutation = { login:
    | { __typename: 'InputValidationError', message: string }
    | { __typename: 'InvalidCredentialsError', message: string }
    | { __typename: 'LoginPayload', session: { accessToken: string, accessTokenExpiresAt: string, refreshToken: string } }
   };

export type TokensFragment = { accessToken: string, accessTokenExpiresAt: string, refreshToken: string };

export type RefreshMutationVariables = Exact<{
  input: RefreshSessionInput;
}>;


export type RefreshMutation = { refreshSession:
    | { __typename: 'InputValidationError', message: string }
    | { __typename: 'InvalidTokenError', message: string }
    | { __typename: 'RefreshSessionPayload', session: { accessToken: string, accessTokenExpiresAt: string, refreshToken: string } }
   };

export type RenewMutationVariables = Exact<{
  input: RenewConnectionInput;
}>;


export type RenewMutation = { renewConnection:
    | { __typename: 'InputValidationError', message: string }
    | { __typename: 'InvalidTokenError', message: string }
    | { __typename: 'NotASocketError', message: string }
    | { __typename: 'RenewConnectionPayload' }
    | { __typename: 'SessionMismatchError', message: string }
   };

export type HomeQueryVariables = Exact<{ [key: string]: never; }>;


export type HomeQuery = { viewer: { user: { id: string }, conversations: { edges: Array<{ node: { id: string, title: string | null, lastMessage: { body: string } | null, members: { edges: Array<{ node: { user: { id: string, displayName: string } } }> } } }> } } | null };

export type FollowSubscriptionVariables = Exact<{
  conversationId: string | number;
  after?: string | null | undefined;
}>;


export type FollowSubscription = { conversationEvents:
    | { __typename: 'ConversationCreated', seq: number, cursor: string, actor: { displayName: string } | null }
    | { __typename: 'ConversationUpdated', seq: number, cursor: string, actor: { displayName: string } | null }
    | { __typename: 'InvitationEnded', seq: number, cursor: string, actor: { displayName: string } | null }
    | { __typename: 'MemberBanned', seq: number, cursor: string, actor: { displayName: string } | null }
    | { __typename: 'MemberInvited', seq: number, cursor: string, actor: { displayName: string } | null }
    | { __typename: 'MemberJoined', seq: number, cursor: string, actor: { displayName: string } | null }
    | { __typename: 'MemberLeft', seq: number, cursor: string, actor: { displayName: string } | null }
    | { __typename: 'MemberMuted', seq: number, cursor: string, actor: { displayName: string } | null }
    | { __typename: 'MemberRoleChanged', seq: number, cursor: string, actor: { displayName: string } | null }
    | { __typename: 'MemberUnbanned', seq: number, cursor: string, actor: { displayName: string } | null }
    | { __typename: 'MemberUnmuted', seq: number, cursor: string, actor: { displayName: string } | null }
    | { __typename: 'MessageDeleted', seq: number, cursor: string, actor: { displayName: string } | null }
    | { __typename: 'MessageEdited', seq: number, cursor: string, actor: { displayName: string } | null }
    | { __typename: 'MessagePinned', seq: number, cursor: string, actor: { displayName: string } | null }
    | { __typename: 'MessageSent', seq: number, cursor: string, actor: { displayName: string } | null, sentMessage: { body: string } }
    | { __typename: 'MessageUnpinned', seq: number, cursor: string, actor: { displayName: string } | null }
    | { __typename: 'MessagesRemoved', seq: number, cursor: string, actor: { displayName: string } | null }
    | { __typename: 'ReactionAdded', seq: number, cursor: string, actor: { displayName: string } | null }
    | { __typename: 'ReactionRemoved', seq: number, cursor: string, actor: { displayName: string } | null }
    | { __typename: 'StreamReady', cursor: string, recovered: boolean }
    | { __typename: 'StreamReset', cursor: string, reason: string }
   };

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
export const TokensFragmentDoc = new TypedDocumentString(`
    fragment Tokens on AuthSession {
  accessToken
  accessTokenExpiresAt
  refreshToken
}
    `, {"fragmentName":"Tokens"}) as unknown as TypedDocumentString<TokensFragment, unknown>;
export const SignInDocument = new TypedDocumentString(`
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
}`, {"hash":"sha256:777772f5e763a05451b1c3a5a89451ca1458e0240b8bf7babbc04f245abebfcc"}) as unknown as TypedDocumentString<SignInMutation, SignInMutationVariables>;
export const RefreshDocument = new TypedDocumentString(`
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
    fragment Tokens on AuthSession {
  accessToken
  accessTokenExpiresAt
  refreshToken
}`, {"hash":"sha256:6162de341934e9f3f9731cf6e569eeb5f3cad6316f84e246d6322130fb8b6a34"}) as unknown as TypedDocumentString<RefreshMutation, RefreshMutationVariables>;
export const RenewDocument = new TypedDocumentString(`
    mutation Renew($input: RenewConnectionInput!) {
  renewConnection(input: $input) {
    __typename
    ... on UserError {
      message
    }
  }
}
    `, {"hash":"sha256:c53fa9eb561fe57e80f60f6643b2564ee23875c42153ba0b0a44ec1cae0cd9ba"}) as unknown as TypedDocumentString<RenewMutation, RenewMutationVariables>;
export const HomeDocument = new TypedDocumentString(`
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
    `, {"hash":"sha256:1b80d8ec30db2edaddee751ef5d0ac36c4d81226b5bc7bbc2ea1215ec7472d39"}) as unknown as TypedDocumentString<HomeQuery, HomeQueryVariables>;
export const FollowDocument = new TypedDocumentString(`
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
    `, {"hash":"sha256:04d0811e3fc9ac6772dec7125b01a3ab17fcf22934010082648aeb19262a9d2f"}) as unknown as TypedDocumentString<FollowSubscription, FollowSubscriptionVariables>;