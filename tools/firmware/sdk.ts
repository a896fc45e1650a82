import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Environment, findProgram, ToolError } from "./programs.js";

/** Where the SDK keeps the tools that it builds for this machine. */
const TOOL_FOLDERS: Readonly<Record<string, string>> = { linux: "lin", darwin: "mac" };

export function sdkToolFolder(moddable: string, platform = process.platform): string {
  return join(moddable, "build/bin", TOOL_FOLDERS[platform] ?? platform, "release");
}

/** The SDK's version, such as "8.2.3"; undefined where MODDABLE names no SDK. */
export function sdkVersion(moddable: string): string | undefined {
  const path = join(moddable, "tools/VERSION");
  return existsSync(path) ? readFileSync(path, "utf8").trim() : undefined;
}

/** The environment with the SDK's tools on PATH. Throws ToolError where there are none. */
export function sdkEnvironment(env: Environment): Environment {
  const { MODDABLE: moddable } = env;
  if (!moddable)
    throw new ToolError("MODDABLE is not set: npm run doctor tells what the SDK needs.");
  const folder = sdkToolFolder(moddable);
  if (!existsSync(join(folder, "mcconfig"))) {
    throw new ToolError(`the Moddable SDK's tools are not built: there is no ${folder}/mcconfig`);
  }
  if (findProgram("mcconfig", env) === join(folder, "mcconfig")) return env;
  return { ...env, PATH: `${folder}${delimiter}${env.PATH ?? ""}` };
}
