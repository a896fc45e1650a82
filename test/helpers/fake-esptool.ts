import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter } from "node:path";
import type { ScratchFolder } from "./scratch-folder.js";

export interface FakeEsptool {
  /** The chip's bytes, which the program reads and writes. */
  readonly chip: string;
  readonly env: Readonly<Record<string, string>>;
  /** What the program was called with, a line per call. */
  calls(): string[];
}

/** Stands for esptool 5, on a file; a file "fail" makes writes fail. */
const SCRIPT = `#!/usr/bin/env node
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require("node:fs");
const folder = __dirname;
const args = process.argv.slice(2);
appendFileSync(folder + "/calls", args.join(" ") + "\\n");
const at = args.findIndex((word) => /^(read-flash|write-flash|erase-region)$/.test(word));
const rest = args.slice(args.findIndex((word) => /^0x/.test(word)));
const chip = readFileSync(folder + "/chip");
if (args[at] === "read-flash") {
  const [from, length, path] = rest;
  writeFileSync(path, chip.subarray(Number(from), Number(from) + Number(length)));
} else if (existsSync(folder + "/fail")) {
  process.exit(2);
} else if (args[at] === "erase-region") {
  writeFileSync(folder + "/chip", chip.fill(255, Number(rest[0]), Number(rest[0]) + Number(rest[1])));
} else {
  for (let i = 0; i < rest.length; i += 2) readFileSync(rest[i + 1]).copy(chip, Number(rest[i]));
  writeFileSync(folder + "/chip", chip);
}
`;

export function fakeEsptool(scratch: ScratchFolder, chip: Uint8Array): FakeEsptool {
  writeFileSync(scratch.path("esptool"), SCRIPT);
  chmodSync(scratch.path("esptool"), 0o755);
  writeFileSync(scratch.path("chip"), chip);
  const env: Record<string, string> = {
    PATH: `${scratch.path(".")}${delimiter}${process.env.PATH}`,
    TMPDIR: scratch.path("."),
    HOME: process.env.HOME ?? "",
  };
  return {
    chip: scratch.path("chip"),
    env,
    calls: () =>
      existsSync(scratch.path("calls"))
        ? readFileSync(scratch.path("calls"), "utf8").trim().split("\n")
        : [],
  };
}
