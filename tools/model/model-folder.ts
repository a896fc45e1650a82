import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type ModelManifest, parseManifest } from "../../modules/detector/manifest.js";
import { creatable } from "../cli/flags.js";
import { UsageError } from "../cli/usage.js";
import { ToolError } from "../firmware/programs.js";
import { MODEL_JSON, readModelFiles } from "../model-files.js";

export interface ModelFolder {
  readonly manifest: ModelManifest;
  readonly model: Uint8Array;
}

/** A folder with model.json and the .tflite that it names. Throws UsageError. */
export function readModelFolder(folder: string): ModelFolder {
  try {
    const { described, model } = readModelFiles(folder);
    const manifest = parseManifest(described);
    if (manifest === undefined)
      throw new Error(`${MODEL_JSON} is no model's: docs/SPEC.md, "model.json"`);
    return { manifest, model };
  } catch (error) {
    throw new UsageError(
      `${folder} cannot be used as a model's folder: ${(error as Error).message}`,
    );
  }
}

/** Before anything is measured. Throws UsageError where something is there that would be lost. */
export function claimFolder(folder: string, force: boolean): void {
  const isModels = existsSync(join(folder, MODEL_JSON));
  if (existsSync(folder) && !(force && isModels)) {
    const hint = isModels ? "--force replaces its network, or " : "";
    throw new UsageError(`${folder} is there already: ${hint}--out names another.`);
  }
  creatable("--out", folder);
}

/**
 * All of it or nothing: written beside and renamed, model.json last. Of a folder that is there these
 * files alone are replaced; cards, golden vectors and notes in it stay. Throws ToolError.
 */
export function writeModelFolder(folder: string, files: ModelContent): void {
  const isThere = existsSync(folder);
  const whole = resolve(folder);
  // A rename works within one file system, and a folder may be a mount or a link.
  const place = isThere ? whole : dirname(whole);
  const beside = join(place, `.${basename(whole)}-${process.pid}`);
  const names = Object.keys(files).sort((one, other) => rank(one) - rank(other));
  try {
    mkdirSync(beside, { recursive: true });
    for (const name of names) writeFileSync(join(beside, name), files[name] ?? "");
    if (!isThere) renameSync(beside, whole);
    else for (const name of names) renameSync(join(beside, name), join(whole, name));
  } catch (error) {
    throw new ToolError(`${folder} could not be written: ${(error as Error).message}`);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

type ModelContent = Readonly<Record<string, Uint8Array | string>>;

const rank = (name: string): number => (name === MODEL_JSON ? 1 : 0);
