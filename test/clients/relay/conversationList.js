/** A list of the viewer's conversations, each with its newest message, and more of them on demand. */
import { graphql } from "react-relay";

export const query = graphql`
  query conversationListQuery($kind: ConversationKind) {
    viewer {
      user {
        ...person_user
      }
      ...conversationList_viewer @arguments(kind: $kind)
    }
  }
`;

export const fragment = graphql`
  fragment conversationList_viewer on Viewer
  @argumentDefinitions(
    first: { type: "Int", defaultValue: 20 }
    after: { type: "String" }
    kind: { type: "ConversationKind" }
  )
  @refetchable(queryName: "conversationListPaginationQuery") {
    conversations(first: $first, after: $after, filter: { kind: $kind })
      @connection(key: "conversationList_conversations", filters: ["filter"]) {
      edges {
        node {
          id
          title
          lastMessage {
            ...messageLine_message
          }
        }
      }
    }
  }
`;
