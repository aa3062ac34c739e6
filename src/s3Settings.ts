/** The settings that say in which bucket files lie, and what they mean together. */
import { ConfigError, optionalFlag, password, text, url } from "./settingKinds.ts";

const TOGETHER = "needed with S3_BUCKET";

export const S3_SETTINGS = {
  S3_BUCKET: text("", "Bucket for the files that people send, in place of MEDIA_DIR. Unset: the folder."),
  S3_ENDPOINT: url(["http:", "https:"], "Of a server that speaks S3. Unset: Amazon's, of S3_REGION."),
  S3_PUBLIC_ENDPOINT: url(
    ["http:", "https:"],
    "Where clients reach it to upload, if elsewhere. Unset: S3_ENDPOINT.",
  ),
  S3_REGION: text("us-east-1", "Region of the bucket."),
  S3_ACCESS_KEY_ID: text(
    "",
    `Names the account that may read, write, list and delete in the bucket; ${TOGETHER}.`,
  ),
  S3_SECRET_ACCESS_KEY: password(`Its secret; ${TOGETHER}.`),
  S3_PATH_STYLE: optionalFlag(
    "Addresses the bucket as a path of the endpoint, not as a host. Unset: on with S3_ENDPOINT.",
  ),
};

export interface S3Place {
  readonly bucket: string;
  readonly region: string;
  readonly endpoint: string | null;
  readonly publicEndpoint: string | null;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly usesPaths: boolean;
}

interface Settings {
  readonly S3_BUCKET: string;
  readonly S3_ENDPOINT: string | null;
  readonly S3_PUBLIC_ENDPOINT: string | null;
  readonly S3_REGION: string;
  readonly S3_ACCESS_KEY_ID: string;
  readonly S3_SECRET_ACCESS_KEY: string | null;
  readonly S3_PATH_STYLE: boolean | null;
}

/** Null: files lie in a folder. Throws `ConfigError` for a bucket without its keys, and for keys without a bucket. */
export function s3PlaceOf(settings: Settings): S3Place | null {
  const { S3_BUCKET: bucket, S3_ENDPOINT: endpoint, S3_ACCESS_KEY_ID: accessKeyId } = settings;
  const secretAccessKey = settings.S3_SECRET_ACCESS_KEY;
  if (bucket === "") {
    for (const name of [
      "S3_ENDPOINT",
      "S3_PUBLIC_ENDPOINT",
      "S3_ACCESS_KEY_ID",
      "S3_SECRET_ACCESS_KEY",
    ] as const) {
      if (settings[name] !== null && settings[name] !== "") {
        throw new ConfigError(`S3_BUCKET is unset, but must be given with ${name}.`);
      }
    }
    return null;
  }
  if (accessKeyId === "")
    throw new ConfigError("S3_ACCESS_KEY_ID is unset, but must be given with S3_BUCKET.");
  if (secretAccessKey === null) {
    throw new ConfigError("S3_SECRET_ACCESS_KEY is unset, but must be given with S3_BUCKET.");
  }
  return {
    bucket,
    region: settings.S3_REGION,
    endpoint,
    publicEndpoint: settings.S3_PUBLIC_ENDPOINT,
    accessKeyId,
    secretAccessKey,
    usesPaths: settings.S3_PATH_STYLE ?? endpoint !== null,
  };
}
