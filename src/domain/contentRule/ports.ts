/** What the write of messages is told of content rules, and asks of them. */
import type { NewMessage } from "../ports.ts";
import type { Rule } from "./ruleSet.ts";

/** How a message was judged; what is absent is 0 or no. Compared under the lock with what holds there. */
export interface Judgement {
  /** Versions of the conversation's rules, and of the server's. */
  readonly ownRules?: number;
  readonly serverRules?: number;
  /** Whether its sender was taken to be exempt from the conversation's rules; absent where that makes no difference. */
  readonly isExempt?: boolean;
  readonly isBlocked?: true;
  /** The rule that has it reported. */
  readonly flaggedBy?: string;
}

/** A message with what is left of its words. */
export interface JudgedMessage extends NewMessage {
  /** Null where there are no rules. */
  readonly judgement: Judgement | null;
  readonly blockedBy: Rule | null;
}

/** What a message does not say of itself. */
export interface Circumstances {
  /** Whether its sender is taken to be exempt from the conversation's rules. */
  readonly isExempt: boolean;
  /** Of its attachments. */
  readonly filenames: readonly string[];
}

/** The rules as the write of messages asks for them. */
export interface SendRules {
  /** Whether any are known here that hold in a conversation. */
  holdIn(conversationId: string): boolean;
  /** By what is known here; asks nobody. Where no rule is known to hold, it is all one what its files are called. */
  judge(message: NewMessage, circumstances: Circumstances): JudgedMessage;
  /** Reads what holds in a conversation now. Errors: UNAVAILABLE. */
  learn(conversationId: string): Promise<unknown>;
}

/** For a write that knows of no rules. */
export const NO_RULES: SendRules = {
  holdIn: () => false,
  judge: (message) => ({ ...message, judgement: null, blockedBy: null }),
  learn: () => Promise.resolve(),
};
