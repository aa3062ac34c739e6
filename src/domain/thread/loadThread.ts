/** Loads the root of a thread, for what is done to the thread by one person for themselves. */
import { InputValidationError } from "../errors.ts";
import { loadVisibleMessage } from "../message/loadVisibleMessage.ts";
import type { VisibleMessage } from "../message/loadVisibleMessage.ts";
import type { Db } from "../rows.ts";

/** Any message in no thread itself can be the root of one. Errors: NotFound, InputValidation for a reply. */
export async function loadThread(db: Db, userId: string, rootId: string): Promise<VisibleMessage> {
  const root = await loadVisibleMessage(db, userId, rootId);
  if (root.message.threadRootId !== null) {
    throw new InputValidationError([{ path: ["rootId"], message: "It is a reply: name the thread's root." }]);
  }
  return root;
}
