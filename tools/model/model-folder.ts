import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type ModelManifest, parseManifest } from "../../modules/detector/manifest.js";
import { creatable } from "../cli/flags.js";
import { UsageError } from "../cli/usage.js";
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
  if (existsSync(folder) && !(force && existsSync(join(folder, MODEL_JSON)))) {
    const hint = existsSync(join(folder, MODEL_JSON)) ? "--force replaces it, or " : "";
    throw new UsageError(`${folder} is there already: ${hint}--out names another.`);
  }
  creatable("--out", folder);
}

/** All of it or nothing: written beside and renamed. */
export function writeModelFolder(
  folder: string,
  files: Readonly<Record<string, Uint8Array | string>>,
): void {
  const whole = resolve(folder);
  const beside = join(dirname(whole), `.${basename(whole)}-${process.pid}`);
  try {
    mkdirSync(beside, { recursive: true });
    for (const [name, content] of Object.entries(files)) writeFileSync(join(beside, name), content);
    rmSync(whole, { recursive: true, force: true });
    renameSync(beside, whole);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}
