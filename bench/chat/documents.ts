/** What Parley and the GraphQL peers are asked. */

/** The realistic selection. */
const MESSAGE =
  "fragment Realistic on Message { id seq body createdAt sender { id displayName avatarUrl } conversation { id } }";

/** The least a follower of Parley asks. */
export const PLAIN_FOLLOW = `
  subscription Follow($conversationId: ID!, $after: Cursor) {
    conversationEvents(conversationId: $conversationId, after: $after) {
      __typename
      ... on StreamReady { cursor }
      ... on MessageSent { sentMessage { ...Realistic } }
    }
  }
  ${MESSAGE}`;

/** What a kit asks that resumes and renders: cursors, resets, a snapshot with the viewer's own membership. */
export const KIT_FOLLOW = kitFollow("");

/** The kit's document with one of up to 16 selections, which differ in what they ask of a message beyond the realistic. */
export function kitFollowOf(variant: number): string {
  const extras = ["changedSeq", "clientKey", "editedAt", "isWithheld"];
  return kitFollow(extras.filter((_, bit) => (variant & (1 << bit)) !== 0).join(" "));
}

function kitFollow(extras: string): string {
  return `
  subscription Follow($conversationId: ID!, $after: Cursor) {
    conversationEvents(conversationId: $conversationId, after: $after) {
      __typename
      ... on StreamReset { cursor reason }
      ... on StreamReady {
        cursor
        recovered
        snapshot { id title headSeq memberCount viewerMember { id role changedSeq } }
      }
      ... on ConversationEvent { seq cursor }
      ... on MessageSent { sentMessage { ...Realistic ${extras} } }
    }
  }
  ${MESSAGE}`;
}

export const INBOX_FOLLOW = `
  subscription Inbox($after: Cursor) {
    inboxEvents(after: $after) {
      __typename
      ... on StreamReady { cursor }
      ... on StreamReset { cursor }
      ... on StreamCheckpoint { cursor }
      ... on MessageSent { sentMessage { ...Realistic } }
    }
  }
  ${MESSAGE}`;

export const SEND = `
  mutation Send($input: SendMessageInput!) {
    sendMessage(input: $input) {
      __typename
      ... on SendMessagePayload { sentMessage { id } }
      ... on UserError { code message }
    }
  }`;

export const PEER_FOLLOW = `
  subscription Follow($conversationId: ID!) { messageSent(conversationId: $conversationId) { ...Realistic } }
  ${MESSAGE}`;

export const PEER_SEND = `
  mutation Send($conversationId: ID!, $senderId: ID!, $body: String!) {
    sendMessage(conversationId: $conversationId, senderId: $senderId, body: $body) { id }
  }`;
