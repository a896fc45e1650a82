/**
 * Writes test/golden/image.json anew: `node build/js/test/native/make-image-goldens.js`, after a
 * deliberate change of what a decode gives. Pictures that are there keep their bytes.
 */
import { existsSync, readFileSync } from "node:fs";
import { type Golden, readGoldens, writeGoldens } from "./image-golden.js";
import { picture, toSharp } from "./picture.js";

interface Recipe {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly quality: number;
  readonly subsampling?: "4:2:0" | "4:4:4";
  readonly gray?: boolean;
  readonly progressive?: boolean;
}

const RECIPES: readonly Recipe[] = [
  { name: "vga-420", width: 640, height: 480, quality: 20 },
  { name: "odd-420", width: 333, height: 251, quality: 40 },
  { name: "tall-420", width: 97, height: 301, quality: 60 },
  { name: "whole-444", width: 181, height: 131, quality: 80, subsampling: "4:4:4" },
  { name: "half-444", width: 260, height: 194, quality: 60, subsampling: "4:4:4" },
  { name: "whole-gray", width: 151, height: 190, quality: 80, gray: true },
  { name: "quarter-gray", width: 500, height: 401, quality: 50, gray: true },
  { name: "tiny-444", width: 5, height: 3, quality: 90, subsampling: "4:4:4" },
  { name: "progressive-420", width: 200, height: 150, quality: 50, progressive: true },
];

async function make(recipe: Recipe, seed: number): Promise<Omit<Golden, "expected">> {
  const { name, width, height, quality, subsampling = "4:2:0", gray, progressive } = recipe;
  const image = toSharp(picture(width, height, seed));
  if (gray) image.toColourspace("b-w");
  const jpeg = await image
    .jpeg({ quality, chromaSubsampling: subsampling, progressive: progressive ?? false })
    .toBuffer();
  return { name, from: `picture(${width}, ${height}, ${seed}), quality ${quality}`, jpeg };
}

/** `cjpeg -arithmetic`, `-rgb` and `-lossless 1`, which sharp cannot write: files given by name. */
function given(path: string): Omit<Golden, "expected"> {
  const [name = ""] = path.split("/").at(-1)?.split(".") ?? [];
  return { name, from: "picture(64, 48, 9), by cjpeg", jpeg: readFileSync(path) };
}

const kept = existsSync("test/golden/image.json") ? readGoldens() : [];
const made = await Promise.all(
  RECIPES.map(
    (recipe, at) => kept.find(({ name }) => name === recipe.name) ?? make(recipe, at + 1),
  ),
);
const others = kept.filter(({ name }) => !RECIPES.some((recipe) => recipe.name === name));
writeGoldens([...made, ...others, ...process.argv.slice(2).map(given)]);
