/** Under which key attempts on one account are counted. */
import { createHash } from "node:crypto";

/** The same for every way to write a username or an address, and short whatever was sent. */
export function accountKey(name: string): string {
  return createHash("sha256").update(name.trim().toLowerCase()).digest("base64url");
}
