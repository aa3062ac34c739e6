/** Letters that look like others: what a word may be meant as that is written with them. */

/** Of one unit, in lower case; each before the letter that it looks like. */
const SMALL_CAPITALS = "ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz";
const STROKED = "ⱥa ƀb ȼc đd ɇe ħh ɨi ɉj łl ƚl øo ɍr ŧt ʉu ɏy ƶz";
const OTHER_SHAPES = "ɑa ɡg";
const CYRILLIC = "аa вb еe кk мm нh оo рp сc тt уy хx іi јj ѕs һh ԁd ԛq ԝw";
const GREEK = "αa βb εe ιi κk νv οo ρp τt υu χx γy";

/** Where A to Z begin of the letters on dark discs and in dark boxes, which Unicode says no other letters of. */
const ALPHABETS = [0x1f150, 0x1f170];

const PLAIN: ReadonlyMap<string, string> = new Map([
  ...pairsOf(`${SMALL_CAPITALS} ${STROKED} ${OTHER_SHAPES}`),
  ...ALPHABETS.flatMap((first) =>
    Array.from("abcdefghijklmnopqrstuvwxyz", (letter, index): [string, string] => [
      String.fromCodePoint(first + index),
      letter,
    ]),
  ),
]);

/** A Latin letter without strokes, boxes and the like; every other text as it is. */
export function plainLetter(letter: string): string {
  return PLAIN.get(letter) ?? letter;
}

const TO_LATIN: ReadonlyMap<string, string> = new Map([...pairsOf(CYRILLIC), ...pairsOf(GREEK)]);

interface Script {
  readonly letters: RegExp;
  /** Its letter for a Latin one that looks like it; null for Latin itself. */
  readonly twins: ReadonlyMap<string, string> | null;
}

// Each looks for one character: a pattern for words that mix them would take the square of a long word's length.
const SCRIPTS: readonly Script[] = [
  { letters: /[a-z]/, twins: null },
  { letters: /\p{Script=Cyrillic}/u, twins: fromLatin(CYRILLIC) },
  { letters: /\p{Script=Greek}/u, twins: fromLatin(GREEK) },
];

const WORD = /[\p{L}\p{N}]+/gu;

/**
 * What a folded text may be meant as, of the same length each: itself; and where words mix scripts, with those words in
 * Latin letters, in Cyrillic and in Greek ones. Words of one script are left alone, so that no Russian word is taken for an
 * English one.
 */
export function readingsOf(text: string): readonly [string, ...string[]] {
  if (!text.match(WORD)?.some(isMixed)) return [text];
  const [first, ...others] = new Set(
    SCRIPTS.map((script) => text.replace(WORD, (word) => (isMixed(word) ? meantIn(script, word) : word))),
  );
  return [first ?? text, ...others];
}

function isMixed(word: string): boolean {
  return SCRIPTS.filter(({ letters }) => letters.test(word)).length > 1;
}

function meantIn({ letters, twins }: Script, word: string): string {
  return Array.from(word, (letter) => {
    if (letters.test(letter)) return letter;
    const latin = TO_LATIN.get(letter) ?? letter;
    return twins === null ? latin : (twins.get(latin) ?? letter);
  }).join("");
}

function pairsOf(list: string): [string, string][] {
  return list.split(" ").map(([one = "", other = ""]) => [one, other]);
}

/** The first of several counts. */
function fromLatin(list: string): ReadonlyMap<string, string> {
  return new Map(
    pairsOf(list)
      .toReversed()
      .map(([one, latin]) => [latin, one]),
  );
}
