import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { SceneSource } from "../../hosts/simulator/board/camera/scene-source.js";
import { buildHost, firmwareOf, moduleTableOf } from "../build-host.js";
import { ManifestError } from "../manifest.js";
import { noCloud } from "../run/cloud.js";
import { Session } from "../run/session.js";
import { wholeNumber } from "./flags.js";
import { WAKES_MAX } from "./run-options.js";
import { UsageError } from "./usage.js";

const HELP = `Usage: npx nightjar exec MANIFEST [--wakes N]

Runs other firmware than Nightjar's on the virtual board, for tests and first steps: a manifest.json
that includes Nightjar's and names a "main" of its own, in JavaScript. What it traces and reports is
printed; the exit code is 0 where every wake ended in sleep.
`;

export async function execCommand(args: readonly string[]): Promise<number> {
  try {
    const { manifest, wakes, help } = parse(args);
    if (help) process.stdout.write(HELP);
    return help ? 0 : await exec(resolve(manifest), wakes);
  } catch (error) {
    if (!(error instanceof ManifestError || error instanceof UsageError)) throw error;
    process.stderr.write(`nightjar: ${error.message}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function parse(args: readonly string[]): { manifest: string; wakes: number; help: boolean } {
  const options = {
    wakes: { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [manifest = ""] = positionals;
    if (!values.help && manifest === "") throw new Error("which manifest?");
    return {
      manifest,
      wakes: wholeNumber("--wakes", values.wakes, 1, WAKES_MAX),
      help: values.help,
    };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${(error as Error).message}\nTry: npx nightjar exec --help`);
  }
}

async function exec(manifest: string, wakes: number): Promise<number> {
  const { program } = await buildHost(() => {});
  const session = new Session({
    firmware: firmwareOf({ program, moduleTable: moduleTableOf(manifest, "exec.tsv") }),
    source: new SceneSource({ seed: 1 }),
    cloud: noCloud(),
    seed: 1,
    pace: "max",
    settings: {},
  });
  let slept = true;
  try {
    for (let wake = 0; wake < wakes; wake++) {
      const { how, said, reports } = await session.runWake();
      if (said) process.stdout.write(`${said}\n`);
      for (const report of reports) process.stdout.write(`${JSON.stringify(report)}\n`);
      if (how !== "slept") process.stderr.write(`nightjar: the firmware ended: ${how}\n`);
      slept &&= how === "slept";
    }
  } finally {
    await session.close();
  }
  return slept ? 0 : 1;
}
