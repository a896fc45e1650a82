import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { FirmwareStartError } from "../hosts/simulator/board/firmware.js";
import type { Program } from "../hosts/simulator/board/tcp-firmware.js";
import { CCompiler } from "./c-compiler.js";
import { ROOT } from "./project-paths.js";

const BUILD = join(ROOT, "build/launcher");
const LAUNCHER = join(ROOT, "hosts/simulator/launcher/launch.c");

/** How firmware is started: a program as it is, a library as mcconfig builds it by the launcher. */
export async function programOf(path: string, args: readonly string[]): Promise<Program> {
  const found = resolve(path);
  if (!existsSync(found)) throw new FirmwareStartError(`--firmware ${path}: no such file`);
  if (!/\.(so|dylib)$/.test(found)) return { path: found, args };
  return { path: await buildLauncher(), args: [found] };
}

async function buildLauncher(): Promise<string> {
  const compiler = await CCompiler.open(BUILD, ROOT);
  const flags = ["-std=gnu11", "-Wall", "-Wextra", "-Werror"];
  const launcher = { what: "the launcher", sources: [LAUNCHER], headers: [], flags };
  const objects = await compiler.compile(launcher, () => {});
  return compiler.link("launch", objects, process.platform === "linux" ? ["-ldl"] : []);
}
