/** Tries the cells of a table, one after the other, and says what it found. */
import { attemptOf } from "./attempts.ts";
import type { Attempt } from "./attempts.ts";
import { twinOf } from "./places.ts";
import type { Place } from "./places.ts";
import type { Table } from "./readTable.ts";
import type { Answer, Operation, Transport, Wire } from "./wires.ts";
import type { Actor, World } from "./world.ts";

export interface Findings {
  /** The cells that were tried, as they were found. */
  readonly found: Table;
  /** Denials that wrote something, and answers that tell an id of what is hidden from one of nothing. */
  readonly faults: readonly string[];
}

/** A cell that lets somebody do it. */
export const isPermission = (cell: string): boolean => cell === "yes" || cell === "same";

/** Each row's denials come first, so that they meet a place as it was made; whatever is written then is a fault. */
export async function tryTable(world: World, transport: Transport, cells: Table): Promise<Findings> {
  await using wires = new AsyncDisposableStack();
  const tries = await Promise.all(
    world.actors.map(async (actor) => {
      const wire = wires.use(await transport(world.url, actor.authorization));
      return new Try(world, actor, wire);
    }),
  );
  const found = new Map<string, ReadonlyMap<string, string>>();
  const faults: string[] = [];
  for (const [row, expected] of cells) {
    const attempt = attemptOf(row);
    const asked = tries.filter(({ column }) => expected.has(column));
    const [permissions, denials] = [true, false].map((isGiven) =>
      asked.filter(({ column }) => isPermission(expected.get(column) ?? "") === isGiven),
    );
    const denied = await deny(world, row, attempt, denials ?? []);
    const allowed: [string, string][] = [];
    for (const each of permissions ?? []) allowed.push([each.column, await each.allow(row, attempt)]);
    found.set(row, new Map([...denied.found, ...allowed]));
    faults.push(...denied.faults);
  }
  return { found, faults };
}

async function deny(world: World, row: string, attempt: Attempt, denials: readonly Try[]) {
  const found: [string, string][] = [];
  const faults: string[] = [];
  const name = attempt.in ?? "group";
  const place = await world.place(name);
  const before = await world.stored();
  for (const each of denials) {
    const { cell, isTold } = await each.deny(row, attempt, place);
    found.push([each.column, cell]);
    if (isTold) faults.push(`${row}, ${each.column}: is answered unlike an id of nothing`);
  }
  const after = await world.stored();
  const written = Object.keys(after).filter((table) => after[table] !== before[table]);
  if (written.length > 0) {
    faults.push(`${row}: a denial wrote ${written.join(", ")}`);
    world.spend(name);
  }
  return { found, faults };
}

/** What one person is answered. */
class Try {
  readonly #world: World;
  readonly #actor: Actor;
  readonly #wire: Wire;

  constructor(world: World, actor: Actor, wire: Wire) {
    this.#world = world;
    this.#actor = actor;
    this.#wire = wire;
  }

  get column(): string {
    return this.#actor.column;
  }

  /** The cell; `same` where it was answered as done, and nothing was written. */
  async allow(row: string, attempt: Attempt): Promise<string> {
    const name = attempt.in ?? "group";
    const place = await this.#world.place(name);
    if (attempt.leavesAll === true) return this.#allowed(row, attempt, place);
    const before = JSON.stringify(await this.#world.stored());
    const cell = await this.#allowed(row, attempt, place);
    const isSame = JSON.stringify(await this.#world.stored()) === before;
    if (!isSame) this.#world.spend(name);
    return isSame && cell === "yes" ? "same" : cell;
  }

  async #allowed(row: string, attempt: Attempt, place: Place): Promise<string> {
    const asking = this.#wire.ask(this.#operation(attempt, place));
    const answer = await (attempt.stir === undefined ? asking : this.#stirred(asking, attempt, place));
    return cellOf(row, answer);
  }

  async deny(row: string, attempt: Attempt, place: Place) {
    const answer = await this.#wire.ask(this.#operation(attempt, place));
    const cell = cellOf(row, answer);
    if (cell !== "hidden" && cell !== "sign-in") return { cell, isTold: false };
    const ofNothing = await this.#wire.ask(this.#operation(attempt, twinOf(place)));
    return { cell, isTold: answer.text !== ofNothing.text };
  }

  #operation(attempt: Attempt, place: Place): Operation {
    return attempt.operation({ place, actor: this.#actor, cast: this.#world.cast });
  }

  /** Something happens again and again, until the stream has told of it. */
  async #stirred(asking: Promise<Answer>, attempt: Attempt, place: Place): Promise<Answer> {
    for (;;) {
      const pause = new Promise((resolve) => setTimeout(resolve, 50));
      const answer = await Promise.race([asking, pause.then(() => null)]);
      if (answer !== null) return answer;
      await attempt.stir?.(place, this.#world.cast);
    }
  }
}

const CELLS: Readonly<Record<string, string>> = {
  UNAUTHENTICATED: "sign-in",
  NOT_FOUND: "hidden",
  NotFoundError: "hidden",
  NotAllowedError: "no",
  MemberSilencedError: "silenced",
  PostingRestrictedError: "restricted",
  MemberBannedError: "banned",
  ContentBlockedError: "forbidden",
  CannotAddUsersError: "unwilling",
};

/** What an answer says, in the words of the table; what has no word there, by its own name. */
function cellOf(row: string, { payload, text }: Answer): string {
  const codes = (payload.errors ?? []).map(({ extensions }) => extensions?.code ?? text);
  if (codes.length > 0) return codes.map((code) => CELLS[code] ?? code).join();
  const data = payload.data as { result: Result; also?: readonly Result[] };
  if (data.also !== undefined && JSON.stringify(data.also) !== JSON.stringify([data.result])) return text;
  if (data.result === null) return "hidden";
  const { within, found } = data.result;
  if (found !== undefined) return found.length === 0 ? "hidden" : "yes";
  if (within !== undefined) return within === null || within.edges.length === 0 ? "no" : "yes";
  const typename = data.result.__typename ?? "";
  if (row.startsWith("node ")) return `node ${typename}` === row.replace(/:.*/, "") ? "yes" : typename;
  if (!row.startsWith("mutation ") || typename.endsWith("Payload")) return "yes";
  return CELLS[typename] ?? typename;
}

/**
 * `within`: a list of it that not everybody gets, or that is empty for some; there is something in each. `found`: what a
 * search finds, which is nothing in what does not exist.
 */
type Result = {
  readonly __typename?: string;
  readonly found?: readonly object[];
  readonly within?: { readonly edges: readonly object[] } | null;
} | null;
