import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { LoopbackServer } from "../../hosts/simulator/board/loopback-server.js";
import { TcpFirmware } from "../../hosts/simulator/board/tcp-firmware.js";
import { programOf } from "../../tools/firmware-program.js";
import { ROOT } from "../../tools/project-paths.js";

const OUTPUT = join(ROOT, "build/mcconfig");
const TOOLS = ["mcconfig", "mcrez", "xsc", "xsid", "xsl"];
const PLATFORMS: Readonly<Record<string, string>> = { linux: "lin", darwin: "mac" };

const platform = PLATFORMS[process.platform] ?? "";
const tools = join(process.env.MODDABLE ?? "", "build/bin", platform, "release");

/** What keeps mcconfig from building for this desktop; undefined where nothing does. */
export function whatMcconfigLacks(): string | undefined {
  if (!process.env.MODDABLE) return "MODDABLE is not set";
  if (!platform) return `the SDK's desktop on ${process.platform} is not ours`;
  const missing = TOOLS.find((tool) => !existsSync(join(tools, tool)));
  if (missing) return `${join(tools, missing)} is missing: build the SDK's tools`;
  const { status } = spawnSync("pkg-config", ["--exists", "gio-2.0"]);
  return platform === "lin" && status !== 0 ? "pkg-config finds no gio-2.0" : undefined;
}

/** Builds a manifest's firmware for this desktop; gives the library that mcsim would load. */
function build(manifest: string): string {
  const path = join(ROOT, manifest);
  mkdirSync(OUTPUT, { recursive: true });
  const args = ["-m", "-p", platform, "-t", "build", "-o", OUTPUT, path];
  const { status, stdout, stderr } = spawnSync(join(tools, "mcconfig"), args, {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, PATH: [tools, process.env.PATH].join(delimiter) },
  });
  if (status !== 0) throw new Error(`mcconfig failed (${status}):\n${stdout}\n${stderr}`);
  return join(OUTPUT, "bin", platform, "mc/release", basename(dirname(path)), "mc.so");
}

/** That firmware, for one board. */
export async function mcconfigFirmware(manifest: string) {
  const program = await programOf(build(manifest), []);
  const server = await LoopbackServer.listen(0);
  return (flashPath: string) => new TcpFirmware({ server, flashPath, program });
}
