/** Builds what has to do with files for the composition root. */
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import type { MediaLinks, Uploads } from "./domain/attachment/ports.ts";
import { createClamd } from "./media/clamd.ts";
import { createDiskFiles } from "./media/diskFiles.ts";
import type { FileStore } from "./media/fileStore.ts";
import { createLinks } from "./media/links.ts";
import { createLookAt } from "./media/lookAt.ts";
import { createMedia } from "./media/media.ts";
import type { Media } from "./media/media.ts";
import { createProcessing } from "./media/processing.ts";
import { findRecordings } from "./media/recordings.ts";
import { createS3Files } from "./media/s3Files.ts";
import type { Processing } from "./media/processing.ts";
import { createUploads } from "./media/uploads.ts";
import type { Database } from "./storage/database.ts";

const MEGABYTE = 1_048_576;
/** A scanner that says nothing for so long is asked again later. */
const SCAN_MS = 60_000;

interface MediaOptions {
  readonly config: Config;
  readonly database: Database;
  readonly secret: string;
  readonly baseUrl: () => string;
  /** Below which the route of media is. */
  readonly path: string;
  readonly log: Logger;
}

export interface MediaParts extends AsyncDisposable {
  readonly links: MediaLinks;
  readonly uploads: Uploads;
  readonly files: FileStore;
  readonly processing: Processing;
  /** What the route does. */
  readonly media: Media;
}

/** Disposing ends the work on files that has begun: others take it up. */
export async function createMediaParts({
  config,
  database,
  log,
  ...options
}: MediaOptions): Promise<MediaParts> {
  const db = database.prisma;
  const links = createLinks(options);
  const bucket = config.s3 === null ? null : createS3Files(config.s3);
  const folder = createDiskFiles(config.mediaDir);
  const store = bucket ?? folder;
  const disk = bucket === null ? folder : null;
  const { CLAMAV_HOST: host, CLAMAV_PORT: port } = config;
  const scan = host === "" ? null : createClamd({ host, port, timeMs: SCAN_MS });
  const recordings = await findRecordings(config.FFMPEG_DIR);
  const processing = createProcessing({
    db,
    store,
    lookAt: createLookAt({ store, scan, recordings }),
    atATime: config.MEDIA_AT_A_TIME,
    onError: (error) => log.warn({ err: error }, "an upload could not be looked at, and waits"),
  });
  const uploads = createUploads({
    db,
    links,
    store,
    processing,
    fileBytesMax: config.UPLOAD_BYTES_MAX,
    userBytesMax: config.UPLOAD_MEGABYTES_PER_USER * MEGABYTE,
    onError: (error) =>
      log.warn({ err: error }, "bytes of a deleted upload stay until the cleaning finds them"),
  });
  return {
    links,
    uploads,
    files: store,
    processing,
    media: createMedia({ db, links, store, disk, processing }),
    async [Symbol.asyncDispose]() {
      await processing[Symbol.asyncDispose]();
      bucket?.[Symbol.dispose]();
    },
  };
}
