/** Judges what a message is to say from now on, under its conversation's lock. */
import type { LockedMessage } from "../message/changeMessage.ts";
import type { Ports } from "../ports.ts";
import { judgeWords } from "./judgeMessage.ts";
import type { WordsVerdict } from "./judgeMessage.ts";
import { isExemptFromRules } from "./policy.ts";

/** By the rules that hold now: the lock keeps the conversation's as they are. */
export async function judgeEdit(
  { contentRules }: Pick<Ports, "contentRules">,
  { write, member }: Pick<LockedMessage, "write" | "member">,
  body: string,
): Promise<WordsVerdict> {
  const rules = await contentRules.learn(write.tx, write.conversation.id);
  return judgeWords(rules, { body, content: null, filenames: [] }, isExemptFromRules(member));
}
