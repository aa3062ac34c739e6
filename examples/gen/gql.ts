/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  mutation SignIn($input: LoginInput!) {\n    login(input: $input) {\n      __typename\n      ... on LoginPayload {\n        session {\n          ...Tokens\n        }\n      }\n      ... on UserError {\n        message\n      }\n    }\n  }\n  fragment Tokens on AuthSession {\n    accessToken\n    accessTokenExpiresAt\n    refreshToken\n  }\n": typeof types.SignInDocument,
    "\n  mutation Refresh($input: RefreshSessionInput!) {\n    refreshSession(input: $input) {\n      __typename\n      ... on RefreshSessionPayload {\n        session {\n          ...Tokens\n        }\n      }\n      ... on UserError {\n        message\n      }\n    }\n  }\n": typeof types.RefreshDocument,
    "\n  mutation Renew($input: RenewConnectionInput!) {\n    renewConnection(input: $input) {\n      __typename\n      ... on UserError {\n        message\n      }\n    }\n  }\n": typeof types.RenewDocument,
    "\n  query Home {\n    viewer {\n      user {\n        id\n      }\n      conversations(first: 20) {\n        edges {\n          node {\n            id\n            title\n            lastMessage {\n              body\n            }\n            members(first: 2) {\n              edges {\n                node {\n                  user {\n                    id\n                    displayName\n                  }\n                }\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n": typeof types.HomeDocument,
    "\n  subscription Follow($conversationId: ID!, $after: Cursor) {\n    conversationEvents(conversationId: $conversationId, after: $after) {\n      __typename\n      ... on StreamReset {\n        cursor\n        reason\n      }\n      ... on StreamReady {\n        cursor\n        recovered\n      }\n      ... on ConversationEvent {\n        seq\n        cursor\n        actor {\n          displayName\n        }\n      }\n      ... on MessageSent {\n        sentMessage {\n          body\n        }\n      }\n    }\n  }\n": typeof types.FollowDocument,
};
const documents: Documents = {
    "\n  mutation SignIn($input: LoginInput!) {\n    login(input: $input) {\n      __typename\n      ... on LoginPayload {\n        session {\n          ...Tokens\n        }\n      }\n      ... on UserError {\n        message\n      }\n    }\n  }\n  fragment Tokens on AuthSession {\n    accessToken\n    accessTokenExpiresAt\n    refreshToken\n  }\n": types.SignInDocument,
    "\n  mutation Refresh($input: RefreshSessionInput!) {\n    refreshSession(input: $input) {\n      __typename\n      ... on RefreshSessionPayload {\n        session {\n          ...Tokens\n        }\n      }\n      ... on UserError {\n        message\n      }\n    }\n  }\n": types.RefreshDocument,
    "\n  mutation Renew($input: RenewConnectionInput!) {\n    renewConnection(input: $input) {\n      __typename\n      ... on UserError {\n        message\n      }\n    }\n  }\n": types.RenewDocument,
    "\n  query Home {\n    viewer {\n      user {\n        id\n      }\n      conversations(first: 20) {\n        edges {\n          node {\n            id\n            title\n            lastMessage {\n              body\n            }\n            members(first: 2) {\n              edges {\n                node {\n                  user {\n                    id\n                    displayName\n                  }\n                }\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n": types.HomeDocument,
    "\n  subscription Follow($conversationId: ID!, $after: Cursor) {\n    conversationEvents(conversationId: $conversationId, after: $after) {\n      __typename\n      ... on StreamReset {\n        cursor\n        reason\n      }\n      ... on StreamReady {\n        cursor\n        recovered\n      }\n      ... on ConversationEvent {\n        seq\n        cursor\n        actor {\n          displayName\n        }\n      }\n      ... on MessageSent {\n        sentMessage {\n          body\n        }\n      }\n    }\n  }\n": types.FollowDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SignIn($input: LoginInput!) {\n    login(input: $input) {\n      __typename\n      ... on LoginPayload {\n        session {\n          ...Tokens\n        }\n      }\n      ... on UserError {\n        message\n      }\n    }\n  }\n  fragment Tokens on AuthSession {\n    accessToken\n    accessTokenExpiresAt\n    refreshToken\n  }\n"): typeof import('./graphql.ts').SignInDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Refresh($input: RefreshSessionInput!) {\n    refreshSession(input: $input) {\n      __typename\n      ... on RefreshSessionPayload {\n        session {\n          ...Tokens\n        }\n      }\n      ... on UserError {\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.ts').RefreshDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Renew($input: RenewConnectionInput!) {\n    renewConnection(input: $input) {\n      __typename\n      ... on UserError {\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.ts').RenewDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Home {\n    viewer {\n      user {\n        id\n      }\n      conversations(first: 20) {\n        edges {\n          node {\n            id\n            title\n            lastMessage {\n              body\n            }\n            members(first: 2) {\n              edges {\n                node {\n                  user {\n                    id\n                    displayName\n                  }\n                }\n              }\n            }\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').HomeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription Follow($conversationId: ID!, $after: Cursor) {\n    conversationEvents(conversationId: $conversationId, after: $after) {\n      __typename\n      ... on StreamReset {\n        cursor\n        reason\n      }\n      ... on StreamReady {\n        cursor\n        recovered\n      }\n      ... on ConversationEvent {\n        seq\n        cursor\n        actor {\n          displayName\n        }\n      }\n      ... on MessageSent {\n        sentMessage {\n          body\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').FollowDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
