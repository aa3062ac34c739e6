/** Uploads in parts to a bucket: S3's own multipart uploads. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  NoSuchUpload,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { Part, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { PartStore } from "./fileStore.ts";

/** `signer` only signs; `keyOf`: where the upload of an attachment is; `joinMs`: how long joining may take. */
export function createS3Parts(
  client: S3Client,
  signer: S3Client,
  Bucket: string,
  keyOf: (id: string) => string,
  joinMs: number,
): PartStore {
  // At most 128, and a page has a thousand.
  async function listed(id: string, UploadId: string): Promise<readonly Part[]> {
    const command = new ListPartsCommand({ Bucket, Key: keyOf(id), UploadId });
    const { Parts = [] } = await client.send(command).catch((error: unknown) => {
      // It was joined, or given up.
      if (error instanceof NoSuchUpload) return { Parts: [] };
      throw error;
    });
    return Parts;
  }

  return {
    async begin(id, ContentType) {
      const { UploadId } = await client.send(
        new CreateMultipartUploadCommand({ Bucket, Key: keyOf(id), ContentType }),
      );
      if (UploadId === undefined) throw new Error("The bucket began an upload without a name.");
      return UploadId;
    },

    async request(id, UploadId, PartNumber, ContentLength, expiresIn) {
      const command = new UploadPartCommand({ Bucket, Key: keyOf(id), UploadId, PartNumber, ContentLength });
      const signableHeaders = new Set(["content-length", "host"]);
      return { url: await getSignedUrl(signer, command, { expiresIn, signableHeaders }), headers: {} };
    },

    async list(id, partsId) {
      const parts = await listed(id, partsId);
      return new Map(parts.map(({ PartNumber = 0, Size = 0 }) => [PartNumber, Size]));
    },

    async join(id, UploadId, count) {
      const parts = await listed(id, UploadId);
      if (parts.length !== count) return null;
      const Parts = parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }));
      try {
        await client.send(
          new CompleteMultipartUploadCommand({
            Bucket,
            Key: keyOf(id),
            UploadId,
            MultipartUpload: { Parts },
          }),
          { requestTimeout: joinMs },
        );
      } catch (error) {
        // Another one has joined them.
        if (error instanceof NoSuchUpload) return null;
        throw error;
      }
      // It is the upload already: whoever looks at it looks at one version.
      return {
        byteSize: parts.reduce((sum, { Size = 0 }) => sum + Size, 0),
        settle: () => Promise.resolve(),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      };
    },

    async discard(id, UploadId) {
      const command = new AbortMultipartUploadCommand({ Bucket, Key: keyOf(id), UploadId });
      await client.send(command).catch((error: unknown) => {
        if (!(error instanceof NoSuchUpload)) throw error;
      });
    },
  };
}
