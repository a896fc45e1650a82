import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { FirmwareStartError } from "../hosts/simulator/board/firmware.js";
import { WORKER } from "./host-variants.js";
import { ROOT } from "./project-paths.js";

const run = promisify(execFile);
const REQUIREMENTS = join(WORKER, "requirements.txt");
const FOLDER = join(ROOT, "build/micro-python");

/**
 * A Python with TensorFlow Lite Micro's own runtime, made on first use. FirmwareStartError where it
 * cannot be had: PyPI has wheels of it for Linux on x86-64 and Python 3.10 to 3.13.
 */
export async function microPython(): Promise<string> {
  const python = join(FOLDER, "bin/python");
  const stamp = join(FOLDER, "requirements.txt");
  const wanted = readFileSync(REQUIREMENTS, "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return python;
  process.stderr.write("nightjar: installing TensorFlow Lite Micro's runtime from PyPI\n");
  try {
    mkdirSync(FOLDER, { recursive: true });
    await run("python3", ["-m", "venv", "--clear", FOLDER]);
    await run(python, ["-m", "pip", "install", "-q", "--no-deps", "-r", REQUIREMENTS]);
    await run(python, ["-c", "from tflite_micro import runtime"]);
  } catch (error) {
    const { stderr = "", message } = error as Error & { stderr?: string };
    const words = (stderr || message).trim().split("\n").at(-1);
    throw new FirmwareStartError(
      `TensorFlow Lite Micro's runtime cannot be had here: it wants Linux on x86-64, Python 3.10 to 3.13 with venv, and PyPI (${words})`,
    );
  }
  writeFileSync(stamp, wanted);
  return python;
}
