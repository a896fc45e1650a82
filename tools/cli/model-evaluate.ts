import { parseArgs } from "node:util";
import { evaluateModel } from "../model/evaluate-model.js";
import { labelledPictures } from "../model/labelled-pictures.js";
import { readModelFolder } from "../model/model-folder.js";
import { progressOf } from "../model/progress.js";
import { figuresTable, refusedLines } from "../model/tables.js";
import { writeOutput } from "../write-output.js";
import { parsed } from "./exit-code.js";
import { writable } from "./flags.js";
import { MODEL_HELP } from "./model-help.js";
import { modelWorker } from "./model-worker.js";
import { UsageError } from "./usage.js";

const FLAGS = {
  labels: { type: "string" },
  json: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

/** Throws UsageError and ToolError. */
export async function evaluateCommand(args: readonly string[]): Promise<void> {
  const { values, positionals } = parsed("npx nightjar model", () =>
    parseArgs({ args: [...args], options: FLAGS, allowPositionals: true }),
  );
  if (values.help) return void process.stdout.write(MODEL_HELP);
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) throw new UsageError("name one model's folder.");
  if (values.labels === undefined) throw new UsageError("--labels DIR names the pictures.");
  const jsonPath = values.json === undefined ? undefined : writable("--json", values.json);
  const model = readModelFolder(folder);
  const pictures = labelledPictures(values.labels);
  const worker = await modelWorker();
  const { evaluation, refused, arena } = await evaluateModel(
    worker,
    model,
    pictures,
    progressOf("pictures", pictures.length),
  );
  process.stdout.write(
    `${model.manifest.name} ${model.manifest.version} on ${values.labels}\n${figuresTable(evaluation, arena)}${refusedLines(refused)}`,
  );
  if (jsonPath) writeOutput(jsonPath, `${JSON.stringify(evaluation, null, 2)}\n`);
}
