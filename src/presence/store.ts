/** The port to what all processes together know of who is here. */
import type { Activity } from "../domain/presence/ports.ts";

/**
 * Each process says of each user whether devices of theirs are connected to it; an answer joins what all living
 * processes said. What a process said lasts while it lives: one that is killed is dead to the others within twenty
 * seconds; one that is disposed stays alive to them for fifteen seconds more, so that its clients come back elsewhere
 * without having been away. It is a memory of the moment: after its loss every process says everything again by itself.
 */
export interface ActivityStore extends AsyncDisposable {
  /** What this process knows of a user; null: no device. Resolves when others can read it, or know that they cannot. */
  set(userId: string, activity: Activity | null): Promise<void>;
  /**
   * ACTIVE where any process said so, else IDLE where any did; nobody else is in the map. Rejects, after half a second
   * at most, where the store does not answer.
   */
  read(userIds: readonly string[]): Promise<Map<string, Activity>>;
  /** The conversations that are open on this process on a user's devices in use; none: an empty list. Never rejects. */
  setOpen(userId: string, conversationIds: readonly string[]): Promise<void>;
  /** Those that are open on any process; nobody without one is in the map. Rejects like `read`. */
  readOpen(userIds: readonly string[]): Promise<Map<string, readonly string[]>>;
  /** Called when what others say may have changed unannounced: a process died, or the store came back and is whole again. */
  onUnannounced(listener: () => void): void;
  /** Called for each of this process's users whom the store had forgotten, when it has them again. */
  onRestored(listener: (userId: string) => void): void;
  /** False for a while after the store came back: those whom others have not said again are missing. */
  isWhole(): boolean;
}
