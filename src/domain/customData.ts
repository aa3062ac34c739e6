/** Data of the clients' own: an object that is kept as it is and read by nobody here. */
import { InputValidationError } from "./errors.ts";

export type CustomData = { [name: string]: CustomValue };
type CustomValue = string | number | boolean | null | CustomValue[] | CustomData;

/** As JSON, in UTF-8. */
export const CUSTOM_DATA_BYTES_MAX = 8_192;
/** Objects and lists in each other, the outermost counted. */
export const CUSTOM_DATA_DEPTH_MAX = 8;

/** `value` if it can be kept; throws InputValidation naming `path`. */
export function assertCustomData(path: string, value: unknown): CustomData {
  const broken = (message: string): InputValidationError =>
    new InputValidationError([{ path: [path], message }]);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw broken("It is no object.");
  // Before the text is made, which goes as deep as the value.
  if (isDeeper(value, CUSTOM_DATA_DEPTH_MAX)) {
    throw broken(`It is more than ${CUSTOM_DATA_DEPTH_MAX} levels deep.`);
  }
  const text = JSON.stringify(value);
  if (Buffer.byteLength(text, "utf8") > CUSTOM_DATA_BYTES_MAX) {
    throw broken(`It has more than ${CUSTOM_DATA_BYTES_MAX} bytes.`);
  }
  // PostgreSQL keeps no such text: JSON writes both as escapes.
  if (/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/u.test(text)) {
    throw broken("It has a NUL, or a lone surrogate, which is not text.");
  }
  return value as CustomData;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}
