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
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  const broken = isObject ? brokenRuleOf(value, CUSTOM_DATA_DEPTH_MAX) : "It is no object.";
  if (broken !== null) throw new InputValidationError([{ path: [path], message: broken }]);
  return value as CustomData;
}

/** Why JSON cannot be kept, which is at most CUSTOM_DATA_BYTES_MAX and so deep; null where it can. */
export function brokenRuleOf(value: unknown, depthMax: number): string | null {
  // Before the text is made, which goes as deep as the value.
  if (isDeeper(value, depthMax)) return `It is more than ${depthMax} levels deep.`;
  const text = JSON.stringify(value);
  if (Buffer.byteLength(text, "utf8") > CUSTOM_DATA_BYTES_MAX) {
    return `It has more than ${CUSTOM_DATA_BYTES_MAX} bytes.`;
  }
  // PostgreSQL keeps no such text: JSON writes both as escapes.
  if (/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/u.test(text)) {
    return "It has a NUL, or a lone surrogate, which is not text.";
  }
  return null;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}
