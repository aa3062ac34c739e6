/** What a username, a name, an address and a password must look like. Every broken rule of an input is told at once. */
import { InputValidationError } from "../errors.ts";
import type { InputIssue } from "../errors.ts";
import { checkText } from "../text.ts";
import type { TextRule } from "../text.ts";

/** Code points; the upper bounds keep a hash's cost and a row's size small. */
export const USERNAME_MIN = 2;
export const USERNAME_MAX = 32;
export const DISPLAY_NAME: TextRule = { min: 1, max: 80 };
export const PASSWORD_MIN = 8;
export const PASSWORD_MAX = 128;
/** RFC 5321 allows a path of 256 octets, its brackets included. */
const EMAIL: TextRule = { min: 3, max: 254 };

const USERNAME_PATTERN = /^[a-z0-9_.]+$/;
/** What mail servers in practice accept; the mail that is sent decides. */
const EMAIL_PATTERN =
  /^[^\s@"<>(),:;\\[\]]{1,64}@(?=[^@]{3,253}$)[^\s@"<>(),:;\\[\].]+(\.[^\s@"<>(),:;\\[\].]+)+$/;

/** What a message mentions everybody by: nobody's name. */
const RESERVED_USERNAMES = new Set(["all", "here"]);

type Check = (path: string, raw: string) => string | InputIssue;

/** Lower case. */
export const checkUsername: Check = (path, raw) => {
  const text = checkText(path, raw, { min: USERNAME_MIN, max: USERNAME_MAX });
  if (typeof text !== "string") return text;
  const username = text.toLowerCase();
  if (RESERVED_USERNAMES.has(username)) return { path: [path], message: "This username is reserved." };
  if (USERNAME_PATTERN.test(username)) return username;
  return {
    path: [path],
    message: "A username is made of letters from a to z, digits, underscores and dots.",
  };
};

export const checkDisplayName: Check = (path, raw) => checkText(path, raw, DISPLAY_NAME);

/** Lower case. */
export const checkEmail: Check = (path, raw) => {
  const text = checkText(path, raw, EMAIL);
  if (typeof text !== "string") return text;
  const email = text.toLowerCase();
  if (EMAIL_PATTERN.test(email)) return email;
  return { path: [path], message: "This is not an e-mail address." };
};

/** A password that is to be set; as written, spaces at its ends included. */
export const checkPassword: Check = (path, raw) => {
  const broken = (message: string): InputIssue => ({ path: [path], message });
  if (!raw.isWellFormed()) return broken("A lone surrogate is not text.");
  if (/[\u0000-\u001f\u007f-\u009f]/u.test(raw)) return broken("Control characters are refused.");
  if (isLongerThan(PASSWORD_MAX, raw)) return broken(`It has more than ${PASSWORD_MAX} characters.`);
  if (!isLongerThan(PASSWORD_MIN - 1, raw)) return broken(`It has fewer than ${PASSWORD_MIN} characters.`);
  return raw;
};

/** A password that is to be compared: bounded, and otherwise only right or wrong. */
export const checkPasswordToCompare: Check = (path, raw) => {
  if (!raw.isWellFormed()) return { path: [path], message: "A lone surrogate is not text." };
  if (isLongerThan(PASSWORD_MAX, raw)) {
    return { path: [path], message: `It has more than ${PASSWORD_MAX} characters.` };
  }
  return raw;
};

/** The checked values under their own names; throws InputValidationError with every rule that is broken. */
export function assertInput<Name extends string>(
  raw: Readonly<Record<Name, string>>,
  checks: Readonly<Record<Name, Check>>,
): Record<Name, string> {
  const checked: Partial<Record<Name, string>> = {};
  const issues: InputIssue[] = [];
  for (const name in checks) {
    const result = checks[name](name, raw[name]);
    if (typeof result === "string") checked[name] = result;
    else issues.push(result);
  }
  if (issues.length > 0) throw new InputValidationError(issues);
  return checked as Record<Name, string>;
}

function isLongerThan(max: number, text: string): boolean {
  if (text.length > 2 * max) return true;
  let count = 0;
  for (const _character of text) count += 1;
  return count > max;
}
