/** What the scenes of this folder have in common: devices that people register, and what they are shown of their own. */
import { asks, does } from "../ownRows/scene.ts";
import type { Person } from "../support/people.ts";

export { asks, does } from "../ownRows/scene.ts";

export interface Registered {
  readonly id: string;
  readonly platform: string;
  readonly provider: string;
  readonly installId: string | null;
  readonly locale: string;
  readonly isCurrent: boolean;
}

export const DEVICE = "id platform provider installId locale isCurrent";

/** Registers, and answers the device; throws where that is refused. */
export async function registers(person: Person, token: string, more: object = {}): Promise<Registered> {
  const input = { platform: "ANDROID", token, ...more };
  const result = await does<{ registeredDevice?: Registered }>(
    person,
    "registerDevice",
    input,
    `registeredDevice { ${DEVICE} }`,
  );
  if (result.registeredDevice === undefined) throw new Error(`Refused: ${result.__typename}`);
  return result.registeredDevice;
}

/** Sets what the person wants to be notified of; throws where that is refused. */
export async function chooses(person: Person, settings: object): Promise<void> {
  const { __typename } = await does(person, "updateNotificationSettings", settings);
  if (!__typename.endsWith("Payload")) throw new Error(`Refused: ${__typename}`);
}

export interface Decided {
  readonly state: string;
  readonly reason: string | null;
  readonly explanation: string | null;
}

/** What was decided of messages for this person, by the message's body, the newest first. */
export async function decisionsOf(person: Person): Promise<[body: string | undefined, outcome: string][]> {
  const { viewer } = await asks<{
    viewer: { notificationDecisions: { edges: { node: Decided & { message: { body: string } | null } }[] } };
  }>(
    person,
    `{ viewer { notificationDecisions(first: 50) { edges { node { state reason message { body } } } } } }`,
  );
  return viewer.notificationDecisions.edges.map(({ node }) => [
    node.message?.body,
    node.reason ?? node.state,
  ]);
}
