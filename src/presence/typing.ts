/** Typing: told to every process, kept by those on which somebody wants to know, forgotten by itself. */
import { NotFoundError, RequestError } from "../domain/errors.ts";
import type { ReadRestriction, Typing, TypingState } from "../domain/presence/ports.ts";
import { isKeptFromAll } from "../domain/privacy/restriction.ts";
import { viewNewTyping, viewTyping } from "../domain/privacy/viewSignal.ts";
import { abortable } from "../lib/abortable.ts";
import { Throttle } from "./throttle.ts";
import type { Seen } from "./throttle.ts";
import { TypingRoom } from "./typingRoom.ts";
import type { RoomOptions } from "./typingRoom.ts";

export interface TypingOptions extends RoomOptions {
  readonly readRestriction: ReadRestriction;
}

export function createTyping(options: TypingOptions): Typing {
  const { bus, findMembers, readRestriction } = options;
  const throttle = new Throttle();
  const rooms = new Map<string, TypingRoom>();

  function open(conversationId: string): TypingRoom {
    const known = rooms.get(conversationId);
    if (known !== undefined) return known;
    const room = new TypingRoom(conversationId, options);
    rooms.set(conversationId, room);
    return room;
  }

  function closeIfEmpty(conversationId: string, room: TypingRoom): void {
    if (!room.isEmpty || rooms.get(conversationId) !== room) return;
    rooms.delete(conversationId);
    room[Symbol.dispose]();
  }

  /** Enters at once: what happens from now on is heard. The returned function leaves. */
  function enter(userId: string, conversationId: string) {
    const room = open(conversationId);
    const follower = room.enter(userId);
    let isHere = true;
    const leave = (): void => {
      if (!isHere) return;
      isHere = false;
      room.leave(follower);
      closeIfEmpty(conversationId, room);
    };
    return { room, follower, leave };
  }

  async function* run(
    { room, follower, leave }: ReturnType<typeof enter>,
    signal: AbortSignal,
  ): AsyncGenerator<TypingState> {
    let told: TypingState | null = null;
    try {
      while (!signal.aborted) {
        if (told !== room.state) await room.checkMembers();
        if (!follower.isMember) return;
        const { state } = room;
        const { userId } = follower;
        const view = told === null ? viewTyping(state, userId) : viewNewTyping(state, told, userId);
        if (told !== state && view !== null) yield view;
        told = state;
        if (room.state === state) await follower.moved.wait(signal);
      }
    } finally {
      leave();
    }
  }

  async function see(userId: string, conversationId: string): Promise<Seen> {
    const [isHere, restriction] = await Promise.all([
      isMember(userId, conversationId),
      readRestriction(userId, conversationId),
    ]);
    if (!isHere) throw new NotFoundError("Conversation");
    return { restriction };
  }

  async function isMember(userId: string, conversationId: string): Promise<boolean> {
    return (await findMembers(conversationId, [userId])).has(userId);
  }

  return {
    async set(userId, conversationId, isTyping) {
      const key = `${userId}:${conversationId}`;
      if (throttle.isRepeat(key, isTyping, performance.now())) return;
      const seen = throttle.seen(key, performance.now()) ?? (await see(userId, conversationId));
      throttle.told(key, isTyping, performance.now(), seen);
      const { restriction } = seen;
      if (isKeptFromAll(restriction)) return;
      bus.publish(conversationId, { type: "TYPING", userId, isTyping, ...(restriction && { restriction }) });
    },

    async follow(userId, conversationId) {
      // Before the membership is asked for: a removal is either found or heard.
      const entered = enter(userId, conversationId);
      try {
        if (!(await isMember(userId, conversationId)))
          throw new RequestError("NOT_FOUND", new NotFoundError("Conversation").message);
      } catch (error) {
        entered.leave();
        throw error;
      }
      return abortable((signal) => {
        // A generator that is stopped before its first item has not begun, and cleans nothing up.
        signal.addEventListener("abort", entered.leave);
        return run(entered, signal);
      });
    },

    listen(conversationId, listener) {
      const room = open(conversationId);
      const stop = room.listen(listener);
      return () => {
        stop();
        closeIfEmpty(conversationId, room);
      };
    },
  };
}
