/** Asks over HTTP, and makes one kind of error of whatever went wrong. */
import type { TypedDocumentString } from "./gen/graphql.ts";

/** The server said no, or nobody answered. */
export class Refusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Answers as the document's types say; rejects with a `Refusal`. */
export async function ask<Data, Variables>(
  url: string,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  accessToken?: string,
): Promise<Data> {
  const headers = {
    "content-type": "application/json",
    ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
  };
  const body = JSON.stringify({ query: document.toString(), variables });
  const answer = await fetch(url, { method: "POST", headers, body })
    .then((response) => response.json() as Promise<{ data?: Data | null; errors?: Errors }>)
    .catch(() => {
      throw new Refusal("UNAVAILABLE", `No GraphQL server answers at ${url}: is \`npm start\` running?`);
    });
  if (answer.data == null) throw refusalOf(answer.errors);
  return answer.data;
}

type Errors = readonly { readonly message: string; readonly extensions?: { readonly code?: unknown } }[];

export function refusalOf(errors: Errors = []): Refusal {
  const [first] = errors;
  return new Refusal(String(first?.extensions?.code), first?.message ?? "No data came.");
}

/** Of a refusal, of a socket's closing or failing to open, or of the errors in a message `error`. */
export function codeOf(error: unknown): string {
  const reason: unknown = Array.isArray(error) ? refusalOf(error as Errors) : error;
  if (typeof reason !== "object" || reason === null) return "none";
  if ("code" in reason) return String(reason.code);
  // What a socket gives that was never open: an event that tells no code.
  return "type" in reason && reason.type === "error" ? "UNREACHABLE" : "none";
}

/** When the server asks to come back, as its reason for the closing ends: between two numbers of milliseconds. */
export function adviceOf(error: unknown): [fromMs: number, toMs: number] | null {
  const reason = typeof error === "object" && error !== null && "reason" in error ? String(error.reason) : "";
  const advice = /; retry in (\d+)-(\d+) ms$/.exec(reason);
  return advice === null ? null : [Number(advice[1]), Number(advice[2])];
}
