/**
 * A bucket for tests: as much of S3's protocol as Parley speaks, in memory, with signatures checked. What a real server does
 * is tried where S3_TEST_ENDPOINT names one.
 */
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isSignedBy } from "./sigV4.ts";

interface Stored {
  readonly bytes: Buffer;
  readonly etag: string;
  readonly type: string;
  readonly at: Date;
}

export interface S3Server extends AsyncDisposable {
  /** For `startScene`. */
  readonly settings: Readonly<Record<string, string>>;
  readonly objects: ReadonlyMap<string, Stored>;
  /** Uploads in parts that are neither joined nor given up. */
  readonly parted: ReadonlyMap<string, unknown>;
  /** Answers nothing but 503 while it is set. */
  isDown: boolean;
  /** Takes what is asked and says nothing while it is set; or begins with the bytes of an object and goes no further. */
  silence: "NONE" | "ALL" | "IN_BYTES";
  /** What happens while it joins parts: giving them up comes too late then. */
  whileJoining: () => Promise<unknown>;
}

const ACCOUNT = { accessKeyId: "test-key", secretAccessKey: "test-secret-key" };
const BUCKET = "parley-test";

export async function startS3(): Promise<S3Server> {
  const objects = new Map<string, Stored>();
  const parted = new Map<string, { key: string; type: string; parts: Map<number, Stored>; at: Date }>();
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray());
    const fail = (status: number, code: string): void => {
      response.writeHead(status, { "content-type": "application/xml" });
      response.end(request.method === "HEAD" ? "" : `<Error><Code>${code}</Code></Error>`);
    };
    const xml = (text: string): void => {
      response.writeHead(200, { "content-type": "application/xml" }).end(`<?xml version="1.0"?>${text}`);
    };
    if (state.silence === "ALL") return;
    if (state.isDown) return fail(503, "ServiceUnavailable");
    if (!isSignedBy(request, ACCOUNT)) return fail(403, "SignatureDoesNotMatch");
    const url = new URL(request.url ?? "", "http://s3");
    const [, bucket, ...rest] = decodeURIComponent(url.pathname).split("/");
    const [key, query] = [rest.join("/"), url.searchParams];
    if (bucket !== BUCKET) return fail(404, "NoSuchBucket");
    const upload = parted.get(query.get("uploadId") ?? "");
    if (query.has("uploadId") && upload?.key !== key) return fail(404, "NoSuchUpload");
    const type = request.headers["content-type"] ?? "";

    if (request.method === "POST" && query.has("delete")) {
      for (const [, gone = ""] of body.toString().matchAll(/<Key>([^<]*)<\/Key>/g)) objects.delete(gone);
      return xml("<DeleteResult/>");
    }
    if (request.method === "POST" && query.has("uploads")) {
      const id = randomUUID();
      parted.set(id, { key, type, parts: new Map(), at: new Date() });
      return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
    }
    if (upload !== undefined) {
      const id = query.get("uploadId") ?? "";
      if (request.method === "PUT") {
        const part = stored(body, "");
        upload.parts.set(Number(query.get("partNumber")), part);
        response.writeHead(200, { etag: part.etag }).end();
      } else if (request.method === "GET") {
        const parts = [...upload.parts].toSorted(([one], [other]) => one - other);
        xml(
          `<ListPartsResult>${parts.map(([number, { etag, bytes }]) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag.replaceAll('"', "&quot;")}</ETag><Size>${bytes.length}</Size></Part>`).join("")}</ListPartsResult>`,
        );
      } else if (request.method === "POST") {
        const numbers = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber>/g)].map((m) =>
          Number(m[1]),
        );
        await state.whileJoining();
        const bytes = numbers.map((number) => upload.parts.get(number)?.bytes ?? Buffer.alloc(0));
        objects.set(key, stored(Buffer.concat(bytes), upload.type));
        parted.delete(id);
        xml("<CompleteMultipartUploadResult/>");
      } else {
        parted.delete(id);
        response.writeHead(204).end();
      }
      return;
    }
    if (request.method === "GET" && query.has("uploads")) {
      const uploads = [...parted].map(
        ([id, one]) =>
          `<Upload><Key>${one.key}</Key><UploadId>${id}</UploadId><Initiated>${one.at.toISOString()}</Initiated></Upload>`,
      );
      return xml(`<ListMultipartUploadsResult>${uploads.join("")}</ListMultipartUploadsResult>`);
    }
    if (request.method === "GET" && query.has("list-type")) {
      const keys = [...objects.keys()].toSorted();
      const after = keys.filter(
        (name) => name.startsWith(query.get("prefix") ?? "") && name > (query.get("start-after") ?? ""),
      );
      const page = after.slice(0, Number(query.get("max-keys")));
      const listed = page.map(
        (name) =>
          `<Contents><Key>${name}</Key><LastModified>${objects.get(name)?.at.toISOString()}</LastModified></Contents>`,
      );
      return xml(
        `<ListBucketResult><IsTruncated>${page.length < after.length}</IsTruncated>${listed.join("")}</ListBucketResult>`,
      );
    }
    if (request.method === "PUT") {
      const source = request.headers["x-amz-copy-source"];
      if (source === undefined) {
        objects.set(key, stored(body, type));
        response.writeHead(200, { etag: objects.get(key)?.etag }).end();
        return;
      }
      const from = objects.get(decodeURIComponent(String(source)).replace(`${BUCKET}/`, ""));
      if (from === undefined) return fail(404, "NoSuchKey");
      if (request.headers["x-amz-copy-source-if-match"] !== from.etag) return fail(412, "PreconditionFailed");
      objects.set(key, stored(from.bytes, type));
      return xml("<CopyObjectResult/>");
    }
    const found = objects.get(key);
    if (found === undefined) return fail(404, "NoSuchKey");
    const { "if-match": wanted, range } = request.headers;
    if (wanted !== undefined && wanted !== found.etag) return fail(412, "PreconditionFailed");
    const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
    const bytes = first === undefined ? found.bytes : found.bytes.subarray(Number(first), Number(last) + 1);
    response.writeHead(first === undefined ? 200 : 206, {
      "content-length": bytes.length,
      "content-type": found.type,
      etag: found.etag,
    });
    if (state.silence === "IN_BYTES") return void response.write(bytes.subarray(0, 1));
    response.end(request.method === "HEAD" ? undefined : bytes);
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const state: S3Server = {
    settings: {
      S3_BUCKET: BUCKET,
      S3_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      S3_ACCESS_KEY_ID: ACCOUNT.accessKeyId,
      S3_SECRET_ACCESS_KEY: ACCOUNT.secretAccessKey,
    },
    objects,
    parted,
    isDown: false,
    silence: "NONE",
    whileJoining: () => Promise.resolve(),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return state;
}

function stored(bytes: Buffer, type: string): Stored {
  return { bytes, type, etag: `"${createHash("md5").update(bytes).digest("hex")}"`, at: new Date() };
}
