/** A case of models/person-detect/golden/inference.json, without its answer. */
export type InputRecipe =
  | { readonly generator: "xorshift32"; readonly seed: number }
  | { readonly generator: "blocks"; readonly seed: number; readonly side: number }
  | { readonly generator: "gradient" }
  | { readonly generator: "constant"; readonly value: number };

export interface InputShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

type ByteAt = (y: number, x: number, channel: number) => number;

/** The network's input that a recipe stands for, in integers of 32 bits alone. */
export function networkInput(recipe: InputRecipe, shape: InputShape): Int8Array {
  const { height, width, channels } = shape;
  const byteAt = byteAtOf(recipe, shape);
  const input = new Int8Array(height * width * channels);
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < channels; channel++) input[at++] = byteAt(y, x, channel);
    }
  }
  return input;
}

function byteAtOf(recipe: InputRecipe, { height, width, channels }: InputShape): ByteAt {
  switch (recipe.generator) {
    case "xorshift32":
      return xorshift32(recipe.seed);
    case "blocks": {
      const { seed, side } = recipe;
      const columns = width / side;
      const blocks = new Int8Array((height / side) * columns * channels).map(xorshift32(seed));
      const blockAt = (y: number, x: number) =>
        Math.floor(y / side) * columns + Math.floor(x / side);
      return (y, x, channel) => blocks[blockAt(y, x) * channels + channel] as number;
    }
    case "gradient":
      return (y, x, channel) => ((4 * x + 2 * y + 85 * channel) & 255) - 128;
    case "constant":
      return () => recipe.value;
    default:
      throw new Error(`no generator "${(recipe as InputRecipe).generator}"`);
  }
}

/** Marsaglia's, the eight bits at the top of each number; takes bytes in the order they are asked. */
function xorshift32(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 24) - 128;
  };
}
