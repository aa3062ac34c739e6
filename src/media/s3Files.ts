/**
 * Files in a bucket of S3, or of what speaks its protocol: `uploads/<id>` for what clients bring, `files/<name>` for what is
 * shown. Clients bring uploads past this server, by requests that are signed for one key, length and type.
 *
 * A client may bring an upload again while its request is good. So whatever is read of one is read as it was when it was
 * found, by its ETag; what others are handed is under keys that no request of a client is signed for.
 */
import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { unavailable } from "../domain/errors.ts";
import type { FileStore, StoredUpload } from "./fileStore.ts";
import { fileNameOf, VARIANTS } from "./fileStore.ts";
import { createS3Parts } from "./s3Parts.ts";
import { makeFolder } from "./temporary.ts";
import { createS3Leftovers } from "./s3Leftovers.ts";

export interface S3Bounds {
  readonly connectMs: number;
  /** Until an answer begins. */
  readonly answerMs: number;
  /** The same, where the bucket copies or joins what it has. */
  readonly copyMs: number;
  /** Without a byte. Longer than whoever downloads may take nothing, who holds the bucket's bytes back. */
  readonly idleMs: number;
}

/** Of one attempt; there are three. */
const BOUNDS: S3Bounds = { connectMs: 3_000, answerMs: 30_000, copyMs: 60_000, idleMs: 60_000 };
/** Of the library's: errors say what there is to say. */
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };
/** Keys of one request that deletes. */
const DELETED_AT_ONCE = 900;

export interface S3Options {
  readonly bucket: string;
  readonly region: string;
  /** Null: Amazon's, of the region. */
  readonly endpoint: string | null;
  /** Where clients reach it; null: there, too. */
  readonly publicEndpoint: string | null;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** `endpoint/bucket/key` in place of `bucket.endpoint/key`. */
  readonly usesPaths: boolean;
}

/**
 * Nothing is asked of the bucket before the first file. Disposing closes its connections. Errors of all: UNAVAILABLE, where it
 * does not answer within `bounds`.
 */
