import sharp from "sharp";
import type { FrameSource, View } from "../../hosts/simulator/board/camera/frame-source.js";
import { seededRandom } from "../../hosts/simulator/board/random.js";

/** Squares along each side, and the JPEG's quality. */
interface Detail {
  readonly cells: number;
  readonly quality: number;
}

const USUAL: Detail = { cells: 16, quality: 60 };
/** Pictures of 24,250 and 24,460 bytes: a frame may have 24,576. */
export const FULL: Detail = { cells: 24, quality: 70 };

/** Two pictures in turn that no motion gate takes for one place: every wake has to judge. */
export class TwoPlaces implements FrameSource {
  readonly name = "two places";
  readonly skipped = [];
  readonly #pictures: readonly Promise<Buffer>[];
  #next = 0;

  constructor(detail = USUAL) {
    this.#pictures = [1, 2].map((seed) => drawn(seed, detail));
  }

  async next(): Promise<View> {
    const index = this.#next++ % this.#pictures.length;
    const jpeg = await (this.#pictures[index] as Promise<Buffer>);
    return { name: `place ${index}`, label: undefined, expose: async () => jpeg };
  }
}

function drawn(seed: number, { cells: side, quality } = USUAL): Promise<Buffer> {
  const random = seededRandom(seed);
  const cells = Buffer.from(Array.from({ length: side * side * 3 }, () => 60 + 150 * random()));
  return sharp(cells, { raw: { width: side, height: side, channels: 3 } })
    .resize(640, 480, { kernel: "nearest", fit: "fill" })
    .jpeg({ quality })
    .toBuffer();
}

/** One picture again and again: nothing moves. */
export class OnePlace implements FrameSource {
  readonly name = "one place";
  readonly skipped = [];
  readonly #picture = drawn(1);

  async next(): Promise<View> {
    const jpeg = await this.#picture;
    return { name: "place", label: undefined, expose: async () => jpeg };
  }
}
