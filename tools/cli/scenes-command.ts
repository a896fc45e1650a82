import { existsSync } from "node:fs";
import { extname } from "node:path";
import { ScratchFolder } from "../../hosts/simulator/board/scratch-folder.js";
import { readModelFolder } from "../model/model-folder.js";
import { progressOf } from "../model/progress.js";
import { MODEL_FOLDER } from "../project-paths.js";
import { drawScenes } from "../scenes/draw-scenes.js";
import { judgeScenes } from "../scenes/judged-scenes.js";
import { writeScenesSheet } from "../scenes/scenes-sheet.js";
import { scenesTable } from "../scenes/scenes-table.js";
import { exitCode } from "./exit-code.js";
import { creatable, parseFlags, wholeNumber, writable } from "./flags.js";
import { modelWorker } from "./model-worker.js";
import { oneOf, UsageError } from "./usage.js";

const HELP = `Usage: npx nightjar scenes [--count N] [--seed N] [--model FOLDER] [--sheet FILE] [--out DIR]

Draws frames of days at every place, as many with people as without, and tells how many of each the network
judges rightly, by the firmware's own decoder and detector. A seed draws the same frames again.

  --count N       frames of each kind, 1 to 5000 (default: 60)
  --seed N        first day (default: 1)
  --model FOLDER  a network other than Nightjar's; once for each network that is to judge the same frames
  --sheet FILE    up to 30 frames of each kind beside each other, .jpg or .png, as the first network judges them
  --out DIR       keep the frames in a new folder, which \`npx nightjar model evaluate --labels\` takes
  --help          this text
`;

const FLAGS = {
  count: { type: "string", default: "60" },
  seed: { type: "string", default: "1" },
  model: { type: "string", multiple: true },
  sheet: { type: "string" },
  out: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

const COUNT_MAX = 5_000;
const SEED_MAX = 1_000_000;

export function scenesCommand(args: readonly string[]): Promise<number> {
  return exitCode(async () => {
    const flags = parseFlags(args, FLAGS, "npx nightjar scenes").values;
    if (flags.help) {
      process.stdout.write(HELP);
      return 0;
    }
    const count = wholeNumber("--count", flags.count, 1, COUNT_MAX);
    const seed = wholeNumber("--seed", flags.seed, 0, SEED_MAX);
    const models = (flags.model ?? [MODEL_FOLDER]).map(readModelFolder);
    if (flags.sheet !== undefined) checkSheet(flags.sheet);
    if (flags.out !== undefined) checkOut(flags.out);
    const folder = flags.out === undefined ? new ScratchFolder("scenes") : kept(flags.out);
    try {
      await report({ count, seed, folder: folder.path }, models, flags.sheet);
    } finally {
      folder.remove();
    }
    return 0;
  });
}

function kept(path: string): Pick<ScratchFolder, "path" | "remove"> {
  return { path, remove: () => {} };
}

async function report(
  request: Parameters<typeof drawScenes>[0],
  models: readonly ReturnType<typeof readModelFolder>[],
  sheet: string | undefined,
): Promise<void> {
  const scenes = await drawScenes(request, progressOf("frames", 2 * request.count));
  const worker = await modelWorker();
  for (const [index, model] of models.entries()) {
    const judged = await judgeScenes(worker, model, scenes, () => {});
    process.stdout.write(
      `${model.manifest.name} ${model.manifest.version} on drawn scenes, seed ${request.seed}\n${scenesTable(judged)}`,
    );
    if (index === 0 && sheet !== undefined) await writeScenesSheet(sheet, judged);
  }
}

function checkSheet(path: string): void {
  oneOf("--sheet", extname(path).toLowerCase(), [".jpg", ".png"]);
  writable("--sheet", path);
}

function checkOut(folder: string): void {
  if (existsSync(folder)) {
    throw new UsageError(`--out ${folder} is there already: name a folder that is not.`);
  }
  creatable("--out", folder);
}
