/** Global ids: opaque to clients, a type's name and a database id inside. */
import { NotFoundError } from "../domain/errors.ts";
import { isUuid, NO_ID } from "../lib/ids.ts";

export function encodeNodeId(typename: string, id: string): string {
  return Buffer.from(`${typename}:${id}`, "utf8").toString("base64url");
}

/** Never throws: what is not an id of ours decodes to a type that does not exist. */
export function decodeNodeId(globalId: string): { typename: string; id: string } {
  const text = Buffer.from(globalId, "base64url").toString("utf8");
  const separator = text.indexOf(":");
  if (separator < 1) return { typename: "", id: "" };
  return { typename: text.slice(0, separator), id: text.slice(separator + 1) };
}

/** The UUID in a global id of type `typename`; throws NotFoundError for anything else. */
export function idOf(typename: string, globalId: string): string {
  const decoded = decodeNodeId(globalId);
  if (decoded.typename !== typename || !isUuid(decoded.id)) throw new NotFoundError(typename);
  return decoded.id;
}

/** The same, but for anything else an id that matches nothing: what it names does not exist. */
export function idOrNone(typename: string, globalId: string): string {
  const decoded = decodeNodeId(globalId);
  return decoded.typename === typename && isUuid(decoded.id) ? decoded.id : NO_ID;
}
