/**
 * Links to files, signed: whoever has one may use it until it is over, and nobody can make one.
 *
 * A link to download is signed for a conversation and not for a viewer, and its end is rounded: so it is the same for all
 * who see the message, and a live event that shows it is executed once for all of them, without a read. What it leads to is
 * looked up when somebody comes by it, so a deletion ends it at once. Whoever has left keeps it for the minutes that it lasts.
 */
import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { FileVariant, MediaLinks } from "../domain/attachment/ports.ts";
import { isUuid } from "../lib/ids.ts";

/** An upload may be begun, or begun again, for an hour. */
export const UPLOAD_LIVES_MS = 3_600_000;
/** A download lasts at least so long, and at most a bucket longer: whoever asks within a bucket gets the same link. */
const DOWNLOAD_LIVES_MS = 600_000;
const BUCKET_MS = 300_000;

export interface LinksOptions {
  /** Any secret that all processes share: the key is derived from it. */
  readonly secret: string;
  /** Where clients reach the server; asked when a link is made. */
  readonly baseUrl: () => string;
  /** The path below which the route of media is, with a slash at both ends. */
  readonly path: string;
}

export interface Links extends MediaLinks {
  /** Where the bytes of an upload are PUT. */
  uploadLink(attachmentId: string, part?: number): { readonly url: string; readonly expiresAt: Date };
  /** Whether the query of a link lets its bearer upload `attachmentId` now, or the part of it that the link names. */
  allowsUpload(attachmentId: string, query: URLSearchParams): boolean;
  /** What the query of a link lets its bearer download; null for none. */
  readDownload(
    attachmentId: string,
    query: URLSearchParams,
  ): { readonly scopeId: string; readonly variant: FileVariant; readonly expiresAt: Date } | null;
}

export function createLinks({ secret, baseUrl, path }: LinksOptions): Links {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "parley media links", 32));

  /** Parts are ids, numbers and words of ours: no space is in one. */
  function signatureOf(...parts: readonly string[]): string {
    return createHmac("sha256", key).update(parts.join(" ")).digest("base64url");
  }

  /** Every link begins so. */
  function beginning(): string {
    return `${baseUrl().replace(/\/+$/, "")}${path}`;
  }

  function linkOf(attachmentId: string, parameters: Readonly<Record<string, string>>): string {
    return `${beginning()}${attachmentId}?${new URLSearchParams(parameters).toString()}`;
  }

  return {
    uploadLink(attachmentId, part) {
      const expiresAt = new Date(Date.now() + UPLOAD_LIVES_MS);
      const until = String(expiresAt.getTime());
      const named = part === undefined ? {} : { part: String(part) };
      const signature = signatureOf("upload", attachmentId, until, ...Object.values(named));
      return { url: linkOf(attachmentId, { ...named, until, signature }), expiresAt };
    },

    downloadUrl(attachmentId, scopeId, variant = "FULL") {
      const until = String(Math.ceil((Date.now() + DOWNLOAD_LIVES_MS) / BUCKET_MS) * BUCKET_MS);
      const named = variant === "FULL" ? {} : { of: "thumbnail" };
      const signature = signatureOf("download", attachmentId, scopeId, until, ...Object.values(named));
      return linkOf(attachmentId, { ...named, for: scopeId, until, signature });
    },

    attachmentIdIn(url) {
      const ours = new URL(beginning());
      const { origin, pathname } = new URL(url);
      const isOurs = origin === ours.origin && pathname.startsWith(ours.pathname);
      return isOurs ? pathname.slice(ours.pathname.length) : null;
    },

    allowsUpload(attachmentId, query) {
      const until = query.get("until") ?? "";
      const wanted = signatureOf("upload", attachmentId, until, ...query.getAll("part"));
      const isOurs = isSame(query.get("signature") ?? "", wanted);
      return isOurs && Number(until) > Date.now();
    },

    readDownload(attachmentId, query) {
      const [scopeId, until] = [query.get("for") ?? "", query.get("until") ?? ""];
      const of = query.getAll("of");
      const wanted = signatureOf("download", attachmentId, scopeId, until, ...of);
      if (!isUuid(scopeId) || !isSame(query.get("signature") ?? "", wanted)) return null;
      if (Number(until) <= Date.now()) return null;
      const variant = of.length === 0 ? "FULL" : "THUMBNAIL";
      return { scopeId, variant, expiresAt: new Date(Number(until)) };
    },
  };
}

/** Takes the same time wherever two signatures differ. */
function isSame(one: string, other: string): boolean {
  const [bytes, wanted] = [Buffer.from(one), Buffer.from(other)];
  return bytes.length === wanted.length && timingSafeEqual(bytes, wanted);
}
