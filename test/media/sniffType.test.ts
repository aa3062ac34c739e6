/** What bytes are taken for: a short list, and nothing that could run. */
import { expect, test } from "vitest";
import { typeOf } from "../../src/domain/attachment/kinds.ts";
import { sniffType } from "../../src/media/sniffType.ts";
import { PNG } from "../support/uploads.ts";

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));

test.each([
  ["\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"],
  ["GIF87a", "image/gif"],
  ["RIFF\x10\0\0\0WEBPVP8 ", "image/webp"],
  ["RIFF\x10\0\0\0WAVEfmt ", "audio/wav"],
  ["\0\0\0\x1cftypavif", "image/avif"],
  ["\0\0\0\x18ftypmp42", "video/mp4"],
  ["\0\0\0\x18ftypM4A ", "audio/mp4"],
  ["\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "video/webm"],
  ["OggS\0\x02", "audio/ogg"],
  ["fLaC", "audio/flac"],
  ["ID3\x04", "audio/mpeg"],
  ["\xff\xfb\x90\x64", "audio/mpeg"],
  ["%PDF-1.7", "application/pdf"],
  ["PK\x03\x04", "application/zip"],
  ["RIFF\x10\0\0\0AVI LIST", null],
  ["RIFF", null],
  ["\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\x82\x88matroska", null],
  ["\0\0\0\x18ftypheic", null],
  ["\xff\xff\xff\xff", null],
  ["<html>", null],
  ["<svg xmlns=", null],
  ["MZ\x90\0", null],
  ["", null],
])("%j is %j", (text, wanted) => {
  expect(sniffType(bytesOf(text))).toBe(wanted);
});

test("a PNG is one", () => {
  expect(sniffType(PNG)).toBe("image/png");
});

test("a waveform makes a voice message of audio, also of a recording in a container for video, and of nothing else", () => {
  expect(typeOf("audio/ogg", true)).toEqual({ kind: "VOICE", contentType: "audio/ogg" });
  expect(typeOf("audio/ogg", false)).toEqual({ kind: "AUDIO", contentType: "audio/ogg" });
  expect(typeOf("video/webm", true)).toEqual({ kind: "VOICE", contentType: "audio/webm" });
  expect(typeOf("video/webm", false)).toEqual({ kind: "VIDEO", contentType: "video/webm" });
  expect(typeOf("image/png", true)).toEqual({ kind: "IMAGE", contentType: "image/png" });
  expect(typeOf("application/zip", true)).toEqual({ kind: "FILE", contentType: "application/zip" });
  expect(typeOf(null, true)).toEqual({ kind: "FILE", contentType: "application/octet-stream" });
});
