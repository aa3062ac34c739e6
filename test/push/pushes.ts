/** Pushes as the domain makes them. */
import type { Push } from "../../src/domain/notification/ports.ts";

export function aPush(token: string, changes: Partial<Push> = {}): Push {
  return {
    token,
    kind: "ALERT",
    collapseKey: "conversation:0199c0de",
    title: "Ana",
    body: "Lunch at one? 🍜",
    badge: 3,
    url: "https://chat.example/conversations/0199c0de?seq=12",
    actions: ["REPLY", "MARK_READ"],
    facts: { conversationId: "0199c0de", messageId: "0199c0df" },
    priority: "HIGH",
    ttlSeconds: 3_600,
    ...changes,
  };
}

export function aSilentPush(token: string): Push {
  return aPush(token, { kind: "SILENT", title: "", body: "", actions: [], badge: 0, priority: "NORMAL" });
}

/** Never aborts. */
export const PATIENT = new AbortController().signal;
