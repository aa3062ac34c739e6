/** One line of a conversation. */
import { graphql } from "react-relay";

export const fragment = graphql`
  fragment messageLine_message on Message @refetchable(queryName: "messageLineRefetchQuery") {
    seq
    changedSeq
    body
    createdAt
    editedAt
    deletedAt
    isWithheld
    sender {
      ...person_user
    }
  }
`;
