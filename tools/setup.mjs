// Brings a fresh clone to where it can run: checks what is there, says what it does, installs what
// is missing. Plain JavaScript, since it runs before anything is compiled.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const ROOT = resolve(import.meta.dirname, "..");
const NODE_MAJOR_MIN = 20;
const NODE_MINOR_MIN = 19;
/** Names that Debian and Ubuntu share; the sizes are a few hundred KiB each. */
const DEBIAN_PACKAGES = ["gcc", "libc6-dev", "libjpeg-dev", "libmbedtls-dev"];
/** For the lint's compilation for 32 bits, which does without where this cannot be had. */
const DEBIAN_PACKAGES_32 = ["gcc-multilib"];
const BREW_PACKAGES = ["jpeg-turbo", "mbedtls@2"];
const APT_INSTALL = ["install", "-y", "-q", "--no-install-recommends"];
const HEADERS = ["jpeglib.h", "psa/crypto.h"];

class SetupError extends Error {}

/** One line per step; on a terminal the line of a step that still runs is drawn over. */
function say(text) {
  process.stderr.write(`set-up: ${text}\n`);
}

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > NODE_MAJOR_MIN || (major === NODE_MAJOR_MIN && minor >= NODE_MINOR_MIN)) return;
  throw new SetupError(
    `Node ${process.versions.node} is too old. Install Node ${NODE_MAJOR_MIN}.${NODE_MINOR_MIN} or later.`,
  );
}

function compilerFinds(headers, flags = []) {
  const folder = mkdtempSync(join(tmpdir(), "nightjar-"));
  try {
    const source = join(folder, "headers.c");
    const includes = ["stdio.h", ...headers].map((header) => `#include <${header}>\n`).join("");
    writeFileSync(source, `${includes}int main(void) { return 0; }\n`);
    const args = [...flags, "-fsyntax-only", source];
    return spawnSync(process.env.CC ?? "cc", args).status === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function installHeaders() {
  if (compilerFinds(HEADERS)) return;
  const install = packageCommand();
  if (!install.allowed) {
    throw new SetupError(
      `a C compiler with the headers of libjpeg-turbo and Mbed TLS is needed. Run\n  ${install.text}\nand start again.`,
    );
  }
  say(`installing a C compiler and the headers of libjpeg-turbo and Mbed TLS: ${install.text}`);
  await runQuietly("apt-get", ["update", "-q"]);
  await runQuietly("apt-get", [...APT_INSTALL, ...DEBIAN_PACKAGES]);
  if (!compilerFinds(HEADERS)) throw new SetupError("the headers are still missing after that.");
}

/** Tried once in a clone: whoever cannot have it shall not wait for it at every start. */
async function install32Bits() {
  const stamp = join(ROOT, "build/.tried-32-bits");
  if (process.arch !== "x64" || existsSync(stamp) || compilerFinds([], ["-m32"])) return;
  writeFileSync(stamp, "");
  if (!packageCommand().allowed) return;
  say(`installing what compiles for 32 bits: apt-get install ${DEBIAN_PACKAGES_32.join(" ")}`);
  try {
    await runQuietly("apt-get", ["update", "-q"]);
    await runQuietly("apt-get", [...APT_INSTALL, ...DEBIAN_PACKAGES_32]);
  } catch {
    say("that failed; the lint will say what it passes over.");
  }
}

function packageCommand() {
  if (process.platform === "darwin")
    return { allowed: false, text: `brew install ${BREW_PACKAGES.join(" ")}` };
  const text = `apt-get install ${DEBIAN_PACKAGES.join(" ")}`;
  const hasApt = spawnSync("apt-get", ["--version"]).status === 0;
  const isRoot = process.getuid?.() === 0;
  return { allowed: hasApt && isRoot, text: isRoot ? text : `sudo ${text}` };
}

/** npm ci only when the lock file is another than the one that was installed. */
async function installPackages() {
  const lock = readFileSync(join(ROOT, "package-lock.json"));
  const digest = createHash("sha256").update(lock).digest("hex");
  const stamp = join(ROOT, "node_modules/.nightjar-lock");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return;
  say("installing npm packages (about 120, from package-lock.json)");
  await runQuietly(process.platform === "win32" ? "npm.cmd" : "npm", ["ci", "--no-progress"]);
  writeFileSync(stamp, digest);
}

async function compileTypeScript() {
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  await runQuietly(process.execPath, [tsc, "-b"]);
}

async function buildHost() {
  const module = pathToFileURL(join(ROOT, "build/js/tools/build-host.js")).href;
  const { buildHost } = await import(module);
  await buildHost(drawProgress);
}

let drawn = false;

function drawProgress(what, done, total) {
  if (!process.stderr.isTTY) {
    if (done === 0) say(`${what} (${total} files)`);
    return;
  }
  const width = 30;
  const filled = Math.round((done / total) * width);
  const bar = "#".repeat(filled).padEnd(width, ".");
  process.stderr.write(`\rset-up: ${what} [${bar}] ${done}/${total}`);
  drawn = done < total;
  if (!drawn) process.stderr.write("\n");
}

/** Shows what a tool printed only where it failed. */
function runQuietly(program, args) {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("error", (error) => fail(new SetupError(`${program}: ${error.message}`)));
    child.on("close", (code) =>
      code === 0
        ? done()
        : fail(new SetupError(`${program} ${args.join(" ")} failed (${code}):\n${output}`)),
    );
  });
}

async function setUp() {
  const startedAt = Date.now();
  checkNode();
  mkdirSync(join(ROOT, "build"), { recursive: true });
  await installHeaders();
  await install32Bits();
  await installPackages();
  await compileTypeScript();
  await buildHost();
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  if (seconds > 10) say(`ready after ${seconds} s`);
}

try {
  await setUp();
} catch (error) {
  if (drawn) process.stderr.write("\n");
  say(error instanceof SetupError ? error.message : (error.stack ?? String(error)));
  process.exitCode = 1;
}
