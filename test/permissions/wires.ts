/** One person's way to the server, over each transport: asks an operation, and hands over the first answer as it came. */
import { RawSocket } from "../transports/support.ts";
import type { Frame } from "../transports/support.ts";

export interface Operation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface Payload {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
}

export interface Answer {
  /** Every byte of it, without the operation's own id. */
  readonly text: string;
  readonly payload: Payload;
}

export interface Wire extends AsyncDisposable {
  /** Of a stream the first item, or how it was refused; then the stream is left. One at a time. */
  ask(operation: Operation): Promise<Answer>;
}

export type Transport = (url: string, authorization: string | null) => Promise<Wire>;

const noneToClose = { [Symbol.asyncDispose]: () => Promise.resolve() };

export const overHttp: Transport = (url, authorization) =>
  Promise.resolve({
    async ask(operation) {
      const response = await post(url, authorization, operation, "application/graphql-response+json");
      const text = await response.text();
      return { text: `${response.status} ${text}`, payload: JSON.parse(text) as Payload };
    },
    ...noneToClose,
  });

export const overSse: Transport = (url, authorization) =>
  Promise.resolve({
    async ask(operation) {
      const leaving = new AbortController();
      const response = await post(url, authorization, operation, "text/event-stream", leaving.signal);
      const isStream = operation.query.startsWith("subscription");
      const line = dataIn(await readText(response, (text) => isStream && dataIn(text) !== null));
      leaving.abort();
      if (line === null) throw new Error(`Answered with ${response.status}, and no event.`);
      return { text: `${response.status} ${line}`, payload: JSON.parse(line) as Payload };
    },
    ...noneToClose,
  });

export const overSocket: Transport = async (url, authorization) => {
  const socket = await RawSocket.enter(url, authorization ?? undefined);
  let asked = 0;
  return {
    async ask({ query, variables }) {
      asked += 1;
      const id = String(asked);
      socket.subscribe(id, query, variables);
      let frame: Frame;
      // What an earlier operation had under way when it was left is passed over.
      do frame = await socket.next();
      while (frame.id !== id);
      socket.send({ id, type: "complete" });
      const { type, payload } = frame;
      const isRefusal = type === "error";
      return {
        text: JSON.stringify({ type, payload }),
        payload: isRefusal ? { errors: payload as NonNullable<Payload["errors"]> } : (payload as Payload),
      };
    },
    [Symbol.asyncDispose]: () => socket[Symbol.asyncDispose](),
  };
};

function post(
  url: string,
  authorization: string | null,
  operation: Operation,
  accept: string,
  signal?: AbortSignal,
): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept,
      ...(authorization !== null && { authorization }),
    },
    body: JSON.stringify(operation),
    ...(signal !== undefined && { signal }),
  });
}

/** The body up to where it is enough, or to its end. */
async function readText(response: Response, isEnough: (text: string) => boolean): Promise<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!isEnough(text)) {
    const read = await reader?.read();
    if (read === undefined || read.done) break;
    text += read.value;
  }
  return text;
}

/** What the first event of a stream says. */
function dataIn(text: string): string | null {
  return /^data: (.+)\n/m.exec(text)?.[1] ?? null;
}
