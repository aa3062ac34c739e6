/** Content rules on the way into the database: what is judged before a write, and what goes again behind it. */
import type { JudgedMessage, SendRules } from "../domain/contentRule/ports.ts";
import type { NewMessage } from "../domain/ports.ts";
import type { Written } from "./sendQueue.ts";

/** As the function `send_messages` answers. */
export type Judged = Written | { readonly outcome: "RULES_CHANGED" | "EXEMPTION_CHANGED" };

/** Remembers who turned out to be exempt, and learns what has changed: once for each conversation of a batch. */
export function createSendJudge(rules: SendRules) {
  const exempt = new WeakSet<NewMessage>();
  return {
    judge: (message: NewMessage): JudgedMessage => rules.judge(message, exempt.has(message)),

    settle: (messages: readonly NewMessage[], outcomes: readonly Judged[]): Written[] => {
      const learning = new Map<string, Promise<unknown>>();
      return outcomes.map((outcome, index): Written => {
        const message = messages[index];
        if (outcome.outcome === "RULES_CHANGED" && message !== undefined) {
          const { conversationId: id } = message;
          // What could not be read is asked for again with the next try.
          const until = learning.get(id) ?? rules.learn(id).catch(() => undefined);
          learning.set(id, until);
          return { outcome: "HELD", until };
        }
        if (outcome.outcome === "EXEMPTION_CHANGED" && message !== undefined) {
          if (!exempt.delete(message)) exempt.add(message);
          return { outcome: "HELD", until: null };
        }
        return outcome as Written;
      });
    },
  };
}
