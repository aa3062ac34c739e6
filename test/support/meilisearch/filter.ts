/** The part of Meilisearch's filter language that documents describe and Parley uses; anything else is an error. */

type Value = string | number | boolean | null | readonly string[];
export type Fields = Readonly<Record<string, unknown>>;
type Predicate = (document: Fields) => boolean;

const TOKEN = /\s*(?:(?<text>"(?:[^"\\]|\\.)*")|(?<mark>>=|<=|[()[\],=<>])|(?<word>[\w.:-]+))/gy;

/** Throws for what is no filter, and for an attribute that is not filterable. */
export function readFilter(source: string, filterable: ReadonlySet<string>): Predicate {
  const tokens = [...tokensOf(source)];
  let place = 0;
  const next = (): string => tokens[place++] ?? "";
  const take = (token: string): boolean => tokens[place] === token && place++ >= 0;
  const expect = (token: string): void => {
    if (!take(token))
      throw new Error(`Was expecting ${token} at ${tokens.slice(place, place + 3).join(" ")}`);
  };

  const result = either();
  if (place < tokens.length)
    throw new Error(`Found unexpected characters at the end of the filter: ${next()}`);
  return result;

  function either(): Predicate {
    const parts = [both()];
    while (take("OR")) parts.push(both());
    return (document) => parts.some((part) => part(document));
  }
  function both(): Predicate {
    const parts = [condition()];
    while (take("AND")) parts.push(condition());
    return (document) => parts.every((part) => part(document));
  }
  function condition(): Predicate {
    if (take("NOT")) {
      const inner = condition();
      return (document) => !inner(document);
    }
    if (take("(")) {
      const inner = either();
      expect(")");
      return inner;
    }
    const attribute = next();
    if (!filterable.has(attribute)) throw new Error(`Attribute \`${attribute}\` is not filterable.`);
    const operator = next();
    if (operator === "IN") {
      expect("[");
      const values = new Set<string>();
      while (!take("]")) {
        values.add(valueOf(next()));
        if (!take(",") && tokens[place] !== "]")
          throw new Error("Expected only comma-separated field names inside `IN[..]`");
      }
      return (document) => textsOf(document[attribute]).some((text) => values.has(text));
    }
    const value = valueOf(next());
    if (operator === "=") return (document) => textsOf(document[attribute]).includes(value);
    const number = Number(value);
    if (!["<", ">=", ">", "<="].includes(operator) || Number.isNaN(number))
      throw new Error(`Was expecting an operation at ${operator} ${value}`);
    return (document) => {
      const own = document[attribute];
      if (typeof own !== "number") return false;
      if (operator === "<") return own < number;
      if (operator === "<=") return own <= number;
      return operator === ">" ? own > number : own >= number;
    };
  }
}

/** Strings are compared without case; null and empty lists equal nothing. */
function textsOf(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  return (Array.isArray(value) ? value : [value as Value]).map((each) => String(each).toLowerCase());
}

function valueOf(token: string): string {
  const text = token.startsWith('"') ? token.slice(1, -1) : token;
  return text.toLowerCase();
}

function* tokensOf(source: string): Generator<string> {
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.trimEnd().length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (match === null)
      throw new Error(`Invalid syntax for the filter parameter at ${source.slice(from, from + 20)}`);
    yield match[0].trim();
  }
}
