/** The beginning of every mutation of conversations and their members. */
import { viewerOf } from "../schema/access.ts";
import type { Context, Viewer } from "../schema/context.ts";
import { freshLoaders } from "../schema/loaders.ts";

/**
 * The signed-in viewer, charged for one mutation; throws UNAUTHENTICATED or RATE_LIMITED. What an earlier mutation of
 * the same operation has read is forgotten, so that the payload shows what is there after this one.
 */
export async function chargeMutation(context: Context): Promise<Viewer> {
  const viewer = viewerOf(context);
  await context.limits.charge("mutation", viewer.userId);
  freshLoaders(context);
  return viewer;
}