export function createS3Files(options: S3Options, bounds = BOUNDS): FileStore & Disposable {
  const { bucket: Bucket } = options;
  const client = clientOf(options, options.endpoint, bounds);
  // Only signs: nobody is asked.
  const signer = clientOf(options, options.publicEndpoint ?? options.endpoint, bounds);
  const leftovers = createS3Leftovers(client, Bucket);

  async function read(Key: string, start: number, end: number, IfMatch?: string): Promise<Readable | null> {
    const Range = `bytes=${start}-${end}`;
    const found = await client
      .send(new GetObjectCommand({ Bucket, Key, Range, ...(IfMatch !== undefined && { IfMatch }) }))
      .catch(nullIfMissing);
    if (found === null) return null;
    if (!(found.Body instanceof Readable)) throw new Error("The bucket answered without bytes.");
    return found.Body;
  }

  async function removeKeys(keys: readonly string[]): Promise<void> {
    for (let from = 0; from < keys.length; from += DELETED_AT_ONCE) {
      const Objects = keys.slice(from, from + DELETED_AT_ONCE).map((Key) => ({ Key }));
      const { Errors = [] } = await client.send(
        new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
      );
      if (Errors.length > 0) throw new Error(`The bucket keeps ${Errors[0]?.Key}: ${Errors[0]?.Message}`);
    }
  }

  return {
    parts: createS3Parts(client, signer, Bucket, uploadKey, bounds.copyMs),

    async requestUpload(id, byteSize, contentType, livesSeconds) {
      const command = new PutObjectCommand({
        Bucket,
        Key: uploadKey(id),
        ContentLength: byteSize,
        ContentType: contentType,
      });
      const url = await getSignedUrl(signer, command, {
        expiresIn: livesSeconds,
        signableHeaders: new Set(["content-length", "content-type", "host"]),
      });
      return { url, headers: { "Content-Type": contentType } };
    },

    async findUpload(id): Promise<StoredUpload | null> {
      const Key = uploadKey(id);
      const head = await client.send(new HeadObjectCommand({ Bucket, Key })).catch(nullIfMissing);
      if (head === null) return null;
      const { ContentLength: byteSize = 0, ETag } = head;
      const readAll = async (start: number, end: number): Promise<Readable> => {
        const bytes = await read(Key, start, end, ETag);
        if (bytes === null) throw new Error("The upload is gone.");
        return bytes;
      };
      return {
        byteSize,
        async read(start, end) {
          const last = Math.min(end, byteSize - 1);
          if (last < start) return Buffer.alloc(0);
          return Buffer.concat(await (await readAll(start, last)).toArray());
        },
        async toLocalFile() {
          const folder = await makeFolder();
          try {
            const file = folder.fileOf("upload");
            await pipeline(await readAll(0, byteSize - 1), createWriteStream(file, { mode: 0o600 }));
            return { path: file, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
          } catch (error) {
            await folder[Symbol.asyncDispose]();
            throw error;
          }
        },
        async keep(contentType) {
          await client.send(
            new CopyObjectCommand({
              Bucket,
              Key: fileKey(id),
              CopySource: `${Bucket}/${Key}`,
              CopySourceIfMatch: ETag,
              MetadataDirective: "REPLACE",
              ContentType: contentType,
            }),
            { requestTimeout: bounds.copyMs },
          );
        },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      };
    },

    async writeUpload(id, bytes) {
      await client.send(new PutObjectCommand({ Bucket, Key: uploadKey(id), Body: bytes }));
    },

    removeUpload: (id) => removeKeys([uploadKey(id)]),

    async write(id, variant, from, contentType) {
      const { size } = await stat(from);
      await client.send(
        new PutObjectCommand({
          Bucket,
          Key: fileKey(fileNameOf(id, variant)),
          Body: createReadStream(from),
          ContentLength: size,
          ContentType: contentType,
        }),
      );
    },

    read: (id, variant, start, end) => read(fileKey(fileNameOf(id, variant)), start, end),

    remove: (ids) =>
      removeKeys(
        ids.flatMap((id) => [uploadKey(id), ...VARIANTS.map((variant) => fileKey(fileNameOf(id, variant)))]),
      ),

    removeLeftovers: (now, known) => leftovers.remove(now, known, removeKeys),

    [Symbol.dispose]() {
      client.destroy();
      signer.destroy();
    },
  };
}

function clientOf(options: S3Options, endpoint: string | null, bounds: S3Bounds): S3Client {
  const { region, accessKeyId, secretAccessKey, usesPaths } = options;
  const client = new S3Client({
    region,
    ...(endpoint !== null && { endpoint }),
    credentials: { accessKeyId, secretAccessKey },
    forcePathStyle: usesPaths,
    // Others than Amazon's know no trailing checksums, and a signed request could not be sent by a plain client.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      connectionTimeout: bounds.connectMs,
      requestTimeout: bounds.answerMs,
      throwOnRequestTimeout: true,
      socketTimeout: bounds.idleMs,
      logger: SILENT,
    },
  });
  client.middlewareStack.add(
    (next) => async (asked) => {
      try {
        return await next(asked);
      } catch (error) {
        throw isRefusal(error) ? error : unavailable("The files cannot be reached now; try again.");
      }
    },
    { step: "initialize", name: "tellPassingFaults" },
  );
  return client;
}

/** An answer that will be the same again; all else passes. */
function isRefusal(error: unknown): boolean {
  return error instanceof S3ServiceException && (error.$metadata.httpStatusCode ?? 500) < 500;
}

function uploadKey(id: string): string {
  return `uploads/${id}`;
}

function fileKey(name: string): string {
  return `files/${name}`;
}

function nullIfMissing(error: unknown): null {
  if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return null;
  throw error;
}
