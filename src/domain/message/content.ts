/** What a message may have beside words: a location, or JSON of a type that the server's operator has named. */
import { InputValidationError } from "../errors.ts";
import type { JsonValue, MessageRow } from "../rows.ts";
import { assertText } from "../text.ts";
import type { TextRule } from "../text.ts";

export interface Location {
  /** Degrees, -90 to 90. */
  readonly latitude: number;
  /** Degrees, -180 to 180. */
  readonly longitude: number;
  readonly name: string | null;
}

export interface CustomContent {
  /** One of CUSTOM_CONTENT_TYPES. */
  readonly type: string;
  readonly data: JsonValue;
}

/** As it is stored: with one of the two. */
export type MessageContent = { readonly location: Location } | { readonly custom: CustomContent };

/** What a client gives: one of the two. */
export interface ContentInput {
  readonly location?: Omit<Location, "name"> & { readonly name?: string | null | undefined };
  readonly custom?: { readonly type: string; readonly data: JsonValue };
}

/** Of `data` as JSON in UTF-8. */
export const CUSTOM_CONTENT_BYTES_MAX = 8_192;
/** Objects and arrays within one another. */
export const CUSTOM_CONTENT_DEPTH_MAX = 16;

const PLACE_NAME: TextRule = { min: 0, max: 200 };

/** The content to store. Throws InputValidation naming the part of `content`. */
export function assertContent(content: ContentInput, types: readonly string[]): MessageContent {
  if (content.location !== undefined) return { location: assertLocation(content.location) };
  if (content.custom !== undefined) return { custom: assertCustom(content.custom, types) };
  throw invalid("content", "It is empty.");
}

/** What a row has; null for words alone. */
export function contentOf({ content }: Pick<MessageRow, "content">): MessageContent | null {
  // Written by `assertContent` alone.
  return content as MessageContent | null;
}

function assertLocation({ latitude, longitude, name }: NonNullable<ContentInput["location"]>): Location {
  if (!(Math.abs(latitude) <= 90)) throw invalid("latitude", "It is from -90 to 90.");
  if (!(Math.abs(longitude) <= 180)) throw invalid("longitude", "It is from -180 to 180.");
  const text = assertText("name", name ?? "", PLACE_NAME);
  return { latitude, longitude, name: text === "" ? null : text };
}

function assertCustom({ type, data }: CustomContent, types: readonly string[]): CustomContent {
  if (!types.includes(type)) throw invalid("type", "It is none of the types that this server knows.");
  if (Buffer.byteLength(JSON.stringify(data)) > CUSTOM_CONTENT_BYTES_MAX) {
    throw invalid("data", `It has more than ${CUSTOM_CONTENT_BYTES_MAX} bytes.`);
  }
  if (!isShallow(data, CUSTOM_CONTENT_DEPTH_MAX)) {
    throw invalid("data", `It is deeper than ${CUSTOM_CONTENT_DEPTH_MAX}.`);
  }
  if (!isStorable(data)) throw invalid("data", "A NUL or a lone surrogate is not text.");
  return { type, data };
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((each) => isShallow(each, depth - 1));
}

/** PostgreSQL stores no NUL in JSON. */
function isStorable(data: JsonValue): boolean {
  const text = JSON.stringify(data);
  return !/\\u0000|\\ud[89a-f]/i.test(text);
}

function invalid(field: string, message: string): InputValidationError {
  return new InputValidationError([{ path: ["content", field], message }]);
}
