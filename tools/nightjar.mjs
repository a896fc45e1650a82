#!/usr/bin/env node
// The project's one command-line tool; the npm scripts are short names for it.
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

// Whoever reads (`| head`) has had enough. What was begun is still ended in order, a board's flash above all.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error) => {
    if (error.code !== "EPIPE") throw error;
  });
}

const cli = join(resolve(import.meta.dirname, ".."), "build/js/tools/cli/nightjar.js");
if (!existsSync(cli)) {
  process.stderr.write("nightjar: not set up yet. Run: npm run setup\n");
  process.exitCode = 1;
} else {
  const { main } = await import(pathToFileURL(cli).href);
  process.exitCode = await main(process.argv.slice(2));
}
