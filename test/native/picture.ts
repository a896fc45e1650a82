import sharp, { type Sharp } from "sharp";
import type { Frame } from "./image-cases.js";

/** Slopes, a few rectangles and a little noise: what a JPEG is made for, the same for one seed. */
export function picture(width: number, height: number, seed: number): Frame {
  const random = numbers(seed);
  const pixels = new Uint8Array(width * height * 3);
  const boxes = Array.from({ length: 6 }, () => ({
    x: random() * width,
    y: random() * height,
    width: random() * width * 0.4,
    height: random() * height * 0.4,
    colour: [random() * 255, random() * 255, random() * 255],
  }));
  for (let at = 0; at < width * height; at++) {
    const x = at % width;
    const y = Math.floor(at / width);
    const box = boxes.findLast(
      (one) => x >= one.x && x < one.x + one.width && y >= one.y && y < one.y + one.height,
    );
    const slope = [(x / width) * 255, (y / height) * 255, 255 - ((x + y) / (width + height)) * 255];
    for (let channel = 0; channel < 3; channel++) {
      pixels[at * 3 + channel] = (box?.colour ?? slope)[channel] ?? 0;
    }
  }
  return { width, height, channels: 3, pixels };
}

export function noise(width: number, height: number, channels: 1 | 3, seed: number): Frame {
  const random = numbers(seed);
  const pixels = Uint8Array.from({ length: width * height * channels }, () => random() * 256);
  return { width, height, channels, pixels };
}

/** Numbers in [0, 1), xorshift32. */
export function numbers(seed: number): () => number {
  let state = (seed * 2654435761 + 1) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

export function toSharp({ width, height, channels, pixels }: Frame): Sharp {
  return sharp(pixels, { raw: { width, height, channels } });
}

/** Every pixel of a JPEG by another decoder (sharp's own build of libjpeg-turbo). */
export async function decodeWhole(jpeg: Uint8Array, channels: 1 | 3): Promise<Frame> {
  const image = sharp(jpeg).toColourspace(channels === 1 ? "b-w" : "srgb");
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  if (info.channels !== channels) throw new Error(`sharp gave ${info.channels} channels`);
  return { width: info.width, height: info.height, channels, pixels: data };
}
