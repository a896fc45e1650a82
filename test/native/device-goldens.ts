import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decode } from "./image-cases.js";
import { goldenOf } from "./image-golden.js";
import { run } from "./model-cases.js";
import { ROOT } from "./native-driver.js";

/**
 * What the self-test carries along, test/device/golden-vectors.ts: made of the goldens that the
 * desktop is held to. `node build/js/test/native/device-goldens.js` writes it anew after a
 * deliberate change.
 */
export const DEVICE_GOLDENS = join(ROOT, "test/device/golden-vectors.ts");

/** As a camera sends them, with every part of a decode's code; and one that is refused. */
const PICTURES = ["vga-420", "whole-gray", "progressive-420", "arithmetic"];
const HEX_DIGITS_PER_LINE = 92;
const MODEL = join(ROOT, "models/person-detect");

export function deviceGoldensText(): string {
  const { sha256, cases } = JSON.parse(readFileSync(join(MODEL, "golden/inference.json"), "utf8"));
  const inferences = cases.map(({ output, ...recipe }: Record<string, unknown>) => {
    return `  ${literal({ recipe, output })},`;
  });
  return [
    'import type { InputRecipe } from "../goldens/network-input.js";',
    "",
    "/** Made by test/native/device-goldens.ts, which also says of what. */",
    "export interface GoldenPicture {",
    "  readonly name: string;",
    "  readonly jpeg: readonly string[];",
    "  readonly code: string;",
    "  /** SHA-256 of the 96 x 96 tensor by channels and fit, and of the signature by channels. */",
    "  readonly tensors: Readonly<Record<string, string>>;",
    "  readonly signatures: Readonly<Record<number, string>>;",
    "}",
    "",
    "export const GOLDEN_PICTURES: readonly GoldenPicture[] = [",
    ...PICTURES.flatMap(pictureLines),
    "];",
    "",
    "/** Of the first picture, squashed, in three channels. */",
    `export const GOLDEN_PICTURE_OUTPUT: readonly number[] = ${literal(pictureOutput())};`,
    "",
    "export const GOLDEN_MODEL_SHA256 =",
    `  "${sha256}";`,
    "",
    "export const GOLDEN_INFERENCES: readonly {",
    "  readonly recipe: InputRecipe;",
    "  readonly output: readonly number[];",
    "}[] = [",
    ...inferences,
    "];",
    "",
  ].join("\n");
}

function pictureLines(name: string): string[] {
  const { jpeg, expected } = goldenOf(name);
  const hex = Buffer.from(jpeg).toString("hex");
  const lines = hex.match(new RegExp(`.{1,${HEX_DIGITS_PER_LINE}}`, "g")) ?? [];
  const { code, tensors, signatures } = expected;
  const sums = Object.entries(signatures).map(([channels, base64]) => {
    return [channels, createHash("sha256").update(Buffer.from(base64, "base64")).digest("hex")];
  });
  return [
    "  {",
    `    name: "${name}",`,
    "    jpeg: [",
    ...lines.map((line) => `      "${line}",`),
    "    ],",
    `    code: "${code}",`,
    ...record("tensors", Object.entries(tensors)),
    ...record("signatures", sums as [string, string][]),
    "  },",
  ];
}

function record(name: string, entries: readonly (readonly [string, string])[]): string[] {
  if (entries.length === 0) return [`    ${name}: {},`];
  const lines = entries.map(([key, text]) => `      ${quoted(key)}: "${text}",`);
  return [`    ${name}: {`, ...lines, "    },"];
}

/** As the formatter has it: numbers stand bare. */
const quoted = (key: string) => (/^\d+$/.test(key) ? key : `"${key}"`);

function pictureOutput(): readonly number[] {
  const model = readFileSync(join(MODEL, "person-detect.tflite"));
  const { tensor } = decode(goldenOf(PICTURES[0] ?? "").jpeg);
  return [...run(model, new Int8Array(tensor), 2).output];
}

/** JSON as TypeScript is written. */
function literal(value: unknown): string {
  return JSON.stringify(value)
    .replace(/"(\w+)":/g, "$1: ")
    .replace(/,/g, ", ")
    .replace(/\{/g, "{ ")
    .replace(/\}/g, " }");
}

if (process.argv[1] === import.meta.filename) writeFileSync(DEVICE_GOLDENS, deviceGoldensText());
