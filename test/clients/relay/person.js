/** A person's name, wherever one is shown; fetched again by id when their profile has changed. */
import { graphql } from "react-relay";

export const fragment = graphql`
  fragment person_user on User @refetchable(queryName: "personRefetchQuery") {
    username
    displayName
    avatarUrl
  }
`;
