/**
 * What a video or a recording says of itself, and a picture of a video, where `ffmpeg` and `ffprobe` are installed. They read
 * what strangers have sent, so each run is a process of its own with bounds; it is told which container it reads, so that
 * none that names other files is ever opened.
 */
import { constants } from "node:fs";
import { access, open } from "node:fs/promises";
import path from "node:path";
import { WAVEFORM_HEIGHT_MAX, WAVEFORM_MAX } from "../domain/attachment/createUpload.ts";
import type { FoundInFile } from "../domain/attachment/finishProcessing.ts";
import { runProgram } from "./runProgram.ts";

const BOUNDS = { timeMs: 20_000, memoryBytes: 1_073_741_824 };
/** The demuxer for each type; of others nothing is read. */
const CONTAINERS: Readonly<Record<string, string>> = {
  "video/mp4": "mov",
  "video/quicktime": "mov",
  "audio/mp4": "mov",
  "video/webm": "matroska",
  "audio/mpeg": "mp3",
  "audio/ogg": "ogg",
  "audio/wav": "wav",
  "audio/flac": "flac",
};
/** A waveform is made of an hour at most, of so many samples a second, two bytes each. */
const WAVEFORM_SECONDS_MAX = 3_600;
const SAMPLES_PER_SECOND = 4_000;
const POSTER_SIDE_MAX = 400;

export interface Recording {
  readonly found: FoundInFile;
  readonly hasPicture: boolean;
}

export interface Recordings {
  /** Null for what it does not read, or cannot: the file stays as it is. Rejects where it could not be tried now. */
  describe(file: string, contentType: string, signal: AbortSignal): Promise<Recording | null>;
  /** Writes a picture of a video, as PNG, a second from its beginning if it lasts so long; false where it cannot. */
  takePicture(
    file: string,
    contentType: string,
    durationMs: number,
    output: string,
    signal: AbortSignal,
  ): Promise<boolean>;
  /** How loud it is from beginning to end: 100 values of 0 to 255, the loudest 255; null where it cannot. `raw`: written. */
  drawWaveform(
    file: string,
    contentType: string,
    raw: string,
    signal: AbortSignal,
  ): Promise<readonly number[] | null>;
}

/** Null where the two programs are not in `folder`. */
export async function findRecordings(folder: string): Promise<Recordings | null> {
  const [ffmpeg, ffprobe] = [path.join(folder, "ffmpeg"), path.join(folder, "ffprobe")];
  try {
    await Promise.all([ffmpeg, ffprobe].map((file) => access(file, constants.X_OK)));
  } catch {
    return null;
  }
  const inputOf = (file: string, container: string): string[] => [
    "-v",
    "error",
    "-protocol_whitelist",
    "file",
    "-f",
    container,
    "-i",
    `file:${file}`,
  ];
  const run = async (args: readonly string[], signal: AbortSignal): Promise<boolean> =>
    (await runProgram(ffmpeg, ["-nostdin", "-y", ...args], BOUNDS, signal)).output !== null;

  return {
    async describe(file, contentType, signal) {
      const container = CONTAINERS[contentType];
      if (container === undefined) return null;
      const args = [...inputOf(file, container), "-show_format", "-show_streams", "-of", "json"];
      const { output } = await runProgram(ffprobe, args, BOUNDS, signal);
      return output === null ? null : recordingOf(JSON.parse(output.toString()) as Probed);
    },

    async takePicture(file, contentType, durationMs, output, signal) {
      const container = CONTAINERS[contentType];
      if (container === undefined) return false;
      const scale = `scale=w=${POSTER_SIDE_MAX}:h=${POSTER_SIDE_MAX}:force_original_aspect_ratio=decrease`;
      const start = durationMs > 2_000 ? ["-ss", "1"] : [];
      const frame = ["-frames:v", "1", "-an", "-vf", scale, "-f", "image2", "-c:v", "png", output];
      return run([...start, ...inputOf(file, container), ...frame], signal);
    },

    async drawWaveform(file, contentType, raw, signal) {
      const container = CONTAINERS[contentType];
      if (container === undefined) return null;
      const samples = ["-vn", "-ac", "1", "-ar", String(SAMPLES_PER_SECOND), "-f", "s16le", raw];
      const input = inputOf(file, container);
      const isDone = await run([...input, "-t", String(WAVEFORM_SECONDS_MAX), ...samples], signal);
      return isDone ? loudnessOf(raw) : null;
    },
  };
}

interface Probed {
  readonly format?: { readonly duration?: string };
  readonly streams?: readonly {
    readonly codec_type?: string;
    readonly width?: number;
    readonly height?: number;
    readonly disposition?: { readonly attached_pic?: number };
    readonly side_data_list?: readonly { readonly rotation?: number }[];
  }[];
}

function recordingOf({ format, streams = [] }: Probed): Recording {
  const seconds = Number(format?.duration);
  const picture = streams.find((one) => one.codec_type === "video" && one.disposition?.attached_pic !== 1);
  const { width, height } = picture ?? {};
  const rotation = picture?.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  const isOnItsSide = Math.abs(rotation) % 180 === 90;
  return {
    hasPicture: picture !== undefined,
    found: {
      ...(Number.isFinite(seconds) && seconds >= 0 && { durationMs: Math.round(seconds * 1000) }),
      ...(width !== undefined &&
        height !== undefined &&
        width > 0 &&
        height > 0 && { width: isOnItsSide ? height : width, height: isOnItsSide ? width : height }),
    },
  };
}

async function loudnessOf(raw: string): Promise<readonly number[] | null> {
  await using handle = await open(raw, "r");
  const samples = Math.floor((await handle.stat()).size / 2);
  const bars = Math.min(WAVEFORM_MAX, samples);
  if (bars === 0) return null;
  const peaks: number[] = [];
  for (let bar = 0; bar < bars; bar += 1) {
    const [start, end] = [Math.floor((bar * samples) / bars), Math.floor(((bar + 1) * samples) / bars)];
    const bytes = Buffer.alloc(2 * (end - start));
    await handle.read(bytes, 0, bytes.length, 2 * start);
    let peak = 0;
    for (let at = 0; at < bytes.length; at += 2) peak = Math.max(peak, Math.abs(bytes.readInt16LE(at)));
    peaks.push(peak);
  }
  const loudest = Math.max(...peaks, 1);
  return peaks.map((peak) => Math.round((peak * WAVEFORM_HEIGHT_MAX) / loudest));
}
