import { ToolError } from "../firmware/programs.js";
import { BoardSettingsError } from "../settings/settings-file.js";
import { UsageError } from "./usage.js";

/** 2 for wrong use, 1 for what is missing or failed, each with its message; other errors pass. */
export async function exitCode(run: () => number | Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    const wrongUse = error instanceof UsageError || error instanceof BoardSettingsError;
    if (!wrongUse && !(error instanceof ToolError)) throw error;
    process.stderr.write(`nightjar: ${error.message}\n`);
    return wrongUse ? 2 : 1;
  }
}

/** What `parse` makes of the arguments. Throws UsageError, which names the way to help. */
export function parsed<Values>(command: string, parse: () => Values): Values {
  try {
    return parse();
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nTry: ${command} --help`);
  }
}
