/** Scalars: DateTime, URL, Cursor, JSON. */
import { GraphQLError } from "graphql";
import type { JsonValue } from "../domain/rows.ts";
import { builder } from "./builder.ts";

function bad(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "BAD_REQUEST" } });
}

builder.scalarType("DateTime", {
  description: "A moment, in UTC, as RFC 3339 with milliseconds: `2026-03-01T09:30:00.000Z`.",
  specifiedByURL: "https://scalars.graphql.org/andimarek/date-time",
  serialize: (value) => (value instanceof Date ? value : new Date(value)).toISOString(),
  parseValue: (value) => {
    const date = typeof value === "string" ? new Date(value) : new Date(Number.NaN);
    if (Number.isNaN(date.getTime())) throw bad("A DateTime is written like 2026-03-01T09:30:00.000Z.");
    return date;
  },
});

builder.scalarType("URL", {
  description: "An absolute http or https URL, of at most 2,048 characters.",
  specifiedByURL: "https://url.spec.whatwg.org/",
  serialize: (value) => value,
  parseValue: (value) => {
    const url =
      typeof value === "string" && value.length <= 2048 && URL.canParse(value) ? new URL(value) : null;
    if (url === null || !["http:", "https:"].includes(url.protocol)) {
      throw bad("A URL begins with http:// or https:// and has at most 2,048 characters.");
    }
    return url.href;
  },
});

builder.scalarType("Cursor", {
  description: "Opaque position in a stream. Never parsed by a client.",
  serialize: (value) => value,
  parseValue: (value) => {
    if (typeof value !== "string" || value.length > 200)
      throw bad("A cursor is a text that Parley handed out.");
    return value;
  },
});

builder.scalarType("JSON", {
  description: "Any JSON value, as a client gave it.",
  specifiedByURL: "https://www.rfc-editor.org/rfc/rfc8259",
  serialize: (value) => value,
  parseValue: (value) => value as NonNullable<JsonValue>,
});
