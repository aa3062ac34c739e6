/** Which texts are emoji: what a reaction may be. */
import { InputValidationError } from "../errors.ts";

/** One emoji as Unicode recommends them for interchange (UTS #51), with its skin tones and joined parts. */
const RGI_EMOJI = /^\p{RGI_Emoji}$/v;
const EMOJI_PRESENTATION = "\uFE0F";

/** The emoji to store; what keyboards write without its presentation selector (❤) gets it. Throws InputValidation. */
export function assertEmoji(path: string, raw: string): string {
  const emoji = [raw, `${raw}${EMOJI_PRESENTATION}`].find((text) => RGI_EMOJI.test(text));
  if (emoji === undefined)
    throw new InputValidationError([{ path: [path], message: "It is not one emoji." }]);
  return emoji;
}
