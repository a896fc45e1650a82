import { join } from "node:path";
import { hex } from "./hex.js";
import { type Environment, findProgram, runCommand, ToolError } from "./programs.js";

export interface SerialPort {
  /** Undefined: esptool looks for the board on every port. */
  readonly port?: string | undefined;
  readonly chip: string;
  readonly baud?: number;
}

const BAUD_STANDARD = 460_800;

/** Espressif's esptool, version 5 or later: the one of ESP-IDF's Python, or the one on PATH. */
export class Esptool {
  readonly #command: readonly [string, ...string[]];
  readonly #env: Environment;
  readonly #serial: readonly string[];

  /** Throws ToolError where there is no esptool. */
  constructor({ port, chip, baud = BAUD_STANDARD }: SerialPort, env: Environment) {
    this.#command = esptoolCommand(env);
    this.#env = env;
    this.#serial = ["--chip", chip, ...(port ? ["--port", port] : []), "--baud", String(baud)];
  }

  /** Leaves the chip in its boot loader, so that nothing changes behind the reader's back. */
  read(address: number, byteLength: number, path: string): Promise<void> {
    const range = [hex(address), hex(byteLength), path];
    return this.#run(["--after", "no-reset", "read-flash", ...range]);
  }

  /** Writes files at their addresses and starts the firmware. */
  write(
    files: readonly (readonly [address: number, path: string])[],
    options: readonly string[] = [],
  ) {
    const places = files.flatMap(([address, path]) => [hex(address), path]);
    return this.#run(["--after", "hard-reset", "write-flash", ...options, ...places]);
  }

  eraseRegion(address: number, byteLength: number): Promise<void> {
    return this.#run(["--after", "no-reset", "erase-region", hex(address), hex(byteLength)]);
  }

  #run(args: readonly string[]): Promise<void> {
    const [program, ...first] = this.#command;
    return runCommand({ program, args: [...first, ...this.#serial, ...args], env: this.#env });
  }
}

/** The program and its first arguments. */
export function esptoolCommand(env: Environment): readonly [string, ...string[]] {
  const { IDF_PYTHON_ENV_PATH: folder } = env;
  const python = folder && findProgram("python", { PATH: join(folder, "bin") });
  if (python) return [python, "-m", "esptool"];
  const esptool = findProgram("esptool", env);
  if (esptool) return [esptool];
  throw new ToolError(
    "esptool is missing. Install it (pip install esptool) or ESP-IDF; npm run doctor tells more.",
  );
}
