/** Files of the demo, made on the spot: a picture of a cake, and a voice message that hums. */
import { crc32, deflateSync } from "node:zlib";
import { createUpload } from "../../domain/attachment/createUpload.ts";
import type { CreateUploadInput } from "../../domain/attachment/createUpload.ts";
import type { Demo, Name } from "./scene.ts";

interface DemoFile extends Omit<CreateUploadInput, "byteSize" | "clientKey"> {
  readonly bytes: Uint8Array;
}

/**
 * Uploads it; answers the id by which a message takes it along. Null where it cannot be kept or looked at now: the demo
 * goes on without what shows the file.
 */
export async function upload({ ports, people }: Demo, owner: Name, file: DemoFile): Promise<string | null> {
  const { bytes, ...described } = file;
  const input = { ...described, byteSize: bytes.byteLength, clientKey: `demo-${file.filename}` };
  const { attachment } = await createUpload(ports, people[owner], input);
  const state = await ports.files.bring(attachment.id, bytes);
  return state === "READY" ? attachment.id : null;
}

const PIXEL = 16;
const CAKE = [
  "....................",
  "......y...y...y.....",
  "......r...r...r.....",
  "......w...w...w.....",
  "...pppppppppppppp...",
  "..pppppppppppppppp..",
  "..bpbbppbbbpbbppbb..",
  "..bbbbbbbbbbbbbbbb..",
  "..wwwwwwwwwwwwwwww..",
  "..bbbbbbbbbbbbbbbb..",
  "..bbbbbbbbbbbbbbbb..",
  ".gggggggggggggggggg.",
  "....................",
];
const COLOURS = {
  ".": 0xeef4f8,
  y: 0xffc83d,
  r: 0xe8543f,
  w: 0xffffff,
  p: 0xf291b2,
  b: 0xb9774a,
  g: 0x8fa3ad,
};

export function cakePicture(): DemoFile {
  const names = Object.keys(COLOURS);
  const rows = CAKE.flatMap((line) => {
    const row = [0, ...line.split("").flatMap((name) => Array<number>(PIXEL).fill(names.indexOf(name)))];
    return Array.from({ length: PIXEL }, () => row);
  });
  const width = (CAKE[0] ?? "").length * PIXEL;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(rows.length, 4);
  // Eight bits a pixel, each the number of a colour.
  head.set([8, 3], 8);
  const colours = Object.values(COLOURS).flatMap((rgb) => [rgb >> 16, (rgb >> 8) & 255, rgb & 255]);
  const bytes = Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    pngPart("IHDR", head),
    pngPart("PLTE", Uint8Array.from(colours)),
    pngPart("IDAT", deflateSync(Uint8Array.from(rows.flat()))),
    pngPart("IEND", new Uint8Array()),
  ]);
  return { filename: "cake.png", contentType: "image/png", width, height: rows.length, bytes };
}

function pngPart(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.byteLength);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

const SAMPLES_PER_SECOND = 8_000;
const NOTE_SECONDS = 0.3;
const BARS_PER_NOTE = 6;
const TUNE_HZ = [392, 392, 440, 392, 523, 494];

export function hummedTune(): DemoFile {
  const count = SAMPLES_PER_SECOND * NOTE_SECONDS;
  const loudnessAt = (share: number) => Math.sin(Math.PI * share) ** 0.5;
  const samples = TUNE_HZ.flatMap((hz) =>
    Array.from({ length: count }, (_, index) => {
      const wave = Math.sin((2 * Math.PI * hz * index) / SAMPLES_PER_SECOND);
      return Math.round(128 + 90 * loudnessAt(index / count) * wave);
    }),
  );
  const bars = Array.from({ length: BARS_PER_NOTE }, (_, bar) =>
    Math.round(200 * loudnessAt((bar + 0.5) / BARS_PER_NOTE)),
  );
  return {
    filename: "hum.wav",
    contentType: "audio/wav",
    durationMs: TUNE_HZ.length * NOTE_SECONDS * 1_000,
    waveform: TUNE_HZ.flatMap(() => bars),
    bytes: Buffer.concat([wavHead(samples.length), Uint8Array.from(samples)]),
  };
}

/** Of one channel of bytes. */
function wavHead(size: number): Buffer {
  const head = Buffer.alloc(44);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(36 + size, 4);
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(SAMPLES_PER_SECOND, 24);
  head.writeUInt32LE(SAMPLES_PER_SECOND, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(size, 40);
  return head;
}
