import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { type Board, findPartition } from "./boards.js";
import { parseMapFile } from "./map-file.js";
import { ToolError } from "./programs.js";
import { describeSize, keepsFreeShare, reportSize, type SizeReport } from "./size-report.js";

/** Prints the slot table of a build, by ESP-IDF's folder of it; false where it breaks the rule of free space. */
export function printSize(root: string, board: Board, idf: string): boolean {
  const report = sizeOf(root, board, idf);
  process.stdout.write(describeSize(report));
  return keepsFreeShare(report);
}

/** Throws ToolError where nothing is built. */
function sizeOf(root: string, board: Board, idf: string): SizeReport {
  const image = join(idf, "xs_esp32.bin");
  if (!existsSync(image)) throw new ToolError(`no ${image}. Build first: npm run firmware`);
  const sizes = {
    imageBytes: statSync(image).size,
    slotBytes: findPartition(board, "ota_0").byteLength,
  };
  const path = join(idf, "xs_esp32.map");
  const sections = parseMapFile(readFileSync(path, "utf8"));
  if (sections.length === 0) throw new ToolError(`${path} is no linker map`);
  return reportSize(sections, sizes, nativeNames(root));
}

function nativeNames(root: string): ReadonlySet<string> {
  const files = ["native", "hosts"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }),
  );
  return new Set(files.filter((file) => /\.(c|cc)$/.test(file)).map((file) => basename(file)));
}
