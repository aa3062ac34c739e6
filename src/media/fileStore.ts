/**
 * Where files lie, and the uploads that become files: a folder (`diskFiles.ts`) or a bucket (`s3Files.ts`).
 *
 * An upload is what a client has brought, under the id of its attachment; nobody is handed it. A file is what is shown, under
 * a name; whoever finds one finds all of it. The two lie apart: what a client may write is never what others read.
 */
import type { Readable } from "node:stream";
import type { FileVariant, MediaFiles } from "../domain/attachment/ports.ts";

/**
 * The bytes of an upload as it was when it was found: another that takes its place meanwhile changes nothing of them, or is an
 * error. Held until it is disposed of.
 */
export interface StoredUpload extends AsyncDisposable {
  readonly byteSize: number;
  /** From `start` to `end`, both included, as far as there are any; at most some megabytes, for they are held in memory. */
  read(start: number, end: number): Promise<Buffer>;
  /** All of them as a file of this machine, to be read until it is disposed of. */
  toLocalFile(): Promise<LocalFile>;
  /** Makes them the file of their attachment as they are, in place of what may be there. The upload stays. */
  keep(contentType: string): Promise<void>;
}

export interface LocalFile extends AsyncDisposable {
  readonly path: string;
}

/** How a client brings an upload to a store of its own accord, past this server. */
export interface UploadRequest {
  readonly url: string;
  /** To be sent with the bytes, as they are here. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Uploads that come in parts, numbered from 1. A part that comes again takes the place of the one before. */
export interface PartStore {
  /** Answers the name under which the store knows the parts of an upload. */
  begin(id: string, contentType: string): Promise<string>;
  /** A request that puts a part of exactly so many bytes; null where parts come by the server's own route. */
  readonly request:
    | ((
        id: string,
        partsId: string,
        number: number,
        byteSize: number,
        livesSeconds: number,
      ) => Promise<UploadRequest>)
    | null;
  /** How many bytes each part has that is there. */
  list(id: string, partsId: string): Promise<ReadonlyMap<number, number>>;
  /** Makes one of parts 1 to `count`; null where they are not all there (any more). */
  join(id: string, partsId: string, count: number): Promise<JoinedParts | null>;
  /** Removes those that are there, and takes no more where it can tell. What was joined or removed is gone already. */
  discard(id: string, partsId: string): Promise<void>;
}

/** What was made of parts. Disposing removes it, unless it was settled. */
export interface JoinedParts extends AsyncDisposable {
  readonly byteSize: number;
  /** Makes it the upload, in place of what may be there, and removes the parts. */
  settle(): Promise<void>;
}

export interface FileStore extends MediaFiles {
  readonly parts: PartStore;
  /**
   * A request that puts exactly so many bytes as this type, until it ends; null where uploads come by the server's own
   * route.
   */
  readonly requestUpload:
    | ((id: string, byteSize: number, contentType: string, livesSeconds: number) => Promise<UploadRequest>)
    | null;
  /** Null where there is none, or not all of it. */
  findUpload(id: string): Promise<StoredUpload | null>;
  /** An upload that the server brings itself, in place of what may be there. */
  writeUpload(id: string, bytes: Uint8Array): Promise<void>;
  /** With its parts. One that is not there is gone already. */
  removeUpload(id: string): Promise<void>;
  /** Takes a copy of a file of this machine, in place of what may be there. */
  write(id: string, variant: FileVariant, path: string, contentType: string): Promise<void>;
  /** From `start` to `end`, both included; null where there is no file. To be read to its end, or destroyed. */
  read(id: string, variant: FileVariant, start: number, end: number): Promise<Readable | null>;
}

/** What a file is called. It begins with the id. */
export function fileNameOf(id: string, variant: FileVariant): string {
  return variant === "FULL" ? id : `${id}.thumbnail`;
}

const ID_LENGTH = 36;

/** Of the attachment that a file belongs to. */
export function idOfFile(name: string): string {
  return name.slice(0, ID_LENGTH);
}

export const VARIANTS: readonly FileVariant[] = ["FULL", "THUMBNAIL"];
