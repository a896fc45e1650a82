import { readFile } from "node:fs/promises";

import { Chance } from "./chance.js";
import {
  type Exposure,
  type FrameSource,
  FrameSourceError,
  type SkippedPicture,
  type SkipReason,
  type View,
} from "./frame-source.js";
import { lookedAtAgain } from "./look-again.js";
import { type ListedPicture, listPictures, refuseAtSight } from "./picture-list.js";
import {
  decodePicture,
  encodeFrame,
  encodeUnsettled,
  type Raster,
  storedColours,
} from "./raster.js";

/** A picture with more than this is no photograph that anybody's camera took. */
const PICTURE_PIXELS_MAX = 100_000_000;
const PICTURE_BYTES_MAX = 64 * 1024 * 1024;
/** Files looked at when a folder is opened; in a larger one the rest when their turn comes. */
const FILES_CHECKED_AT_OPEN_MAX = 4096;
/** How many skipped pictures an error message names. */
const NAMES_IN_MESSAGE_MAX = 5;

export interface FolderSourceOptions {
  readonly folder: string;
  readonly seed: number | string;
}

/**
 * A folder of photographs. The seed gives their order; after the last one they come again, in
 * another order. What cannot be shown is skipped and named, and the run goes on.
 */
export class FolderSource implements FrameSource {
  readonly name: string;
  readonly skipped: SkippedPicture[] = [];
  readonly #seed: number | string;
  #usable: ListedPicture[];
  #queue: ListedPicture[] = [];
  #round = 0;
  #views = 0;

  constructor({ folder, seed }: FolderSourceOptions) {
    this.name = folder;
    this.#seed = seed;
    const listed = listPictures(folder);
    this.#usable = listed.filter((picture, index) => {
      if (index >= FILES_CHECKED_AT_OPEN_MAX) return true;
      const reason = refuseAtSight(picture.path);
      if (reason !== undefined) this.skipped.push({ name: picture.name, reason });
      return reason === undefined;
    });
  }

  /** Throws `FrameSourceError` where the folder has no readable picture (any more). */
  async next(): Promise<View> {
    for (;;) {
      const picture = this.#take();
      const read = await readPicture(picture.path);
      if (read.ok) return new PictureView(picture, read.raster, this.#seed, this.#views++);
      this.skipped.push({ name: picture.name, reason: read.reason });
      this.#usable = this.#usable.filter((other) => other !== picture);
    }
  }

  #take(): ListedPicture {
    if (this.#queue.length === 0) {
      this.#queue = new Chance(this.#seed, "order", this.#round++).shuffled(this.#usable).reverse();
    }
    const picture = this.#queue.pop();
    if (picture === undefined) throw noPicture(this.name, this.skipped);
    return picture;
  }
}

function noPicture(folder: string, skipped: readonly SkippedPicture[]): FrameSourceError {
  const named = skipped
    .slice(0, NAMES_IN_MESSAGE_MAX)
    .map(({ name, reason }) => `${name} (${reason})`);
  const more = skipped.length - named.length;
  const found =
    skipped.length === 0
      ? "It holds no file that ends in .jpg or .jpeg."
      : `Skipped: ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
  return new FrameSourceError(
    "camera-no-picture",
    `No readable picture in "${folder}". ${found} Put RGB or gray JPEG files there, ` +
      "or use --camera scenes.",
  );
}

type ReadPicture =
  | { readonly ok: true; readonly raster: Raster }
  | { readonly ok: false; readonly reason: SkipReason };

async function readPicture(path: string): Promise<ReadPicture> {
  const refused = refuseAtSight(path);
  if (refused !== undefined) return { ok: false, reason: refused };
  let jpeg: Uint8Array;
  try {
    jpeg = await readFile(path);
  } catch {
    return { ok: false, reason: "unreadable" };
  }
  if (jpeg.length > PICTURE_BYTES_MAX) return { ok: false, reason: "too-large" };
  try {
    if ((await storedColours(jpeg, PICTURE_PIXELS_MAX)) === "cmyk") {
      return { ok: false, reason: "cmyk" };
    }
    return { ok: true, raster: await decodePicture(jpeg, PICTURE_PIXELS_MAX) };
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

/** The decoder tells its reasons in words only. */
function reasonOf(error: unknown): SkipReason {
  const message = error instanceof Error ? error.message : "";
  if (/premature end|end of file|insufficient/i.test(message)) return "truncated";
  if (/pixel limit/i.test(message)) return "too-large";
  return "corrupt";
}

class PictureView implements View {
  readonly name: string;
  readonly label: boolean | undefined;
  readonly #raster: Raster;
  readonly #seed: number | string;
  readonly #turn: number;

  constructor(picture: ListedPicture, raster: Raster, seed: number | string, turn: number) {
    this.name = picture.name;
    this.label = picture.label;
    this.#raster = raster;
    this.#seed = seed;
    this.#turn = turn;
  }

  /** The first settled frame is the picture itself: a photograph has noise of its own. */
  async expose({ index, brightness }: Exposure): Promise<Buffer> {
    const raster =
      index === 0
        ? this.#raster
        : lookedAtAgain(this.#raster, new Chance(this.#seed, "look", this.#turn, index));
    return brightness === 1 ? encodeFrame(raster) : encodeUnsettled(raster, brightness);
  }
}
