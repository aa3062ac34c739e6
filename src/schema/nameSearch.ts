/** What people are found by: the beginnings of the words of their names, as the table `user_word` has them. */
import { badRequest } from "../domain/errors.ts";
import { checkText } from "../domain/text.ts";
import { isUuid } from "../lib/ids.ts";
import type { PageOrder } from "./page.ts";

/** Characters. */
export const NAME_QUERY_MAX = 64;

export interface NameQuery {
  /** The rarest: it is looked for, and the others only among those who have it. */
  readonly longest: string;
  readonly others: readonly string[];
}

/** Throws BAD_REQUEST for a text out of bounds. */
export function readNameQuery(written: string): NameQuery {
  const query = checkText("query", written, { max: NAME_QUERY_MAX });
  if (typeof query !== "string") throw badRequest(`query: ${query.message}`);
  const [longest = "", ...others] = query.split(/\s+/u).toSorted((one, other) => other.length - one.length);
  return { longest, others };
}

/** A person's place: the first of their words that begins as asked. */
export interface NamePosition {
  readonly word: string;
  readonly userId: string;
}

/** In the order of the word that was found: whose word is the text itself comes first. */
export function nameOrder<Row>(
  name: string,
  placeOf: (row: Row) => NamePosition,
): PageOrder<Row, NamePosition> {
  return {
    name,
    toParts: (row) => {
      const { userId, word } = placeOf(row);
      return [userId, Buffer.from(word, "utf8").toString("base64url")];
    },
    fromParts: ([userId = "", word = "", ...rest]) => {
      if (!isUuid(userId) || rest.length > 0) return null;
      const text = Buffer.from(word, "base64url").toString("utf8");
      return text === "" || text.includes("\0") ? null : { userId, word: text };
    },
  };
}
