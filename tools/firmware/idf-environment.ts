import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Environment, findProgram, ToolError } from "./programs.js";

/**
 * The environment with ESP-IDF's tools in it: as it is where idf.py is on PATH already, else what
 * IDF_PATH's export.sh makes of it. mcconfig does the same. Throws ToolError.
 */
export function idfEnvironment(env: Environment): Environment {
  if (findProgram("idf.py", env)) return env;
  const { IDF_PATH: idf } = env;
  if (!idf) throw new ToolError("IDF_PATH is not set: npm run doctor tells what ESP-IDF needs.");
  const script = join(idf, "export.sh");
  if (!existsSync(script)) throw new ToolError(`IDF_PATH names no ESP-IDF: there is no ${script}`);
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["-c", `. "$1" >&2 && env -0`, "-", script],
    {
      encoding: "utf8",
      env: { ...env, IDF_EXPORT_QUIET: "1" } as NodeJS.ProcessEnv,
    },
  );
  if (status !== 0) throw new ToolError(`${script} failed:\n${stderr.trim()}`);
  const lines = stdout.split("\0").filter((line) => line.includes("="));
  const entries = lines.map((line): [string, string] => {
    const at = line.indexOf("=");
    return [line.slice(0, at), line.slice(at + 1)];
  });
  const tools = Object.fromEntries(entries);
  if (findProgram("idf.py", tools)) return tools;
  throw new ToolError(`${script} brought no idf.py: run ${join(idf, "install.sh")} first`);
}

/** The Python that has Espressif's tools; of an environment with ESP-IDF's in it. */
export function idfPython(env: Environment): string {
  const { IDF_PYTHON_ENV_PATH: folder } = env;
  const python = folder && findProgram("python", { PATH: join(folder, "bin") });
  const found = python || findProgram("python3", env);
  if (found) return found;
  throw new ToolError("there is no Python: npm run doctor tells what ESP-IDF needs.");
}

/** With the project's own TypeScript in front, so that mcconfig meets the version it works with. */
export function withOwnTypeScript(root: string, env: Environment): Environment {
  const own = join(root, "node_modules/.bin");
  return { ...env, PATH: `${own}${delimiter}${env.PATH ?? ""}` };
}
