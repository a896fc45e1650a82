import sharp, { type OverlayOptions } from "sharp";
import { writeOutput } from "../write-output.js";
import type { JudgedScene } from "./judged-scenes.js";

/** Frames of each kind on a sheet; of more, every so many-th. */
const EACH_MAX = 30;
const COLUMNS = 6;
const FRAME_WIDTH_PX = 224;
const FRAME_HEIGHT_PX = 168;
const TILE_WIDTH_PX = 236;
const TILE_HEIGHT_PX = 196;
const MARGIN_PX = 8;
const JPEG_QUALITY = 85;

/**
 * Frames with people, then without, each with the chance of a person; a wrong answer says so. Throws
 * ToolError.
 */
export async function writeScenesSheet(
  path: string,
  judged: readonly JudgedScene[],
): Promise<void> {
  const shown = [
    ...spread(judged.filter(({ kind }) => kind === "person")),
    ...spread(judged.filter(({ kind }) => kind === "noperson")),
  ];
  const tiles = await Promise.all(shown.map(drawTile));
  const height = Math.ceil(shown.length / COLUMNS) * TILE_HEIGHT_PX + MARGIN_PX;
  const width = COLUMNS * TILE_WIDTH_PX + MARGIN_PX;
  const sheet = sharp({ create: { width, height, channels: 3, background: "#fff" } });
  const drawn = sheet.composite(tiles.flat());
  const asPng = path.toLowerCase().endsWith(".png");
  const encoded = asPng ? drawn.png() : drawn.jpeg({ quality: JPEG_QUALITY });
  writeOutput(path, await encoded.toBuffer());
}

function spread(scenes: readonly JudgedScene[]): JudgedScene[] {
  const count = Math.min(EACH_MAX, scenes.length);
  return Array.from({ length: count }, (_, index) => {
    return scenes[Math.floor((index * scenes.length) / count)] as JudgedScene;
  });
}

async function drawTile(scene: JudgedScene, index: number): Promise<OverlayOptions[]> {
  const left = MARGIN_PX + (index % COLUMNS) * TILE_WIDTH_PX;
  const top = MARGIN_PX + Math.floor(index / COLUMNS) * TILE_HEIGHT_PX;
  const frame = await sharp(scene.path).resize(FRAME_WIDTH_PX, FRAME_HEIGHT_PX).toBuffer();
  const caption = Buffer.from(captionOf(scene));
  return [
    { input: frame, left, top },
    { input: caption, left, top: top + FRAME_HEIGHT_PX },
  ];
}

function captionOf({ kind, probability, right }: JudgedScene): string {
  const words = `${kind} ${probability.toFixed(2)}${right ? "" : "  WRONG"}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${FRAME_WIDTH_PX}" height="20">`,
    `<text x="0" y="15" font-family="DejaVu Sans, Arial, sans-serif" font-size="13"`,
    ` font-weight="${right ? "normal" : "bold"}">${words}</text></svg>`,
  ].join("");
}
