import { isRecord } from "../bytes/bounded-json.js";
import type { Fit } from "../host/image.js";

/** What the firmware has to know of a network; a part of its model.json, kept in the slot. */
export interface ModelManifest {
  readonly name: string;
  readonly version: string;
  readonly input: ModelInput;
  readonly output: {
    /**
     * `logits` and `probabilities`: one number for each of two labels; `score`: a single number,
     * the log-odds of a person.
     */
    readonly kind: OutputKind;
    /** One label is "person", in any case. */
    readonly labels: readonly string[];
    readonly scale: number;
    readonly zeroPoint: number;
  };
  readonly calibration: { readonly temperature: number; readonly bias: number };
}

/** The tensor that the network wants, and how a frame is brought to it. */
export interface ModelInput {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly fit: Fit;
}

export type OutputKind = "logits" | "probabilities" | "score";

/** Sides that a tensor may have, in pixels, as the decoder and the model check have them. */
export const INPUT_SIDE_MIN = 16;
export const INPUT_SIDE_MAX = 256;
export const NAME_CHARS_MAX = 64;
const TEMPERATURE_MIN = 0.01;
const TEMPERATURE_MAX = 100;
const BIAS_MAX = 100;

/** The manifest in `given`, whose further fields are ignored; undefined where it is not one. */
export function parseManifest(given: unknown): ModelManifest | undefined {
  if (!isRecord(given)) return undefined;
  const { name, version } = given;
  const input = parseInput(given.input);
  const output = parseOutput(given.output);
  const calibration = parseCalibration(given.calibration);
  if (!isName(name) || !isName(version)) return undefined;
  if (input === undefined || output === undefined || calibration === undefined) return undefined;
  return { name, version, input, output, calibration };
}

/** Which output is the person's, or -1. */
export function personIndex(labels: readonly string[]): number {
  return labels.findIndex((label) => label.toLowerCase() === "person");
}

/** The input alone, which every wake needs to decode its picture. */
export function parseInput(given: unknown): ModelInput | undefined {
  if (!isRecord(given)) return undefined;
  const { width, height, channels, fit } = given;
  if (!isSide(width) || !isSide(height)) return undefined;
  if (channels !== 1 && channels !== 3) return undefined;
  if (fit !== "squash" && fit !== "crop") return undefined;
  return { width, height, channels, fit };
}

function parseOutput(given: unknown): ModelManifest["output"] | undefined {
  if (!isRecord(given)) return undefined;
  const { kind, labels, scale, zeroPoint } = given;
  if (kind !== "logits" && kind !== "probabilities" && kind !== "score") return undefined;
  if (!Array.isArray(labels) || !labels.every(isName)) return undefined;
  if (labels.length !== (kind === "score" ? 1 : 2) || personIndex(labels) < 0) return undefined;
  if (!isWithin(scale, 0, 1e6) || scale === 0) return undefined;
  if (!isWithin(zeroPoint, -128, 127) || !Number.isInteger(zeroPoint)) return undefined;
  return { kind, labels, scale, zeroPoint };
}

function parseCalibration(given: unknown): ModelManifest["calibration"] | undefined {
  if (!isRecord(given)) return undefined;
  const { temperature, bias } = given;
  if (!isWithin(temperature, TEMPERATURE_MIN, TEMPERATURE_MAX)) return undefined;
  if (!isWithin(bias, -BIAS_MAX, BIAS_MAX)) return undefined;
  return { temperature, bias };
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= NAME_CHARS_MAX;
}

function isSide(value: unknown): value is number {
  return isWithin(value, INPUT_SIDE_MIN, INPUT_SIDE_MAX) && Number.isInteger(value);
}

function isWithin(value: unknown, min: number, max: number): value is number {
  return typeof value === "number" && value >= min && value <= max;
}
