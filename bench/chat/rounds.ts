/** Measurements of several rounds: medians, and ratios that are taken within a round. */
import { median } from "../support/statistics.ts";
import type { Contestant } from "./contestants.ts";
import type { Paced, Saturated } from "./drive.ts";

export interface Measurement {
  readonly round: number;
  readonly followers: number;
  readonly contestant: Contestant;
  readonly saturated: Saturated;
  readonly paced: Paced | null;
}

export class Rounds {
  readonly #all: Measurement[] = [];

  add(measurement: Measurement): void {
    this.#all.push(measurement);
  }

  of(contestant: Contestant, followers: number): readonly Measurement[] {
    return this.#all.filter((each) => each.contestant === contestant && each.followers === followers);
  }

  /** NaN where nothing was measured. */
  median(
    contestant: Contestant,
    followers: number,
    read: (measurement: Measurement) => number | null,
  ): number {
    const values = this.of(contestant, followers).map(read);
    return median(values.filter((value) => value !== null));
  }

  /** How many times as many deliveries a CPU-second `of` makes as `to`, the median over the rounds. */
  deliveriesPerCpu(of: Contestant, to: Contestant, followers: number): number {
    const others = this.of(to, followers);
    return median(
      this.of(of, followers).flatMap(({ round, saturated }) => {
        const other = others.find((each) => each.round === round);
        return other === undefined ? [] : [other.saturated.serverMicros / saturated.serverMicros];
      }),
    );
  }

  /** CPU per delivery at one number of followers over that at another, within rounds. */
  growth(contestant: Contestant, from: number, to: number): number {
    const few = this.of(contestant, from);
    return median(
      this.of(contestant, to).flatMap(({ round, saturated }) => {
        const small = few.find((each) => each.round === round);
        return small === undefined ? [] : [saturated.serverMicros / small.saturated.serverMicros];
      }),
    );
  }

  /** The worst that was seen. */
  executionsPerEvent(contestant: Contestant, followers: number): number | null {
    const values = this.of(contestant, followers).map(({ saturated }) => saturated.executionsPerEvent);
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? null : Math.max(...known);
  }
}
