/**
 * What subscriptions select, compared: which of them get the same bytes for an item.
 *
 * The key of an item's payload is taken for its concrete type: the document, the operation, and the variables that are
 * used inside that type's selection. What is asked of the root field (`after`), of other types (a snapshot) and who asks
 * does not enter it. A type that is marked `perViewer` itself, or in whose selection a field is, has no key: it is
 * executed for each.
 */
import { print } from "graphql";
import type { DocumentNode, ValidatedSubscriptionArgs } from "graphql";
import type { Audience, InboxStreamItem, Selection } from "../domain/streams.ts";
import { sha256 } from "../lib/hash.ts";
import type { ErrorScope } from "./errors.ts";
import type { NextPayload } from "./frames.ts";
import type { OperationPorts } from "./ports.ts";
import { presentItem } from "./presentItem.ts";
import { selectedOf } from "./selectedOf.ts";
import type { Selected } from "./selectedOf.ts";

/** A selection in use; release it once. */
export interface HeldSelection {
  readonly selection: Selection;
  readonly release: () => void;
}

/** All selections in use, so that those that are the same are one. */
export class Selections {
  readonly #shared: Shared;
  readonly #operations = new WeakMap<DocumentNode, Map<string, Operation>>();

  /** `createScope`: where the errors of an execution that is nobody's own are told. */
  constructor(ports: OperationPorts, createScope: () => ErrorScope) {
    this.#shared = { ports, createScope };
  }

  hold(args: ValidatedSubscriptionArgs): HeldSelection {
    let byName = this.#operations.get(args.document);
    if (byName === undefined) this.#operations.set(args.document, (byName = new Map()));
    const name = args.operation.name?.value ?? "";
    let operation = byName.get(name);
    if (operation === undefined) byName.set(name, (operation = new Operation(args, this.#shared)));
    return operation.hold(args);
  }
}

interface Shared {
  readonly ports: OperationPorts;
  readonly createScope: () => ErrorScope;
}

/** One subscription of one document. */
class Operation {
  readonly #shared: Shared;
  readonly #text: string;
  readonly #byType: ReadonlyMap<string, Selected>;
  /** Variables that make a difference to some item that is shared, or to which items are asked for. */
  readonly #variables: readonly string[];
  readonly #held = new Map<string, { selection: SharedSelection; holders: number }>();

  constructor(args: ValidatedSubscriptionArgs, shared: Shared) {
    this.#shared = shared;
    this.#byType = selectedOf(args);
    const text = args.document.loc?.source.body ?? print(args.document);
    this.#text = `${Buffer.from(sha256(text)).toString("base64url")} ${args.operation.name?.value ?? ""}`;
    const names = [...this.#byType.values()].flatMap(({ isPerViewer, variables, deciding }) =>
      isPerViewer ? deciding : variables,
    );
    this.#variables = [...new Set(names)].toSorted();
  }

  hold(args: ValidatedSubscriptionArgs): HeldSelection {
    const key = valuesOf(this.#variables, args);
    let held = this.#held.get(key);
    if (held === undefined) {
      const selection = new SharedSelection(args, this.#byType, this.#text, this.#shared);
      this.#held.set(key, (held = { selection, holders: 0 }));
    }
    const { selection } = held;
    held.holders += 1;
    return { selection, release: () => this.#release(key) };
  }

  #release(key: string): void {
    const held = this.#held.get(key);
    if (held === undefined) return;
    held.holders -= 1;
    if (held.holders === 0) this.#held.delete(key);
  }
}

class SharedSelection implements Selection {
  readonly #args: ValidatedSubscriptionArgs;
  readonly #byType: ReadonlyMap<string, Selected>;
  readonly #text: string;
  readonly #shared: Shared;
  /** By type name. */
  readonly #keys = new Map<string, string | null>();

  constructor(
    args: ValidatedSubscriptionArgs,
    byType: ReadonlyMap<string, Selected>,
    text: string,
    shared: Shared,
  ) {
    this.#args = args;
    this.#byType = byType;
    this.#text = text;
    this.#shared = shared;
  }

  keyOf(item: InboxStreamItem): string | null {
    const type = this.#shared.ports.itemTypeName(item);
    let key = this.#keys.get(type);
    if (key === undefined) this.#keys.set(type, (key = this.#keyOfType(type)));
    return key;
  }

  execute(item: InboxStreamItem, audience: Audience): Promise<NextPayload> {
    const { ports, createScope } = this.#shared;
    return presentItem(this.#args, item, ports.createAudienceContext(audience), createScope);
  }

  #keyOfType(type: string): string | null {
    const selected = this.#byType.get(type);
    if (selected === undefined || selected.isPerViewer) return null;
    return `${this.#text} ${type} ${valuesOf(selected.variables, this.#args)}`;
  }
}

/** Absent is not null: an argument's default stands in for the one only. */
function valuesOf(names: readonly string[], { variableValues }: ValidatedSubscriptionArgs): string {
  return JSON.stringify(
    names.map((name) => (name in variableValues.coerced ? [variableValues.coerced[name]] : [])),
  );
}
