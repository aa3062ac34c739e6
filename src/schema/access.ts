/** Who is asking. */
import { unauthenticated } from "../domain/errors.ts";
import { NO_ID } from "../lib/ids.ts";
import type { Context, Viewer } from "./context.ts";

/** The signed-in viewer; throws UNAUTHENTICATED for the anonymous. */
export function viewerOf(context: Context): Viewer {
  if (context.viewer === null) throw unauthenticated();
  return context.viewer;
}

/** The viewer's user id for predicates: for the anonymous, an id that belongs to nobody. */
export function viewerIdOrNone(context: Context): string {
  return context.viewer?.userId ?? NO_ID;
}
