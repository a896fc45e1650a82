import { extname } from "node:path";
import sharp from "sharp";
import type { WakeRow } from "../run/wake-row.js";
import { writeOutput } from "../write-output.js";

/** Wakes that a picture shows; of a longer run those that looked are preferred. */
const TILES_MAX = 20;
const COLUMNS = 4;
const FRAME_WIDTH_PX = 224;
const FRAME_HEIGHT_PX = 168;
const TILE_WIDTH_PX = 248;
const TILE_HEIGHT_PX = 262;
const MARGIN_PX = 12;
const HEAD_PX = 44;
const THRESHOLD = 0.7;
const JPEG_QUALITY = 85;

/** What a picture needs of a wake; rows without a frame are left out. */
export interface PicturedWake {
  readonly row: WakeRow;
  readonly jpeg: Uint8Array;
}

/** Draws a run as a sheet of its frames with what was made of each: .svg, .png or .jpg. Throws ToolError. */
export async function writeRunPicture(path: string, wakes: readonly PicturedWake[]): Promise<void> {
  const svg = await drawSheet(chooseTiles(wakes));
  const extension = extname(path).toLowerCase();
  if (extension === ".svg") return writeOutput(path, svg);
  const drawn = sharp(Buffer.from(svg));
  const encoded = extension === ".png" ? drawn.png() : drawn.jpeg({ quality: JPEG_QUALITY });
  writeOutput(path, await encoded.toBuffer());
}

/** In order; where there are too many, skipped wakes make room for those that were judged. */
function chooseTiles(wakes: readonly PicturedWake[]): readonly PicturedWake[] {
  const judged = wakes.filter(({ row }) => !row.skippedByMotion).slice(0, TILES_MAX);
  const room = TILES_MAX - judged.length;
  const skipped = wakes.filter(({ row }) => row.skippedByMotion).slice(0, Math.max(0, room));
  const chosen = new Set([...judged, ...skipped]);
  return wakes.filter((wake) => chosen.has(wake));
}

async function drawSheet(wakes: readonly PicturedWake[]): Promise<string> {
  const rows = Math.max(1, Math.ceil(wakes.length / COLUMNS));
  const width = COLUMNS * TILE_WIDTH_PX + MARGIN_PX;
  const height = HEAD_PX + rows * TILE_HEIGHT_PX + MARGIN_PX;
  const tiles = await Promise.all(wakes.map(drawTile));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"`,
    ` viewBox="0 0 ${width} ${height}" font-family="DejaVu Sans, Arial, sans-serif">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    text(MARGIN_PX, 28, "Nightjar: wake by wake", 18, "bold"),
    text(
      width - MARGIN_PX,
      28,
      "bar: chance of a person; ticks at 0.3 and 0.7",
      12,
      "normal",
      "end",
    ),
    ...tiles,
    "</svg>\n",
  ].join("");
}

async function drawTile({ row, jpeg }: PicturedWake, index: number): Promise<string> {
  const x = MARGIN_PX + (index % COLUMNS) * TILE_WIDTH_PX;
  const y = HEAD_PX + Math.floor(index / COLUMNS) * TILE_HEIGHT_PX;
  const small = await sharp(jpeg)
    .resize(FRAME_WIDTH_PX, FRAME_HEIGHT_PX)
    .jpeg({ quality: JPEG_QUALITY })
    .toBuffer();
  const href = `data:image/jpeg;base64,${small.toString("base64")}`;
  const size = `width="${FRAME_WIDTH_PX}" height="${FRAME_HEIGHT_PX}"`;
  const fade = row.skippedByMotion ? ' opacity="0.45"' : "";
  return [
    `<g transform="translate(${x} ${y})">`,
    `<image href="${href}" ${size}${fade}/>`,
    `<rect ${size} fill="none" stroke="#000" ${strokeOf(row)}/>`,
    ...captionOf(row),
    "</g>",
  ].join("");
}

/** Plain enough for black and white: a person is a thick frame, doubt a dashed one. */
function strokeOf({ decision, skippedByMotion }: WakeRow): string {
  if (skippedByMotion) return 'stroke-width="0.5"';
  if (decision === "person") return 'stroke-width="5"';
  return decision === "uncertain"
    ? 'stroke-width="2.5" stroke-dasharray="7 5"'
    : 'stroke-width="1"';
}

function captionOf(row: WakeRow): string[] {
  const top = FRAME_HEIGHT_PX + 20;
  const time = new Date(row.wallMs).toISOString().slice(11, 19);
  if (row.skippedByMotion) {
    return [text(0, top, `${time}  nothing moved: not judged`, 12)];
  }
  const lines = [text(0, top, `${time}  ${decisionText(row)}`, 13, "bold")];
  if (row.probability !== undefined) lines.push(...probabilityBar(row.probability, top + 10));
  if (row.report?.escalation.outcome !== "not-needed") {
    lines.push(text(0, top + 42, `cloud: ${row.cloud}`, 12));
  }
  return lines;
}

function decisionText({ decision, how }: WakeRow): string {
  if (how !== "slept") return how;
  return decision === "noPerson" ? "no person" : (decision ?? "-");
}

function probabilityBar(probability: number, y: number): string[] {
  const width = 180;
  const tick = (at: number) =>
    `<line x1="${at * width}" x2="${at * width}" y1="${y - 2}" y2="${y + 14}" stroke="#000"/>`;
  return [
    `<rect y="${y}" width="${width}" height="12" fill="#eee" stroke="#000" stroke-width="0.7"/>`,
    `<rect y="${y}" width="${(probability * width).toFixed(1)}" height="12" fill="#555"/>`,
    tick(1 - THRESHOLD),
    tick(THRESHOLD),
    text(width + 8, y + 11, probability.toFixed(2), 12),
  ];
}

function text(
  x: number,
  y: number,
  words: string,
  sizePx: number,
  weight = "normal",
  anchor = "start",
): string {
  const escaped = words.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const style = `font-size="${sizePx}" font-weight="${weight}" text-anchor="${anchor}"`;
  return `<text x="${x}" y="${y}" ${style}>${escaped}</text>`;
}
