import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { type BuildFolder, type BuildRequest, buildFolder } from "./build-folder.js";
import { listComponents } from "./idf-components.js";
import { idfEnvironment, withOwnTypeScript } from "./idf-environment.js";
import { type Environment, runCommand, ToolError } from "./programs.js";
import { sdkEnvironment } from "./sdk.js";

/** ESP-IDF adds these to its own for C++: the engine's error texts, which nobody reads, stay out. */
const RELEASE_FLAGS: Environment = { EXTRA_CXXFLAGS: "-DTF_LITE_STRIP_ERROR_STRINGS" };

/** What mcconfig is called with for this build, without its targets. */
export function mcconfigArguments(request: BuildRequest): string[] {
  const { root, board, mode, manifestPath, output } = request;
  return [
    ...(mode === "debug" ? ["-d"] : []),
    ...["-p", `esp32:./${relative(root, board.folder)}`],
    ...["-o", relative(root, output)],
    relative(root, manifestPath),
  ];
}

/** Throws ToolError where mcconfig could not know the board. */
export function checkBoard({ board }: BuildRequest): void {
  if (existsSync(join(board.folder, "manifest.json"))) return;
  throw new ToolError(`hosts/${board.name} has no manifest.json: mcconfig cannot build for it yet`);
}

/** Builds with the real SDK and ESP-IDF. Throws ToolError. */
export async function buildFirmware(request: BuildRequest, env: Environment): Promise<BuildFolder> {
  checkBoard(request);
  const folder = buildFolder(request);
  const found = idfEnvironment(withOwnTypeScript(request.root, sdkEnvironment(env)));
  const tools = request.mode === "release" ? { ...found, ...RELEASE_FLAGS } : found;
  mkdirSync(request.output, { recursive: true });
  removeProducts(folder);
  const mcconfig = (...args: string[]) =>
    runCommand({ program: "mcconfig", args, env: tools, folder: request.root });
  await mcconfig(...mcconfigArguments(request));
  listComponents(folder);
  await mcconfig("-m", ...mcconfigArguments(request), "-t", "build");
  for (const product of products(folder)) {
    if (!existsSync(product)) throw new ToolError(`the build left no ${product}: see its output`);
  }
  return folder;
}

/**
 * The SDK's makefile goes on when ESP-IDF's build has failed, and would copy what the build before
 * had made. What is not there cannot be mistaken for new.
 */
function removeProducts(folder: BuildFolder): void {
  for (const product of products(folder)) rmSync(product, { force: true });
}

function products({ idf, bin }: BuildFolder): string[] {
  const program = ["xs_esp32.elf", "xs_esp32.bin", "xs_esp32.map"].map((file) => join(idf, file));
  return [...program, join(bin, "xs_esp32.bin")];
}
