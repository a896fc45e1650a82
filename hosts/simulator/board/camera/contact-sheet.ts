import sharp, { type OverlayOptions } from "sharp";

import { generateDay } from "./day.js";
import { FRAME_HEIGHT_PX, FRAME_WIDTH_PX } from "./raster.js";
import { PLACE_NAMES } from "./scenes/places.js";

const COLUMNS = 4;
const CELL_WIDTH_PX = 240;
const CELL_HEIGHT_PX = (CELL_WIDTH_PX * FRAME_HEIGHT_PX) / FRAME_WIDTH_PX;
const GAP_PX = 6;
const CAPTION_PX = 18;
/** A day is searched no farther for a picture that is worth showing. */
const STEPS_SEARCHED_MAX = 160;
const PERSON_AREA_SHOWN_MIN = 0.03;

interface Chosen {
  readonly caption: string;
  readonly jpeg: Buffer;
}

export interface ContactSheetOptions {
  readonly seed: number | string;
  /** Pictures from each place. */
  readonly perPlace: number;
}

/** Some drawn scenes with what is true of them below, as one JPEG for people to look at. */
export async function contactSheet({ seed, perPlace }: ContactSheetOptions): Promise<Buffer> {
  const chosen: Chosen[] = [];
  for (const place of PLACE_NAMES) {
    for (let picture = 0; picture < perPlace; picture++) {
      chosen.push(await choose(`${seed}/${picture}`, place, picture % 4 !== 3));
    }
  }
  const rows = Math.ceil(chosen.length / COLUMNS);
  const cells = await Promise.all(chosen.map(cellOf));
  return sharp({
    create: {
      width: COLUMNS * (CELL_WIDTH_PX + GAP_PX) + GAP_PX,
      height: rows * (CELL_HEIGHT_PX + CAPTION_PX + GAP_PX) + GAP_PX,
      channels: 3,
      background: "#16181c",
    },
  })
    .composite(cells.flat())
    .jpeg({ quality: 78, mozjpeg: true })
    .toBuffer();
}

/** The first picture of a day with somebody in it, or with nobody where that is wanted. */
async function choose(seed: string, place: string, withPerson: boolean): Promise<Chosen> {
  for await (const step of generateDay(seed, { place, steps: STEPS_SEARCHED_MAX })) {
    const { hour, personArea } = step;
    if (withPerson ? personArea < PERSON_AREA_SHOWN_MIN : step.kind !== "visitor") continue;
    const share = `person, ${Math.round(personArea * 100)} %`;
    const truth = personArea > 0 ? share : "no person";
    return { caption: `${place} ${clock(hour)} · ${truth}`, jpeg: await step.jpeg() };
  }
  throw new Error(`seed ${seed} shows nothing of interest at the ${place}`);
}

function clock(hour: number): string {
  const minutes = String(Math.floor((hour % 1) * 60)).padStart(2, "0");
  return `${String(Math.floor(hour)).padStart(2, "0")}:${minutes}`;
}

async function cellOf({ caption, jpeg }: Chosen, index: number): Promise<OverlayOptions[]> {
  const left = GAP_PX + (index % COLUMNS) * (CELL_WIDTH_PX + GAP_PX);
  const row = Math.floor(index / COLUMNS);
  const top = GAP_PX + row * (CELL_HEIGHT_PX + CAPTION_PX + GAP_PX);
  const picture = await sharp(jpeg).resize(CELL_WIDTH_PX, CELL_HEIGHT_PX).png().toBuffer();
  const words =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${CELL_WIDTH_PX}" height="${CAPTION_PX}">` +
    `<text x="2" y="13" font-family="sans-serif" font-size="12" fill="#c9ced6">${caption}</text>` +
    "</svg>";
  return [
    { input: picture, left, top },
    { input: Buffer.from(words), left, top: top + CELL_HEIGHT_PX },
  ];
}
