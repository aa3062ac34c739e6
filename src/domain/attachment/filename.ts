/** What a file is called: as its owner's client says, less what could mislead whoever saves it. */
import { assertText } from "../text.ts";

const FILENAME = { min: 1, max: 255 };
/** C0, DEL and C1 controls, and the marks that turn the direction of text: `gpj.exe` can be made to read as `exe.jpg`. */
const MISLEADING = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const NAMELESS = "file";

/** The last part of a path, of at most 255 characters; never empty, `.` or `..`. Errors: InputValidation. */
export function assertFilename(raw: string): string {
  const last = raw.split(/[/\\]/).at(-1) ?? "";
  const name = last.replaceAll(MISLEADING, "").trim();
  return assertText("filename", /^\.*$/.test(name) ? NAMELESS : name, FILENAME);
}
