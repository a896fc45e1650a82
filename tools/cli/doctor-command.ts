import { parseArgs } from "node:util";
import { describe, examine, isFit } from "../doctor/examine.js";
import { ROOT } from "../project-paths.js";
import { exitCode, parsed } from "./exit-code.js";

const HELP = `Usage: npm run doctor -- [options]

Looks for what a board's firmware is built, flashed and watched with, and says what to do about what
is missing. The desktop needs none of it. The exit code is 0 where nothing is missing.

  --json   the same for a program
  --help   this text
`;

const FLAGS = {
  json: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

export function doctorCommand(args: readonly string[]): Promise<number> {
  return exitCode(() => {
    const { json, help } = parsed(
      "npm run doctor --",
      () => parseArgs({ args: [...args], options: FLAGS }).values,
    );
    if (help) process.stdout.write(HELP);
    return help ? 0 : printDiagnoses(json);
  });
}

function printDiagnoses(json: boolean): number {
  const { env, platform } = process;
  const checks = examine({ root: ROOT, env, platform, deviceFolder: "/dev" });
  const fit = isFit(checks);
  process.stdout.write(json ? `${JSON.stringify({ ok: fit, checks })}\n` : describe(checks));
  return fit ? 0 : 1;
}
