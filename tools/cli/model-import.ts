import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { sha256Of } from "../../hosts/simulator/board/picture-hash.js";
import { shortageOf } from "../model/enough-pictures.js";
import { importModel, PICTURES_MIN } from "../model/import-model.js";
import { type LabelledPicture, labelledPictures } from "../model/labelled-pictures.js";
import { claimFolder, writeModelFolder } from "../model/model-folder.js";
import { limitsOf, modelJsonOf } from "../model/model-json.js";
import { progressOf } from "../model/progress.js";
import { figuresTable, refusedLines } from "../model/tables.js";
import { MODEL_JSON } from "../model-files.js";
import { parsed } from "./exit-code.js";
import { MODEL_HELP } from "./model-help.js";
import { modelWorker } from "./model-worker.js";
import { UsageError } from "./usage.js";

const FLAGS = {
  labels: { type: "string" },
  out: { type: "string" },
  name: { type: "string" },
  force: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

/** Throws UsageError and ToolError; nothing is written then. */
export async function importCommand(args: readonly string[]): Promise<void> {
  const { values, positionals } = parsed("npx nightjar model", () =>
    parseArgs({ args: [...args], options: FLAGS, allowPositionals: true }),
  );
  if (values.help) return void process.stdout.write(MODEL_HELP);
  const [path, ...rest] = positionals;
  if (path === undefined || rest.length > 0) throw new UsageError("name one .tflite file.");
  if (values.labels === undefined) throw new UsageError("--labels DIR names the pictures.");
  const name = nameOf(
    values.name ?? basename(path).replace(/\.tflite$/i, ""),
    values.name === undefined,
  );
  const folder = values.out ?? name;
  claimFolder(folder, values.force);
  const file = fileAt(path);
  const pictures = enough(labelledPictures(values.labels), values.labels);
  const worker = await modelWorker();
  const imported = await importModel(
    worker,
    file,
    pictures,
    progressOf("pictures", pictures.length),
  );
  const origin = { name, file: basename(path), sha256: sha256Of(file), labels: values.labels };
  writeModelFolder(folder, {
    [`${name}.tflite`]: imported.model,
    [MODEL_JSON]: modelJsonOf(imported, origin),
  });
  const { described, calibration, calibratedOn, figures, arena } = imported;
  process.stdout.write(
    [
      `${folder}: ${name}, calibrated on ${calibratedOn} pictures (temperature ${calibration.temperature}, bias ${calibration.bias}), measured on ${figures.pictures} others`,
      `outputs: ${imported.output.labels.join(", ")} (${imported.output.kind})`,
      ...(imported.mended ? ["mended: a quantized dimension that biases do not have"] : []),
      `operators: ${described.operators.join(", ")}`,
      figuresTable(
        {
          ...figures,
          bytes: imported.model.byteLength,
          arenaBytes: arena.bytes,
          macs: described.macs,
        },
        arena,
      ),
    ].join("\n") +
      limitsOf(imported)
        .map((limit) => `not for a board as it is: ${limit}\n`)
        .join("") +
      refusedLines(imported.refused),
  );
}

function nameOf(text: string, guessed: boolean): string {
  const name = guessed
    ? text
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^-+|-+$/g, "")
    : text;
  if (/^[a-z0-9][a-z0-9-]{0,39}$/.test(name)) return name;
  throw new UsageError(`--name takes up to 40 small letters, digits and "-", not "${text}".`);
}

function fileAt(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

function enough(pictures: readonly LabelledPicture[], folder: string): readonly LabelledPicture[] {
  const shortage = shortageOf(pictures, PICTURES_MIN);
  if (shortage === undefined) return pictures;
  throw new UsageError(
    `--labels ${folder}: pictures ${shortage}; ${PICTURES_MIN} of each are needed, half to calibrate and half to judge.`,
  );
}
