import type { Frame } from "./image-cases.js";

/**
 * What `native/image` promises, said another way: for each target pixel the overlap with every
 * source pixel in whole units of a common grid, in numbers that stay exact.
 */
export function referenceTensor(
  frame: Frame,
  width: number,
  height: number,
  fit: "squash" | "crop",
): Uint8Array {
  const area = fit === "crop" ? centre(frame, width, height) : { ...frame, left: 0, top: 0 };
  const { channels, pixels } = frame;
  const columns = overlaps(area.width, width);
  const rows = overlaps(area.height, height);
  const tensor = new Uint8Array(width * height * channels);
  for (let at = 0; at < tensor.length; at++) {
    const channel = at % channels;
    const x = Math.floor(at / channels) % width;
    const y = Math.floor(at / channels / width);
    let sum = 0;
    for (const [row, rowUnits] of rows[y] ?? []) {
      for (const [column, columnUnits] of columns[x] ?? []) {
        const pixel = ((area.top + row) * frame.width + area.left + column) * channels + channel;
        sum += rowUnits * columnUnits * (pixels[pixel] ?? Number.NaN);
      }
    }
    tensor[at] = roundedMean(sum, area.width * area.height) ^ 0x80;
  }
  return tensor;
}

export function referenceSignature(frame: Frame): Uint8Array {
  const luma =
    frame.channels === 1 ? frame : { ...frame, channels: 1 as const, pixels: lumaOf(frame) };
  return referenceTensor(luma, 16, 16, "squash").map((value) => value ^ 0x80);
}

function lumaOf({ pixels }: Frame): Uint8Array {
  return Uint8Array.from({ length: pixels.length / 3 }, (_, at) => {
    const [red = 0, green = 0, blue = 0] = pixels.subarray(at * 3, at * 3 + 3);
    return Math.floor((19595 * red + 38470 * green + 7471 * blue) / 65536 + 0.5);
  });
}

/** Halves go up; sums here stay below 2^53, so nothing is lost before the division. */
function roundedMean(sum: number, weight: number): number {
  const total = sum + Math.floor(weight / 2);
  return (total - (total % weight)) / weight;
}

/** For each of `targets` equal stretches of `sources` pixels: which pixels, by how many units. */
function overlaps(sources: number, targets: number): [number, number][][] {
  return Array.from({ length: targets }, (_, target) => {
    const found: [number, number][] = [];
    const first = Math.floor((target * sources) / targets);
    for (let source = first; source * targets < (target + 1) * sources; source++) {
      const from = Math.max(source * targets, target * sources);
      const to = Math.min((source + 1) * targets, (target + 1) * sources);
      if (to > from) found.push([source, to - from]);
    }
    return found;
  });
}

function centre(frame: Frame, width: number, height: number) {
  const tooWide = frame.width * height > frame.height * width;
  const cutWidth = tooWide ? Math.max(1, Math.floor((frame.height * width) / height)) : frame.width;
  const cutHeight = tooWide
    ? frame.height
    : Math.max(1, Math.floor((frame.width * height) / width));
  return {
    width: cutWidth,
    height: cutHeight,
    left: Math.floor((frame.width - cutWidth) / 2),
    top: Math.floor((frame.height - cutHeight) / 2),
  };
}
