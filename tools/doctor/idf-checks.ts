import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { idfEnvironment } from "../firmware/idf-environment.js";
import { type Environment, findProgram, ToolError } from "../firmware/programs.js";
import {
  answerOf,
  type Diagnosis,
  isAtLeast,
  type Machine,
  missing,
  ok,
  versionIn,
  warning,
} from "./diagnosis.js";

const IDF_VERSION = "6.0";
const CMAKE_MIN = [3, 22];
const CHIPS = "esp32,esp32s3";
const COMPILER = "xtensa-esp32-elf-gcc";
const PSRAM_FIX = "-mfix-esp32-psram-cache-issue";
const FETCH =
  `git clone -b v${IDF_VERSION} --recursive https://github.com/espressif/esp-idf, ` +
  "and export IDF_PATH with its path";

/** ESP-IDF and what its own installer brings; `tools` is of `toolsOf`. */
export function checkIdf({ env }: Machine, tools: Environment | ToolError): Diagnosis[] {
  const idf = checkVersion(env);
  if (idf.state === "missing") return [idf];
  const install = `${env.IDF_PATH}/install.sh ${CHIPS}`;
  if (tools instanceof ToolError) return [idf, missing("ESP-IDF tools", tools.message, install)];
  return [
    idf,
    checkGitVersion(tools),
    checkBuildTool("cmake", tools, install, CMAKE_MIN),
    checkBuildTool("ninja", tools, install, [1]),
    checkCompiler(tools, install),
  ];
}

/** With ESP-IDF's tools in it, or why it cannot be. ESP-IDF's own script takes seconds over it. */
export function toolsOf(env: Environment): Environment | ToolError {
  try {
    return idfEnvironment(env);
  } catch (error) {
    if (error instanceof ToolError) return error;
    throw error;
  }
}

function checkVersion({ IDF_PATH: idf }: Environment): Diagnosis {
  const name = "ESP-IDF";
  if (!idf) return missing(name, "IDF_PATH is not set", FETCH);
  const path = join(idf, "tools/cmake/version.cmake");
  if (!existsSync(path)) return missing(name, `no ESP-IDF in IDF_PATH, ${idf}`, FETCH);
  const parts = [
    ...readFileSync(path, "utf8").matchAll(/IDF_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)/g),
  ];
  const version = parts.map(([, number]) => number).join(".");
  if (version === IDF_VERSION || version.startsWith(`${IDF_VERSION}.`)) {
    return ok(name, `${version} in ${idf}`);
  }
  const fix = `git -C ${idf} checkout v${IDF_VERSION} && git submodule update --init --recursive`;
  return missing(name, `${version}, where the SDK needs ${IDF_VERSION}`, fix);
}

/** The SDK's makefile asks git for the version, and stops at any other answer. */
function checkGitVersion(env: Environment): Diagnosis {
  const name = "ESP-IDF's tag";
  const idf = env.IDF_PATH ?? "";
  const answer = answerOf("git", ["-C", idf, "describe", "--always", "--abbrev=0"], env);
  if (answer?.startsWith(`v${IDF_VERSION}`)) return ok(name, answer);
  const found = `git describe says ${answer ?? "nothing"}, where the SDK expects v${IDF_VERSION}`;
  return missing(name, found, `git -C ${idf} fetch --tags`);
}

function checkBuildTool(
  program: string,
  env: Environment,
  install: string,
  least: readonly number[],
): Diagnosis {
  const answer = answerOf(program, ["--version"], env)?.split("\n")[0];
  if (answer === undefined) return missing(program, "not on PATH", install);
  if (isAtLeast(versionIn(answer), least)) return ok(program, answer);
  return missing(program, `${answer}, where ${least.join(".")} is the oldest`, install);
}

/** The first chip's cache loses writes to PSRAM unless the compiler keeps them apart. */
function checkCompiler(env: Environment, install: string): Diagnosis {
  const answer = answerOf(COMPILER, ["--version"], env)?.split("\n")[0];
  if (answer === undefined) return missing("compiler", `no ${COMPILER} on PATH`, install);
  const path = findProgram(COMPILER, env) ?? COMPILER;
  const probe = [PSRAM_FIX, "-fsyntax-only", "-x", "c", "/dev/null"];
  if (answerOf(path, probe, env) !== undefined) return ok("compiler", answer);
  const found = `${answer} knows no ${PSRAM_FIX}: what it makes is not for a board with PSRAM`;
  return warning("compiler", found, `use Espressif's: ${install}`);
}
