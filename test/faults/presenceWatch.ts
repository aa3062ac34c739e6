/** Somebody who watches the presence of many, and counts its changes. */
import type { Person } from "../support/people.ts";
import { FaultsPresenceDocument } from "./documents.ts";
import { Wire } from "./wire.ts";

export interface PresenceWatch extends Disposable {
  /** Behind the first word about each. */
  readonly changes: number;
}

/** The first of them watches all, on the node at `url`. Resolves when something was said about each. */
export async function watchPresence(url: string, people: readonly Person[]): Promise<PresenceWatch> {
  const authorization = people[0]?.authorization ?? "";
  const wire = await Wire.open({ url, authorization });
  let changes = -people.length;
  const all = Promise.withResolvers<void>();
  wire.subscribe(
    FaultsPresenceDocument,
    { userIds: people.map(({ id }) => id) },
    {
      next: () => {
        changes += 1;
        if (changes === 0) all.resolve();
      },
      ended: (errors) => all.reject(new Error(`Presence ended: ${JSON.stringify(errors)}`)),
    },
  );
  await all.promise;
  return {
    get changes() {
      return changes;
    },
    [Symbol.dispose]: () => wire.terminate(),
  };
}
