/** A lane: one place of the load generator, in which one request at a time is under way. */

/** A request with holes where its key goes, so that sending one costs no more than joining texts. */
export type Template = readonly string[];

export type OnAnswer = (error: Error | null, seq: number) => void;

export interface Lane {
  /** Sends; `onAnswer` is called once, with the seq that was acknowledged, or with why there was none. */
  send(template: Template, key: string, onAnswer: OnAnswer): void;
}

export interface Lanes extends AsyncDisposable {
  readonly all: readonly Lane[];
}

/** The seq in an answer's JSON (0 where a peer has none). Throws for whatever does not acknowledge a send. */
export type ReadAnswer = (json: unknown) => number;

/** Splits a request at each place of a mark that stands for the key. */
export function templateOf(text: string, mark: string): Template {
  const parts = text.split(mark);
  if (parts.length < 2) throw new Error("A request without its key.");
  return parts;
}
