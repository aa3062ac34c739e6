/** What crashes have left in a bucket: a page of its keys at a look, and uploads in parts that nobody ends. */
import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
} from "@aws-sdk/client-s3";
import type { S3Client } from "@aws-sdk/client-s3";
import { isUuid } from "../lib/ids.ts";
import { idOfFile } from "./fileStore.ts";

const KEPT_MS = 86_400_000;
/** Of each prefix: with a look every ten minutes 144,000 in a day. */
const KEYS_PER_LOOK = 1_000;
const PREFIXES = ["uploads/", "files/"] as const;

type Known = (ids: readonly string[]) => Promise<ReadonlySet<string>>;

export function createS3Leftovers(client: S3Client, Bucket: string) {
  const next = new Map<string, string>();

  async function removeObjects(
    Prefix: string,
    before: number,
    known: Known,
    removeKeys: (keys: readonly string[]) => Promise<void>,
  ): Promise<number> {
    const StartAfter = next.get(Prefix);
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket,
        Prefix,
        MaxKeys: KEYS_PER_LOOK,
        ...(StartAfter !== undefined && { StartAfter }),
      }),
    );
    const { Contents = [], IsTruncated = false } = page;
    const lastKey = Contents.at(-1)?.Key;
    if (IsTruncated && lastKey !== undefined) next.set(Prefix, lastKey);
    else next.delete(Prefix);
    const old = Contents.filter(({ LastModified }) => (LastModified?.getTime() ?? Infinity) <= before);
    const keys = old.map(({ Key = "" }) => Key).filter((key) => isUuid(idIn(key)));
    const have = await known([...new Set(keys.map(idIn))]);
    const orphans = keys.filter((key) => !have.has(idIn(key)));
    await removeKeys(orphans);
    return orphans.length;
  }

  async function abortParted(before: number): Promise<number> {
    const { Uploads = [] } = await client.send(
      new ListMultipartUploadsCommand({ Bucket, Prefix: "uploads/", MaxUploads: KEYS_PER_LOOK }),
    );
    const old = Uploads.filter(({ Initiated }) => (Initiated?.getTime() ?? Infinity) <= before);
    for (const { Key, UploadId } of old) {
      await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    }
    return old.length;
  }

  return {
    /** Answers how many it removed; what is younger than a day stays. */
    async remove(
      now: Date,
      known: Known,
      removeKeys: (keys: readonly string[]) => Promise<void>,
    ): Promise<number> {
      const before = now.getTime() - KEPT_MS;
      let removed = await abortParted(before);
      for (const prefix of PREFIXES) removed += await removeObjects(prefix, before, known, removeKeys);
      return removed;
    },
  };
}

function idIn(key: string): string {
  return idOfFile(key.slice(key.indexOf("/") + 1));
}
