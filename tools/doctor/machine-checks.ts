import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { esptoolCommand } from "../firmware/esptool.js";
import { idfPython } from "../firmware/idf-environment.js";
import { type Environment, ToolError } from "../firmware/programs.js";
import {
  answerOf,
  type Diagnosis,
  isAtLeast,
  type Machine,
  missing,
  ok,
  versionIn,
  warning,
} from "./diagnosis.js";

const PYTHON_MIN = [3, 10];
const ESPTOOL_MIN = [5];
const PORTS: Readonly<Record<string, RegExp>> = {
  linux: /^tty(USB|ACM)\d+$/,
  darwin: /^cu\.(usb|SLAB|wch)/,
};

/** Python, esptool and the ports; `env` has ESP-IDF's tools in it where there are any. */
export function checkMachine(machine: Machine, env: Environment): Diagnosis[] {
  return [checkPython(env), checkEsptool(env), checkMonitor(env), checkPorts(machine)];
}

function pythonOf(env: Environment): string | undefined {
  try {
    return idfPython(env);
  } catch {
    return undefined;
  }
}

function checkPython(env: Environment): Diagnosis {
  const fix = `install Python ${PYTHON_MIN.join(".")} or later`;
  const python = pythonOf(env);
  const answer = python && answerOf(python, ["--version"], env);
  if (!answer) return missing("Python", "no python3 that runs", fix);
  if (isAtLeast(versionIn(answer), PYTHON_MIN)) return ok("Python", `${answer}, ${python}`);
  return missing("Python", `${answer}, where ESP-IDF needs ${PYTHON_MIN.join(".")}`, fix);
}

function checkEsptool(env: Environment): Diagnosis {
  const fix = "pip install 'esptool>=5', or run ESP-IDF's install.sh";
  try {
    const [program, ...first] = esptoolCommand(env);
    const answer = answerOf(program, [...first, "version"], env);
    const version = versionIn(answer ?? "");
    if (isAtLeast(version, ESPTOOL_MIN)) return ok("esptool", version.join("."));
    const found = answer === undefined ? "does not run" : `${version.join(".")} is too old`;
    return missing("esptool", found, fix);
  } catch (error) {
    if (error instanceof ToolError) return missing("esptool", "not installed", fix);
    throw error;
  }
}

function checkMonitor(env: Environment): Diagnosis {
  const python = pythonOf(env);
  const found = python && answerOf(python, ["-c", "import esp_idf_monitor"], env) !== undefined;
  if (found) return ok("monitor", "esp_idf_monitor");
  const fix = "run ESP-IDF's install.sh, or pip install esp-idf-monitor";
  return warning("monitor", "Python has no esp_idf_monitor", fix);
}

/** A port that is there but closed to us is the commonest reason why flashing fails. */
function checkPorts({ platform, deviceFolder }: Machine): Diagnosis {
  const name = "serial port";
  const pattern = PORTS[platform];
  const files = existsSync(deviceFolder) ? readdirSync(deviceFolder) : [];
  const ports = pattern ? files.filter((file) => pattern.test(file)).sort() : [];
  if (ports.length === 0) {
    const fix = "needed for flashing alone: connect a board by its USB adapter";
    return warning(name, "none is there", fix);
  }
  const paths = ports.map((port) => join(deviceFolder, port));
  const closed = paths.filter((path) => !mayUse(path));
  if (closed.length === 0) return ok(name, paths.join(", "));
  const fix = "sudo usermod -aG dialout $USER, then log in anew";
  return missing(name, `${closed.join(", ")}: no permission to read and write`, fix);
}

function mayUse(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
