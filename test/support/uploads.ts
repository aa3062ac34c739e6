/** Files that people of a test upload and send. */
import { randomUUID } from "node:crypto";
import { TypedDocumentString } from "../gen/graphql.ts";
import type { MediaLinks, Uploads } from "../../src/domain/attachment/ports.ts";
import type { Person } from "./people.ts";

/** A picture of one pixel. */
export const PNG = new Uint8Array(
  Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
    "base64",
  ),
);

/** Calls a mutation and selects from its payload; throws for any other result. */
export type Does = <Payload>(mutation: string, input: object, selection: string) => Promise<Payload>;

export interface Upload {
  readonly uploadUrl: string;
  readonly attachment: { readonly id: string; readonly state: string };
}

export function doesOf(person: Person): Does {
  return async <Payload>(mutation: string, input: object, selection: string): Promise<Payload> => {
    const name = `${mutation.slice(0, 1).toUpperCase()}${mutation.slice(1)}`;
    const source = `mutation ($input: ${name}Input!) {
      result: ${mutation}(input: $input) { __typename ... on ${name}Payload { ${selection} } }
    }`;
    const document = new TypedDocumentString<{ result: { __typename: string } }, object>(source);
    const { result } = await person.asks(document, { input });
    if (result.__typename !== `${name}Payload`) throw new Error(`Refused: ${result.__typename}`);
    return result as Payload;
  };
}

export async function begins(does: Does, byteSize: number, input: object = {}): Promise<Upload> {
  const asked = {
    filename: "photo.png",
    contentType: "image/png",
    byteSize,
    clientKey: randomUUID(),
    ...input,
  };
  const { createdUpload } = await does<{ createdUpload: Upload }>(
    "createUpload",
    asked,
    "createdUpload { uploadUrl attachment { id state } }",
  );
  return createdUpload;
}

export function puts(url: string, bytes: Uint8Array | string, headers = {}): Promise<Response> {
  return fetch(url, { method: "PUT", body: Buffer.from(bytes), headers });
}

/** The id of a READY attachment. */
export async function uploads(
  does: Does,
  bytes: Uint8Array | string = PNG,
  input: object = {},
): Promise<string> {
  const { uploadUrl, attachment } = await begins(does, Buffer.byteLength(bytes), input);
  const { status } = await puts(uploadUrl, bytes);
  if (status !== 204) throw new Error(`The upload was answered with ${status}.`);
  return attachment.id;
}

/** The message's id. */
export async function sendsAttachments(
  does: Does,
  conversationId: string,
  attachmentIds: readonly string[],
  input: object = {},
): Promise<string> {
  const { sentMessage } = await does<{ sentMessage: { id: string } }>(
    "sendMessage",
    { conversationId, clientKey: randomUUID(), attachmentIds, ...input },
    "sentMessage { id }",
  );
  return sentMessage.id;
}

/** For what is tested without files. */
export const NO_MEDIA: MediaLinks = {
  downloadUrl: () => "https://files.example/down",
  attachmentIdIn: () => null,
};

export const NO_UPLOADS: Uploads = {
  fileBytesMax: 1,
  userBytesMax: 1,
  request: () => Promise.resolve({ url: "https://files.example/up", headers: {}, expiresAt: new Date(0) }),
  parts: () => Promise.resolve([]),
  complete: () => Promise.resolve(null),
  discard: () => Promise.resolve(),
};
