/** The names under which processes tell each other of things. */

/** Everything that happens in one conversation. */
export function conversationTopic(conversationId: string): string {
  return `parley:conversation:${conversationId}`;
}

/** Memberships of one user begun; the payload is the conversation's id. */
export function userTopic(userId: string): string {
  return `parley:user:${userId}`;
}

/** What members of one conversation are told and what is not in its log: a signal as JSON. */
export function signalTopic(conversationId: string): string {
  return `parley:signals:${conversationId}`;
}

/** The presence of one user may have changed, or who may see it; the payload says which. */
export function presenceTopic(userId: string): string {
  return `parley:presence:${userId}`;
}

/** Sessions ended; the payload is a JSON array of their ids. */
export const SESSIONS_TOPIC = "parley:sessions";

export function readSessionIds(payload: string): string[] {
  const ids: unknown = JSON.parse(payload);
  return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
}

/** Somebody's profile changed; the payload is the profile as JSON. */
export const PROFILES_TOPIC = "parley:profiles";
