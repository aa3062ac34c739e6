/**
 * A program of its own that reads one picture and writes it anew: turned as the camera says, within bounds, without what the
 * camera has written into it; and a small one beside it. See `pictures.ts`, which runs it.
 *
 * Its arguments are the picture, its type, and where the two go. It says what it found as JSON.
 */
import { encode } from "blurhash";
import sharp from "sharp";
import type { Sharp } from "sharp";

/** With all frames of an animation. */
const PIXELS_MAX = 100_000_000;
/** Of the picture as it is kept, and of the small one. */
export const SIDE_MAX = 4_096;
export const THUMBNAIL_SIDE_MAX = 400;
const BLURHASH_SIDE = 32;

/** Nothing else is read, whatever the bytes say: no SVG, no PDF, no file of another library. */
const READERS = ["Png", "Jpeg", "Nsgif", "Webp", "Heif"].map((name) => `VipsForeignLoad${name}File`);
const FORMATS: Readonly<Record<string, string>> = {
  "image/png": "png",
  "image/jpeg": "jpeg",
  "image/gif": "gif",
  "image/webp": "webp",
  "image/avif": "heif",
};

const [input = "", contentType = "", full = "", thumbnail = ""] = process.argv.slice(2);
process.stdout.write(JSON.stringify(await rewrite().catch(() => ({ refusal: "UNREADABLE" }))));

async function rewrite(): Promise<object> {
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({ operation: READERS });
  sharp.concurrency(1);
  sharp.cache(false);

  // Of the header alone: what is too large is not decoded.
  const { format, width, height, pages = 1 } = await sharp(input, { limitInputPixels: false }).metadata();
  if (format !== FORMATS[contentType]) return { refusal: "UNREADABLE" };
  if (width * height * pages > PIXELS_MAX) return { refusal: "TOO_MANY_PIXELS" };

  const options = { limitInputPixels: PIXELS_MAX, failOn: "error" } as const;
  const picture = sharp(input, { ...options, animated: pages > 1 })
    .autoOrient()
    .resize({ width: SIDE_MAX, height: SIDE_MAX, fit: "inside", withoutEnlargement: true });
  const kept = await encodedAs(picture, contentType).toFile(full);

  const small = await sharp(input, options)
    .autoOrient()
    .resize({
      width: THUMBNAIL_SIDE_MAX,
      height: THUMBNAIL_SIDE_MAX,
      fit: "inside",
      withoutEnlargement: true,
    })
    .webp({ quality: 75 })
    .toFile(thumbnail);
  const { data, info } = await sharp(input, options)
    .autoOrient()
    .resize({ width: BLURHASH_SIDE, height: BLURHASH_SIDE, fit: "inside" })
    .toColourspace("srgb")
    .ensureAlpha()
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  return {
    width: kept.width,
    height: kept.pageHeight ?? kept.height,
    byteSize: kept.size,
    thumbnail: { width: small.width, height: small.height, byteSize: small.size },
    blurhash: encode(new Uint8ClampedArray(data), info.width, info.height, 4, 3),
  };
}

/** The same type again, without metadata: nothing is kept that is not asked for. */
function encodedAs(picture: Sharp, type: string): Sharp {
  switch (type) {
    case "image/jpeg":
      return picture.jpeg({ quality: 85 });
    case "image/webp":
      return picture.webp({ quality: 85 });
    case "image/gif":
      return picture.gif();
    case "image/avif":
      return picture.avif({ quality: 60, effort: 2 });
    default:
      return picture.png();
  }
}
