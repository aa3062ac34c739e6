/** Who may fetch the file of an export: whoever has a link of its person's, or signs in as them. */
import type { DownloadLinks } from "../domain/dataExport/ports.ts";
import { openDownload } from "../domain/dataExport/openDownload.ts";
import type { Download } from "../domain/dataExport/openDownload.ts";
import { RequestError } from "../domain/errors.ts";
import type { Db } from "../domain/rows.ts";
import type { DownloadTokens } from "./downloadTokens.ts";
import type { SessionGate } from "./sessions.ts";
import type { Identify } from "./signIn.ts";

/** What a request for a file brings: the link's token, or else a header. */
export interface DownloadCredentials {
  readonly token: string | null;
  readonly authorization: string | undefined;
}

export interface Downloads extends DownloadLinks {
  /**
   * Null for a file that is not there, and for whoever may not have it: nobody can tell these apart. What is being fetched
   * ends early when its session ends, within some seconds. Errors: UNAVAILABLE.
   */
  open(exportId: string, credentials: DownloadCredentials): Promise<Download | null>;
}

export interface DownloadsDependencies {
  readonly db: Db;
  readonly tokens: DownloadTokens;
  readonly identify: Identify;
  readonly gate: Pick<SessionGate, "assertLive">;
  /** Where clients reach this server. */
  readonly publicUrl: () => string;
}

interface Asker {
  readonly userId: string;
  readonly sessionId: string | null;
}

export function createDownloads(dependencies: DownloadsDependencies): Downloads {
  const { db, tokens, identify, gate, publicUrl } = dependencies;

  async function askerOf(
    exportId: string,
    { token, authorization }: DownloadCredentials,
  ): Promise<Asker | null> {
    if (token === null) return orNull(identify(authorization));
    const claims = await tokens.read(token);
    if (claims?.exportId !== exportId) return null;
    return (await isLive(gate, claims)) ? claims : null;
  }

  return {
    async urlOf(claims) {
      const token = await tokens.sign(claims);
      return `${publicUrl()}/exports/${claims.exportId}?token=${token}`;
    },
    async open(exportId, credentials) {
      const asker = await askerOf(exportId, credentials);
      const download = asker === null ? null : await openDownload(db, asker.userId, exportId);
      if (asker === null || download === null) return null;
      return { ...download, chunks: () => whileLive(download, () => isLive(gate, asker)) };
    },
  };
}

/** The gate remembers for some seconds: asking it for every chunk costs little. */
async function* whileLive(
  download: Download,
  isStillLive: () => Promise<boolean>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of download.chunks()) {
    if (!(await isStillLive())) return;
    yield chunk;
  }
}

async function isLive(gate: DownloadsDependencies["gate"], asker: Asker): Promise<boolean> {
  return (await orNull(gate.assertLive(asker).then(() => true))) ?? false;
}

/** Null where it signs nobody in; what cannot be told now is thrown. */
async function orNull<Value>(asking: Promise<Value>): Promise<Value | null> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof RequestError && error.code === "UNAUTHENTICATED") return null;
    throw error;
  }
}
