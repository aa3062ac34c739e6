/** What an export of one's data asks of the world, and what one's inbox is told of it. */
import type { DataExportRow } from "../rows.ts";

/** What a line of the file is about: its `type`. The file has them in this order; docs/EXPORT.md says what each holds. */
export const EXPORT_SECTIONS = [
  "account",
  "externalIdentity",
  "privacySettings",
  "notificationSettings",
  "device",
  "notification",
  "presence",
  "session",
  "mailToken",
  "block",
  "membership",
  "draft",
  "followedThread",
  "message",
  "messageRevision",
  "attachment",
  "reaction",
  "mention",
  "hiddenMessage",
  "report",
  "reportNote",
  "invitation",
  "sentInvitation",
  "inviteLink",
  "ban",
  "act",
  "actUpon",
] as const;

export type ExportSection = (typeof EXPORT_SECTIONS)[number];

/** Whose, and of which moment: what was made later is left out. */
export interface ExportSubject {
  readonly userId: string;
  readonly asOf: Date;
}

/** A line of the file, without its `type`. */
export interface ExportLine {
  readonly value: Readonly<Record<string, unknown>>;
  /** Where it stands in its section: the next page begins behind it. */
  readonly place: readonly string[];
}

/**
 * The person's lines of a section behind `after`, at most `limit`, in the order of their places; null: from the first. One
 * statement, that reads a range of an index, however much there is. Errors: UNAVAILABLE.
 */
export type ReadExportPage = (
  section: ExportSection,
  subject: ExportSubject,
  after: readonly string[] | null,
  limit: number,
) => Promise<readonly ExportLine[]>;

export interface DataExportPorts {
  readonly readPage: ReadExportPage;
  /** About how many lines the file will have; 0 where that cannot be told in the time of a statement. One statement. */
  readonly countLines: (subject: ExportSubject) => Promise<number>;
  /** Whether an error is the database's, and may be gone with the next attempt. */
  readonly isPassing: (error: unknown) => boolean;
}

/** What a link to a file is good for. */
export interface DownloadClaims {
  readonly exportId: string;
  readonly userId: string;
  /** It ends with this session; null for people whom an external provider signs in. */
  readonly sessionId: string | null;
}

/** Links to files: for browsers, which send no header with a link. */
export interface DownloadLinks {
  /** Good for some minutes, for whoever has it. */
  urlOf(claims: DownloadClaims): Promise<string>;
}

/** What a stream says of an export of the viewer's: it was requested, or got on, on whichever device. */
export interface OwnExportItem {
  readonly type: "OWN_EXPORT";
  readonly dataExport: DataExportRow;
}
