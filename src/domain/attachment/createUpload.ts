/** Begins the upload of a file, to be sent when its bytes are here. */
import { hashInput } from "../../lib/hash.ts";
import { newId } from "../../lib/ids.ts";
import { findCreation } from "../creation.ts";
import { InputValidationError, NotFoundError } from "../errors.ts";
import { lockUsers } from "../lockUsers.ts";
import type { Ports } from "../ports.ts";
import type { AttachmentRow, Db, Tx } from "../rows.ts";
import { assertText, CLIENT_KEY } from "../text.ts";
import { TooManyUploadsError, UploadQuotaError } from "./errors.ts";
import { assertFilename } from "./filename.ts";

/** Files that a person has uploaded, or has begun to, and has not sent. */
export const UNSENT_UPLOADS_MAX = 100;
/** What is not sent by then is deleted. */
export const UNSENT_KEPT_MS = 86_400_000;
/** Bars of a voice message's picture, and how high one is. */
export const WAVEFORM_MAX = 100;
export const WAVEFORM_HEIGHT_MAX = 255;
/** Pixels, and a day: what claims to be larger is not what it says. */
export const SIDE_MAX = 100_000;
export const DURATION_MS_MAX = 86_400_000;

export interface CreateUploadInput {
  readonly filename: string;
  /** A hint: what the bytes are is decided by them. */
  readonly contentType: string;
  readonly byteSize: number;
  readonly width?: number | null | undefined;
  readonly height?: number | null | undefined;
  readonly durationMs?: number | null | undefined;
  /** Makes a voice message of audio. */
  readonly waveform?: readonly number[] | null | undefined;
  readonly clientKey: string;
}

export interface CreatedUpload {
  readonly attachment: AttachmentRow;
  /** The clientKey was used before with this input: nothing was written now. */
  readonly isRepeated: boolean;
}

/**
 * The same clientKey answers the same attachment, for as long as that is there.
 * Errors: InputValidation, NotFound, TooManyUploads, UploadQuota, IdempotencyConflict.
 */
export async function createUpload(
  ports: Ports,
  ownerId: string,
  input: CreateUploadInput,
): Promise<CreatedUpload> {
  const clientKey = assertText("clientKey", input.clientKey, CLIENT_KEY);
  const file = {
    filename: assertFilename(input.filename),
    contentType: assertContentType(input.contentType),
    byteSize: assertNumber("byteSize", input.byteSize, 1, ports.uploads.fileBytesMax),
    width: assertOptional("width", input.width, 1, SIDE_MAX),
    height: assertOptional("height", input.height, 1, SIDE_MAX),
    durationMs: assertOptional("durationMs", input.durationMs, 0, DURATION_MS_MAX),
    waveform: assertWaveform(input.waveform ?? []),
  };

  const key = { creatorId: ownerId, mutation: "createUpload", clientKey };
  const inputHash = hashInput(Object.entries(file));
  const knownId = await findCreation(ports.db, key, inputHash);
  if (knownId !== null) return repeated(ports.db, knownId);

  return ports.db.$transaction(async (tx) => {
    // One after the other of one person: what is counted is what is true at the commit.
    const now = await lockUsers(tx, [ownerId]);
    const winnerId = await findCreation(tx, key, inputHash);
    if (winnerId !== null) return repeated(tx, winnerId);

    await assertRoom(ports, tx, ownerId, now, file.byteSize);
    const id = newId();
    await tx.creation.create({ data: { ...key, inputHash, nodeId: id } });
    const expiresAt = new Date(now.getTime() + UNSENT_KEPT_MS);
    const attachment = await tx.attachment.create({
      data: { id, ownerId, ...file, createdAt: now, expiresAt },
    });
    return { attachment, isRepeated: false };
  });
}

/** NotFound where it was deleted since: it was not sent in time, or what it was sent with is gone. */
async function repeated(db: Db | Tx, id: string): Promise<CreatedUpload> {
  const attachment = await db.attachment.findUnique({ where: { id } });
  if (attachment === null) throw new NotFoundError("Attachment");
  return { attachment, isRepeated: true };
}

async function assertRoom(ports: Ports, tx: Tx, ownerId: string, now: Date, byteSize: number): Promise<void> {
  const unsent = await tx.attachment.count({ where: { ownerId, expiresAt: { gt: now } } });
  if (unsent >= UNSENT_UPLOADS_MAX) throw new TooManyUploadsError(UNSENT_UPLOADS_MAX);
  const { _sum } = await tx.attachment.aggregate({ where: { ownerId }, _sum: { byteSize: true } });
  if ((_sum.byteSize ?? 0) + byteSize > ports.uploads.userBytesMax) {
    throw new UploadQuotaError(ports.uploads.userBytesMax);
  }
}

function assertContentType(raw: string): string {
  const type = raw.trim().toLowerCase();
  if (!/^[a-z0-9][a-z0-9!#$&^_.+-]{0,62}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}$/.test(type)) {
    throw invalid("contentType", "It is written like image/png, without parameters.");
  }
  return type;
}

function assertWaveform(waveform: readonly number[]): number[] {
  if (waveform.length > WAVEFORM_MAX) throw invalid("waveform", `It has at most ${WAVEFORM_MAX} values.`);
  return waveform.map((value) => assertNumber("waveform", value, 0, WAVEFORM_HEIGHT_MAX));
}

function assertOptional(path: string, value: number | null | undefined, min: number, max: number) {
  return value == null ? null : assertNumber(path, value, min, max);
}

function assertNumber(path: string, value: number, min: number, max: number): number {
  if (value < min || value > max) throw invalid(path, `It is from ${min} to ${max}.`);
  return value;
}

function invalid(path: string, message: string): InputValidationError {
  return new InputValidationError([{ path: [path], message }]);
}
