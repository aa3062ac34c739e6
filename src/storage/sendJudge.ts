/** Content rules on the way into the database: what is judged before a write, and what goes again behind it. */
import type { JudgedMessage, SendRules } from "../domain/contentRule/ports.ts";
import type { NewMessage } from "../domain/ports.ts";
import type { Written } from "./sendQueue.ts";

/** As the function `send_messages` answers. */
export type Judged = Written | { readonly outcome: "RULES_CHANGED" | "EXEMPTION_CHANGED" };

/**
 * Remembers who turned out to be exempt, and what files are called; and learns what has changed: once for each conversation
 * of a batch.
 */
export function createSendJudge(rules: SendRules) {
  const exempt = new WeakSet<NewMessage>();
  const filenames = new WeakMap<NewMessage, readonly string[]>();
  const isNameless = (message: NewMessage): boolean =>
    attachmentIdsOf(message).length > 0 && !filenames.has(message) && rules.holdIn(message.conversationId);

  return {
    /** Those whose files' names have to be known before `judge`: none where no rule holds. */
    namelessIn: (messages: readonly NewMessage[]): NewMessage[] => messages.filter(isNameless),

    /** What is not in `names` is no attachment. */
    name: (nameless: readonly NewMessage[], names: ReadonlyMap<string, string>): void => {
      for (const each of nameless) {
        const own = attachmentIdsOf(each).flatMap((id) => names.get(id) ?? []);
        filenames.set(each, own);
      }
    },

    judge: (message: NewMessage): JudgedMessage =>
      rules.judge(message, { isExempt: exempt.has(message), filenames: filenames.get(message) ?? [] }),

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

export function attachmentIdsOf({ extras }: NewMessage): readonly string[] {
  return extras?.attachmentIds ?? [];
}
