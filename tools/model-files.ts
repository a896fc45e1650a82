import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256Of } from "../hosts/simulator/board/picture-hash.js";

export const MODEL_JSON = "model.json";

export interface ModelFiles {
  /** model.json as it stands: nothing of it but `file` and `sha256` was looked at. */
  // biome-ignore lint/suspicious/noExplicitAny: whoever reads on checks what it takes.
  readonly described: any;
  readonly model: Uint8Array;
}

/** A folder's model.json and the .tflite that it names and was made for. Throws Error, which says what is wrong. */
export function readModelFiles(folder: string): ModelFiles {
  const described = JSON.parse(readFileSync(join(folder, MODEL_JSON), "utf8"));
  const model = readFileSync(join(folder, String(described.file)));
  if (sha256Of(model) !== described.sha256) {
    throw new Error(`${described.file} is not the file that ${MODEL_JSON} was made for`);
  }
  return { described, model };
}
