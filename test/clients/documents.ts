/** What the client libraries ask beyond what all people of the tests ask, and the form in which they take a document. */
import { parse } from "graphql";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { graphql } from "../gen/index.ts";
import type { TypedDocumentString } from "../gen/graphql.ts";

export const ClientLoginDocument = graphql(`
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
`);

export const PossibleTypesDocument = graphql(`
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
`);

/** The same document, as the libraries know it. */
export function parsed<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
): TypedDocumentNode<Data, Variables> {
  return parse(document.toString());
}
