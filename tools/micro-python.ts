import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { FirmwareStartError } from "../hosts/simulator/board/firmware.js";
import { WORKER } from "./host-variants.js";
import { ROOT } from "./project-paths.js";

const run = promisify(execFile);
const REQUIREMENTS = join(WORKER, "requirements.txt");
const FOLDER = join(ROOT, "build/micro-python");
const APT_INSTALL = ["install", "-y", "-q", "--no-install-recommends", "python3-venv"];

/** What installing asks of the machine; tests have their own. */
export interface Installer {
  /** Rejects with what the program said. */
  readonly run: (program: string, args: readonly string[]) => Promise<unknown>;
  /** Whether Debian's packages may be installed: root, and apt-get there. */
  readonly mayInstallPackages: boolean;
  readonly say: (text: string) => void;
}

const MACHINE: Installer = {
  run: (program, args) => run(program, [...args]),
  get mayInstallPackages(): boolean {
    return process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0;
  },
  say: (text) => process.stderr.write(`nightjar: ${text}\n`),
};

/**
 * A Python with TensorFlow Lite Micro's own runtime, made on first use. FirmwareStartError where it
 * cannot be had: PyPI has wheels of it for Linux on x86-64 and Python 3.10 to 3.13.
 */
export async function microPython(installer = MACHINE, folder = FOLDER): Promise<string> {
  const python = join(folder, "bin/python");
  const stamp = join(folder, "requirements.txt");
  const wanted = readFileSync(REQUIREMENTS, "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return python;
  installer.say("installing TensorFlow Lite Micro's runtime from PyPI (30 MB)");
  try {
    mkdirSync(folder, { recursive: true });
    await makeEnvironment(installer, folder);
    await installer.run(python, ["-m", "pip", "install", "-q", "--no-deps", "-r", REQUIREMENTS]);
    await installer.run(python, ["-c", "from tflite_micro import runtime"]);
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

/** Debian keeps what a virtual environment needs in a package of its own. */
async function makeEnvironment(installer: Installer, folder: string): Promise<void> {
  const make = () => installer.run("python3", ["-m", "venv", "--clear", folder]);
  try {
    await make();
  } catch (error) {
    if (!installer.mayInstallPackages) throw error;
    installer.say("installing Python's venv: apt-get install python3-venv");
    await installer.run("apt-get", ["update", "-q"]);
    await installer.run("apt-get", APT_INSTALL);
    await make();
  }
}
