/** Recognises a write that a unique index refused: how the rules learn of a race they lost. */

/** The name of the unique index that refused a write, e.g. `user_username_key`; null for every other error. */
export function violatedIndex(error: unknown): string | null {
  if (property(error, "code") !== "P2002") return null;
  const cause = property(property(property(error, "meta"), "driverAdapterError"), "cause");
  const index = property(property(cause, "constraint"), "index");
  return typeof index === "string" ? index : null;
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
