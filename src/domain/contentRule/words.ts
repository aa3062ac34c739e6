/** Where the words of a text begin and end, so that a rule finds whole ones: not "ass" in "class". */
import type { ContentRuleKind } from "../rows.ts";
import type { FoldedText } from "./foldText.ts";

/** How what is looked for may stand in a text. */
export interface Sought {
  readonly kind: ContentRuleKind;
  /** It is a word on this side, too, where letters go on. */
  readonly isOpenBefore: boolean;
  readonly isOpenAfter: boolean;
}

const IN_WORD = /[\p{L}\p{N}\p{M}]/u;
/** Written without blanks between words: there a word may stand between letters. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** What is read beside a word, although letters or digits are made of it: trade marks, raised and circled ones. */
const SIGN = /[\p{S}\p{No}\p{Lm}ªº]/u;

/** One reading of a text. */
export class Words {
  readonly folded: FoldedText;
  readonly text: string;

  constructor(folded: FoldedText, text: string) {
    this.folded = folded;
    this.text = text;
  }

  /** Whether it stands there by itself. */
  hasPlaceFor({ kind, isOpenBefore, isOpenAfter }: Sought, start: number, end: number): boolean {
    if (kind === "WORD")
      return (isOpenBefore || !this.#isInside(start)) && (isOpenAfter || !this.#isInside(end));
    // Not "evil.example" in "notevil.example", nor in "evil.example.org"; but among words that have no blanks between them.
    const after = this.#at(end);
    const goesOn = after === "." && isSpaced(this.#at(end + 1));
    return !goesOn && ![this.#before(start), after].some((each) => each === "-" || isSpaced(each));
  }

  /** Of the word that goes on before `at`. */
  startOf(at: number): number {
    let from = at;
    while (this.#isInside(from)) from -= this.#before(from).length;
    return from;
  }

  /** Of the word that goes on at `at`. */
  endOf(at: number): number {
    let to = at;
    while (this.#isInside(to)) to += this.#at(to).length;
    return to;
  }

  /** Whether a word goes on there. */
  #isInside(at: number): boolean {
    const [left, right] = [this.#before(at), this.#at(at)];
    if (!isSpaced(left) || !isSpaced(right)) return false;
    return this.#isSign(at - 1) === this.#isSign(at);
  }

  /** Of a unit: what it was made from. */
  #isSign(unit: number): boolean {
    const { written, starts } = this.folded;
    return SIGN.test(characterAt(written, starts[unit] ?? 0));
  }

  /** Empty at the end. */
  #at(at: number): string {
    return characterAt(this.text, at);
  }

  /** Empty at the beginning. */
  #before(at: number): string {
    const isPair = at > 1 && /[\udc00-\udfff]/.test(this.text.charAt(at - 1));
    return at <= 0 ? "" : this.#at(at - (isPair ? 2 : 1));
  }
}

function isSpaced(character: string): boolean {
  return IN_WORD.test(character) && !UNSPACED.test(character);
}

function characterAt(text: string, at: number): string {
  const point = text.codePointAt(at);
  return point === undefined ? "" : String.fromCodePoint(point);
}
