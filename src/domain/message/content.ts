/** What a message may have beside words: a location, or JSON of a type that the server's operator has named. */
import { brokenRuleOf } from "../customData.ts";
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

/** Objects and arrays within one another. */
export const CUSTOM_CONTENT_DEPTH_MAX = 16;

const PLACE_NAME: TextRule = { min: 0, max: 200 };

/** The content to store. Throws InputValidation naming the part of `content`. */
export function assertContent(content: ContentInput): MessageContent {
  if (content.location !== undefined) return { location: assertLocation(content.location) };
  if (content.custom !== undefined) return { custom: assertCustom(content.custom) };
  throw invalid("content", "It is empty.");
}

/** False for custom JSON of another type than `types`. */
export function isOfKnownType(content: MessageContent, types: readonly string[]): boolean {
  return !("custom" in content) || types.includes(content.custom.type);
}

export function unknownType(): InputValidationError {
  return invalid("type", "It is none of the types that this server knows.");
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

function assertCustom({ type, data }: CustomContent): CustomContent {
  const broken = brokenRuleOf(data, CUSTOM_CONTENT_DEPTH_MAX);
  if (broken !== null) throw invalid("data", broken);
  return { type, data };
}

function invalid(field: string, message: string): InputValidationError {
  return new InputValidationError([{ path: ["content", field], message }]);
}
