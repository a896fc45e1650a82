import sharp from "sharp";
import type { FrameSource, View } from "../../hosts/simulator/board/camera/frame-source.js";
import { seededRandom } from "../../hosts/simulator/board/random.js";

const CELLS = 16;

/** Two pictures in turn that no motion gate takes for one place: every wake has to judge. */
export class TwoPlaces implements FrameSource {
  readonly name = "two places";
  readonly skipped = [];
  readonly #pictures = [1, 2].map(drawn);
  #next = 0;

  async next(): Promise<View> {
    const index = this.#next++ % this.#pictures.length;
    const jpeg = await (this.#pictures[index] as Promise<Buffer>);
    return { name: `place ${index}`, label: undefined, expose: async () => jpeg };
  }
}

function drawn(seed: number): Promise<Buffer> {
  const random = seededRandom(seed);
  const cells = Buffer.from(Array.from({ length: CELLS * CELLS * 3 }, () => 60 + 150 * random()));
  return sharp(cells, { raw: { width: CELLS, height: CELLS, channels: 3 } })
    .resize(640, 480, { kernel: "nearest", fit: "fill" })
    .jpeg({ quality: 60 })
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
