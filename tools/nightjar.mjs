#!/usr/bin/env node
// The project's one command-line tool; the npm scripts are short names for it.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const cli = join(resolve(import.meta.dirname, ".."), "build/js/tools/cli/nightjar.js");
if (!existsSync(cli)) {
  process.stderr.write("nightjar: not set up yet. Run: npm run setup\n");
  process.exitCode = 1;
} else {
  const { main } = await import(pathToFileURL(cli).href);
  process.exitCode = await main(process.argv.slice(2));
}
