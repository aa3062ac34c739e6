/** Who is in which conversations, and how many messages are under way among them. */

export interface LatticeOptions {
  /** For each conversation its members, as places in the world's people. */
  readonly members: readonly (readonly number[])[];
  readonly peopleCount: number;
  /** Whether a socket follows the one conversation of its person, or all of them. */
  readonly follows: "one" | "all";
  readonly kind: "DIRECT" | "GROUP";
  /** Messages under way. */
  readonly underWay: number;
}
