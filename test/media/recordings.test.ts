/** Videos and recordings, where ffmpeg is installed: how long, how large, how loud, and a picture. */
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { findRecordings } from "../../src/media/recordings.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person } from "../conversation/scene.ts";
import { uploads } from "../support/uploads.ts";

const FOLDER = "/usr/bin";
const isInstalled = (await findRecordings(FOLDER)) !== null;
/** Made by ffmpeg from sources of its own. */
function made(extension: string, ...args: string[]): Buffer {
  const file = path.join(tmpdir(), `${newId()}.${extension}`);
  execFileSync(`${FOLDER}/ffmpeg`, ["-v", "error", "-nostdin", ...args, file]);
  const bytes = readFileSync(file);
  rmSync(file);
  return bytes;
}

async function shown(person: Person, id: string) {
  const fields =
    "kind state contentType durationMs width height waveform blurhash thumbnail { url width height }";
  const source = `query ($id: ID!) { node(id: $id) { ... on Attachment { ${fields} } } }`;
  interface Shown {
    readonly durationMs: number;
    readonly waveform: readonly number[];
    readonly thumbnail: { readonly url: string };
  }
  return (await person.asks<{ node: Shown }>(source, { id })).data.node;
}

const VIDEO = ["-f", "lavfi", "-i", "testsrc=size=640x360:rate=10:duration=3"];
const CLAIMED = { width: 1, height: 1, durationMs: 1 };

describe.runIf(isInstalled)("with ffmpeg, which is skipped where that is not installed", () => {
  test.each([
    ["mp4", "video/mp4", ["-c:v", "mpeg4"]],
    ["webm", "video/webm", ["-c:v", "libvpx", "-deadline", "realtime"]],
  ])(
    "a video of type %s says how long and large it is, and has a picture",
    async (extension, contentType, codec) => {
      await using scene = await startScene({ FFMPEG_DIR: FOLDER });
      const { ana } = await scene.people("ana");
      const bytes = made(extension, ...VIDEO, ...codec);
      const video = await shown(ana, await uploads(ana.does, bytes, { contentType, ...CLAIMED }));
      expect(video).toMatchObject({
        kind: "VIDEO",
        state: "READY",
        contentType,
        width: 640,
        height: 360,
        thumbnail: { width: 400, height: 225 },
      });
      expect(Math.abs(video.durationMs - 3_000)).toBeLessThan(150);
      const picture = await fetch(video.thumbnail.url);
      expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/webp"]);
    },
  );

  test("a voice message has the waveform of its sound, whatever its client says", async () => {
    await using scene = await startScene({ FFMPEG_DIR: FOLDER });
    const { ana } = await scene.people("ana");
    // Silent, then loud.
    const bytes = made(
      "ogg",
      "-f",
      "lavfi",
      "-i",
      "sine=frequency=300:duration=2",
      "-af",
      "adelay=2000",
      "-c:a",
      "libvorbis",
    );
    const voice = await shown(
      ana,
      await uploads(ana.does, bytes, { contentType: "audio/ogg", waveform: [255, 0], durationMs: 1 }),
    );
    expect(voice).toMatchObject({ kind: "VOICE", thumbnail: null });
    expect(Math.abs(voice.durationMs - 4_000)).toBeLessThan(100);
    expect(voice.waveform).toHaveLength(100);
    expect(Math.max(...voice.waveform.slice(0, 45))).toBeLessThan(20);
    expect(Math.min(...voice.waveform.slice(55, 95))).toBeGreaterThan(150);
  });

  test("what cannot be read stays as its client says, and a list of other files is not followed", async () => {
    await using scene = await startScene({ FFMPEG_DIR: FOLDER });
    const { ana } = await scene.people("ana");
    const broken = "OggS and nothing behind";
    expect(
      await shown(ana, await uploads(ana.does, broken, { contentType: "audio/ogg", ...CLAIMED })),
    ).toMatchObject({ state: "READY", kind: "AUDIO", durationMs: 1, thumbnail: null });
    const list = "ID3\n#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n";
    expect(await shown(ana, await uploads(ana.does, list, { contentType: "audio/mpeg" }))).toMatchObject({
      state: "READY",
      durationMs: null,
    });
  });
});

test("without ffmpeg a video is kept with what its client says of it", async () => {
  await using scene = await startScene({ FFMPEG_DIR: "/nowhere" });
  const { ana } = await scene.people("ana");
  const bytes = "\0\0\0\u0018ftypisom and so on";
  expect(
    await shown(ana, await uploads(ana.does, bytes, { contentType: "video/mp4", ...CLAIMED })),
  ).toMatchObject({
    state: "READY",
    kind: "VIDEO",
    width: 1,
    height: 1,
    durationMs: 1,
    thumbnail: null,
    blurhash: null,
  });
});
