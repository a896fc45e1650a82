import sharp, { type Sharp } from "sharp";

/** What the OV2640 is asked for: VGA. */
export const FRAME_WIDTH_PX = 640;
export const FRAME_HEIGHT_PX = 480;
export const FRAME_CHANNELS = 3;
/** docs/DESIGN.md, 1: the same bytes go to the cloud, so a frame stays small. */
export const FRAME_BYTES_MAX = 24 * 1024;

const QUALITY_FIRST = 75;
/** For frames that are thrown away unseen. */
const QUALITY_UNSETTLED = 30;
const QUALITY_LAST = 10;
/** What is too fine for the lowest quality is softened: no lens shows a checkerboard of pixels. */
const SOFTENING_PX = [0, 1.5, 5] as const;
/** Each further attempt aims below the bound, since size does not follow quality exactly. */
const SIZE_AIM = 0.94;

// One picture at a time on one thread: the other core runs the firmware.
sharp.concurrency(1);
sharp.cache(false);

/** Red, green and blue bytes, rows from the top. */
export interface Raster {
  readonly pixels: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Of the drawn sensor, where its automatic exposure stopped; missing for a photograph. */
  readonly exposure?: number;
}

/** Red, green, blue and alpha (not multiplied in). */
export interface Cutout extends Raster {
  readonly alpha: true;
}

/**
 * A camera's JPEG: baseline, the standard's Huffman tables, chroma halved. An OV2640 halves chroma
 * across only (4:2:2); the encoder at hand knows 4:2:0, which no 96-pixel tensor can tell apart.
 * Quality goes down until the frame fits FRAME_BYTES_MAX, by the same steps for the same picture.
 */
export function encodeFrame(raster: Raster): Promise<Buffer> {
  return encodeToFit(QUALITY_FIRST, () => opened(raster));
}

/** A frame before the automatic exposure has settled: everything brighter, clipped at white. */
export function encodeUnsettled(raster: Raster, brightness: number): Promise<Buffer> {
  const shown = Uint8ClampedArray.from({ length: 256 }, (_, value) => value * brightness);
  const pixels = new Uint8Array(raster.pixels.length);
  for (let at = 0; at < pixels.length; at++) {
    pixels[at] = shown[raster.pixels[at] as number] as number;
  }
  return encodeToFit(QUALITY_UNSETTLED, () => opened({ ...raster, pixels }));
}

async function encodeToFit(qualityFirst: number, open: () => Sharp): Promise<Buffer> {
  for (const radiusPx of SOFTENING_PX) {
    let quality = qualityFirst;
    while (quality >= QUALITY_LAST) {
      const picture = radiusPx === 0 ? open() : open().blur(radiusPx);
      const jpeg = await encodeJpeg(picture, quality);
      if (jpeg.length <= FRAME_BYTES_MAX) return jpeg;
      quality = nextQuality(quality, (FRAME_BYTES_MAX * SIZE_AIM) / jpeg.length);
    }
  }
  throw new Error(`a softened picture does not fit ${FRAME_BYTES_MAX} bytes`);
}

function opened({ pixels, widthPx, heightPx }: Raster): Sharp {
  return sharp(pixels, { raw: { width: widthPx, height: heightPx, channels: FRAME_CHANNELS } });
}

function encodeJpeg(picture: Sharp, quality: number): Promise<Buffer> {
  return picture
    .jpeg({ quality, chromaSubsampling: "4:2:0", optimizeCoding: false, progressive: false })
    .toBuffer();
}

/** Below 50 the quantizer grows with 1 / quality, above with 100 - quality; size follows roughly. */
function nextQuality(quality: number, sizeRatio: number): number {
  const step = quality >= 50 ? 200 - 2 * quality : 5000 / quality;
  const wanted = Math.max(step * 1.12, step / sizeRatio ** 1.25);
  const next = wanted <= 100 ? (200 - wanted) / 2 : 5000 / wanted;
  return Math.min(quality - 1, Math.floor(next));
}

/**
 * Decodes a JPEG and brings it to the camera's frame. Other shapes are squashed, not cropped: a
 * crop could cut off the person that the label tells of, borders would be something that no camera
 * shows, and the network's own input is a squashed square anyway.
 */
export async function decodePicture(jpeg: Uint8Array, pixelsMax: number): Promise<Raster> {
  const { data, info } = await sharp(jpeg, { failOn: "error", limitInputPixels: pixelsMax })
    .autoOrient()
    .resize(FRAME_WIDTH_PX, FRAME_HEIGHT_PX, { fit: "fill", kernel: "cubic" })
    .toColourspace("srgb")
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: data, widthPx: info.width, heightPx: info.height };
}

/** Draws an SVG in its own size, without what is transparent in it. */
export async function drawOpaque(svg: string): Promise<Raster> {
  const { data, info } = await sharp(Buffer.from(svg))
    .flatten({ background: "#000" })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: data, widthPx: info.width, heightPx: info.height };
}

/** Draws an SVG in its own size, with its alpha. */
export async function drawCutout(svg: string): Promise<Cutout> {
  const { data, info } = await sharp(Buffer.from(svg))
    .ensureAlpha()
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: data, widthPx: info.width, heightPx: info.height, alpha: true };
}

/** The colour space that a JPEG is stored in, as libvips names it (`srgb`, `b-w`, `cmyk`). */
export async function storedColours(jpeg: Uint8Array, pixelsMax: number): Promise<string> {
  const { space } = await sharp(jpeg, { limitInputPixels: pixelsMax }).metadata();
  return space ?? "";
}
