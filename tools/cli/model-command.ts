import { exitCode } from "./exit-code.js";
import { evaluateCommand } from "./model-evaluate.js";
import { MODEL_HELP } from "./model-help.js";
import { importCommand } from "./model-import.js";
import { UsageError } from "./usage.js";

export function modelCommand([what, ...args]: readonly string[]): Promise<number> {
  return exitCode(async () => {
    if (what === "evaluate") await evaluateCommand(args);
    else if (what === "import") await importCommand(args);
    else if (what === "--help" || what === undefined) process.stdout.write(MODEL_HELP);
    else throw new UsageError(`model takes evaluate or import, not "${what}".\n\n${MODEL_HELP}`);
    return 0;
  });
}
