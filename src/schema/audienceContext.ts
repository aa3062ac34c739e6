/** The context of an execution that several followers share: it has no viewer, and reading one throws. */
import type { Profiles } from "../domain/ports.ts";
import type { Audience } from "../domain/streams.ts";
import type { Client, Context, Viewer } from "./context.ts";
import { AudienceLoaders, ViewerReadError } from "./loaders.ts";

/** What an app's contexts have in common, whoever asks. */
export type CommonContext = Omit<
  Context,
  "requestId" | "viewer" | "client" | "connection" | "loaders" | "createLoaders" | "isShared" | "onRefused"
>;

export function createAudienceContext(
  common: CommonContext,
  profiles: Profiles,
  audience: Audience,
): Context {
  const createLoaders = (): AudienceLoaders => new AudienceLoaders(common.db, profiles, audience);
  return {
    ...common,
    requestId: "shared",
    get viewer(): Viewer | null {
      throw new ViewerReadError();
    },
    get client(): Client {
      throw new ViewerReadError();
    },
    connection: null,
    onRefused: () => undefined,
    loaders: createLoaders(),
    createLoaders,
    isShared: true,
  };
}
