import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { FirmwareStartError } from "../../../hosts/simulator/board/firmware.js";
import { LoopbackServer } from "../../../hosts/simulator/board/loopback-server.js";
import { type Program, TcpFirmware } from "../../../hosts/simulator/board/tcp-firmware.js";
import { buildHost } from "../../../tools/build-host.js";
import { boardCommand } from "../../../tools/cli/board-command.js";
import { programOf } from "../../../tools/firmware-program.js";
import { logLine } from "../../../tools/run/run-log.js";
import { runOnce } from "../../helpers/run-session.js";
import { openScratchFolder } from "../../helpers/scratch-folder.js";

const WAKES = 3;
const HEAP_BYTES_MAX = 4 * 1024 * 1024;
const COMPUTRONS_MAX = 200_000_000;

async function firmwareOver(program: Program) {
  const server = await LoopbackServer.listen(0);
  return { firmware: (flashPath: string) => new TcpFirmware({ server, flashPath, program }) };
}

describe("a run over TCP", () => {
  it("says that the port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    try {
      assert.equal(await boardCommand(["--listen", "--port", `${port}`, "--wakes", "1"]), 1);
    } finally {
      other.close();
    }
  });

  it("says why a library is no firmware", async () => {
    const folder = openScratchFolder();
    try {
      const library = folder.path("empty.so");
      spawnSync(process.env.CC ?? "cc", ["-shared", "-x", "c", "/dev/null", "-o", library]);
      await assert.rejects(
        runOnce(await firmwareOver(await programOf(library, [])), 1),
        (error: Error) =>
          error instanceof FirmwareStartError &&
          /before it connected \(module-error\).*fxScreenLaunch/.test(error.message),
      );
    } finally {
      folder.remove();
    }
  });

  it("has the log of a run over pipes", async () => {
    const { program, moduleTable } = await buildHost(() => {});
    const args = [moduleTable, `${HEAP_BYTES_MAX}`, `${COMPUTRONS_MAX}`];
    const pipes = await runOnce({}, WAKES);
    const tcp = await runOnce(await firmwareOver({ path: program, args }), WAKES);
    assert.deepEqual(tcp.rows.map(logLine), pipes.rows.map(logLine));
    assert.equal(pipes.rows.length, WAKES);
  });
});
