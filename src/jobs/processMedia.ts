/** Job: looks at an upload before anybody sees it; its key is the attachment's id. */
import type { ProcessMedia } from "../domain/attachment/ports.ts";
import type { Task } from "../domain/job/ports.ts";

export function processMediaTask({ processMedia }: { readonly processMedia: ProcessMedia }): Task {
  return async (id, signal) => {
    await processMedia(id, signal);
    return "DONE";
  };
}
