/**
 * Tells every process, and the open inboxes of people who share a conversation with them, that somebody presents
 * themselves anew.
 *
 * One topic for all: profiles change seldom. What is lost on the way is seen some seconds later, when the profile in
 * memory is read again; an inbox is not told of it then.
 */
import type { Profiles } from "../domain/ports.ts";
import type { ProfileRow } from "../domain/rows.ts";
import type { Broker } from "./broker.ts";
import { reviveDates } from "./codec.ts";
import { PROFILES_TOPIC } from "./topics.ts";

export type ProfileListener = (profile: ProfileRow) => void;

export interface ProfileNews {
  /** Returns at once and never throws. This process shows the profile from now on, the others soon. */
  announce(profile: ProfileRow): void;
  /**
   * Tells of the profiles of the conversation's members, on whichever process they were changed: once for a listener that
   * listens to several of a person's conversations. It must not throw. The returned function ends it.
   */
  listen(conversationId: string, listener: ProfileListener): () => void;
}

export interface ProfileNewsOptions {
  readonly broker: Broker;
  readonly profiles: Pick<Profiles, "learn" | "known">;
  /** The conversations that the user is a member of now. */
  readonly readConversationIds: (userId: string) => Promise<string[]>;
  readonly onError: (error: unknown) => void;
}

/** Hears for as long as the broker lives. */
export function createProfileNews(options: ProfileNewsOptions): ProfileNews {
  const { broker, profiles, readConversationIds, onError } = options;
  const listeners = new Map<string, Set<ProfileListener>>();

  async function hear(profile: ProfileRow): Promise<void> {
    profiles.learn([profile]);
    if (listeners.size === 0) return;
    const conversationIds = await readConversationIds(profile.id);
    const told = new Set(conversationIds.flatMap((id) => [...(listeners.get(id) ?? [])]));
    // A newer one may have been learned while that was read: what is told last is what is so.
    const [newest = profile] = profiles.known([profile.id]);
    for (const listener of told) listener(newest);
  }

  broker
    .subscribe(PROFILES_TOPIC, (payload) => void hear(decodeProfile(payload)).catch(onError))
    .catch(onError);

  return {
    announce: (profile) => {
      const told = publicOf(profile);
      profiles.learn([told]);
      broker.publish(PROFILES_TOPIC, JSON.stringify(told)).catch(() => undefined);
    },
    listen: (conversationId, listener) => {
      const own = listeners.get(conversationId) ?? new Set();
      listeners.set(conversationId, own.add(listener));
      return () => {
        if (own.delete(listener) && own.size === 0) listeners.delete(conversationId);
      };
    },
  };
}

/** Whoever announces may hold the whole account. */
function publicOf({
  id,
  username,
  displayName,
  avatarUrl,
  avatarAttachmentId,
  about,
  createdAt,
  profileVersion,
}: ProfileRow): ProfileRow {
  return { id, username, displayName, avatarUrl, avatarAttachmentId, about, createdAt, profileVersion };
}

/** Throws for what no process of this version wrote; the broker logs it. */
function decodeProfile(payload: string): ProfileRow {
  const profile: unknown = JSON.parse(payload);
  if (!isProfile(profile)) throw new Error("A publication is not a profile.");
  reviveDates(profile);
  return profile;
}

function isProfile(value: unknown): value is ProfileRow {
  return typeof value === "object" && value !== null && "id" in value && "profileVersion" in value;
}
