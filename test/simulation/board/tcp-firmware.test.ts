import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Board } from "../../../hosts/simulator/board/board.js";
import { BoardClock } from "../../../hosts/simulator/board/clock.js";
import { FirmwareStartError } from "../../../hosts/simulator/board/firmware.js";
import { LINK_VERSION } from "../../../hosts/simulator/board/greeting.js";
import { LoopbackServer } from "../../../hosts/simulator/board/loopback-server.js";
import {
  TcpFirmware,
  type TcpFirmwareOptions,
} from "../../../hosts/simulator/board/tcp-firmware.js";
import { BOARD_PORT } from "../../../tools/cli/board-command.js";
import { ROOT } from "../../../tools/project-paths.js";
import { FakeFirmware, HELLO } from "../../helpers/fake-firmware.js";

const CHIP = "/tmp/flash of a test.bin";

describe("firmware over TCP", () => {
  let server: LoopbackServer;
  let board: Board;

  async function openBoard(options: Partial<TcpFirmwareOptions> = {}): Promise<void> {
    server = await LoopbackServer.listen(0);
    board = new Board({
      firmware: new TcpFirmware({ server, flashPath: CHIP, ...options }),
      seed: 1,
      clock: new BoardClock(),
      parts: [],
      epochMs: 0,
      bootMs: 0,
    });
  }

  afterEach(() => board.close());

  const script = (text: string) => ({
    program: { path: process.execPath, args: ["-e", text] },
  });

  const refused = (wake: Promise<unknown>, why: RegExp) =>
    assert.rejects(wake, (error) => error instanceof FirmwareStartError && why.test(error.message));

  async function greeted(): Promise<FakeFirmware> {
    const firmware = await FakeFirmware.connect(server.port);
    assert.deepEqual(await firmware.ask(HELLO), { target: 0, text: "{}", payload: CHIP });
    return firmware;
  }

  it("says that the port is taken", async () => {
    await openBoard();
    await refused(LoopbackServer.listen(server.port), new RegExp(`port ${server.port} is taken`));
  });

  it("says that no firmware connected, and for how long it waited", async () => {
    await openBoard({ connectWallMsMax: 1 });
    await refused(board.runWake(), /no firmware connected to port \d+ within 0\.001 s/);
  });

  it("says that there is no such program", async () => {
    await openBoard({ program: { path: "/no/such/program", args: [] } });
    await refused(board.runWake(), /before it connected.*ENOENT/);
  });

  it("says what a program that ends before it connects has said", async () => {
    await openBoard(script('process.stderr.write("no library"); process.exitCode = 17'));
    await refused(board.runWake(), /before it connected \(module-error\): no library/);
  });

  it("says so where such a program has said nothing, and waits for nobody any more", async () => {
    await openBoard(script("process.exitCode = 1"));
    const timers = () =>
      process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const before = timers();
    await refused(board.runWake(), /before it connected \(exit-1\): and said nothing/);
    await setImmediate();
    assert.equal(timers(), before);
  });

  it("waits for no firmware once it is told to stop", async () => {
    await openBoard();
    const wake = board.runWake();
    server.stop();
    await refused(wake, /stopped before a firmware connected to port \d+/);
    await refused(board.runWake(), /stopped before/);
  });

  it("lets the wake that is on finish when it is told to stop", async () => {
    await openBoard();
    const wake = board.runWake();
    const firmware = await greeted();
    server.stop();
    await firmware.ask({ op: "sleep", durationMs: 1000 });
    firmware.leave();
    assert.equal((await wake).how, "slept");
  });

  it("refuses firmware of another version, and tells both sides", async () => {
    await openBoard();
    const wake = board.runWake();
    const firmware = await FakeFirmware.connect(server.port);
    const version = LINK_VERSION + 1;
    const [reply] = await Promise.all([
      firmware.ask({ ...HELLO, link: version }),
      refused(wake, new RegExp(`version ${version} of the link, the board ${LINK_VERSION}`)),
    ]);
    assert.equal(reply.target, 1);
    assert.match(reply.text, /speaks version/);
  });

  it("turns away what is no firmware, and goes on waiting", async () => {
    await openBoard();
    const wake = board.runWake();
    const stranger = await FakeFirmware.connect(server.port);
    stranger.send(Buffer.from("GET / HTTP/1.1\r\nhost: localhost\r\nx: y\r\n\r\n"));
    await stranger.gone();
    const quiet = await FakeFirmware.connect(server.port);
    quiet.leave();
    await quiet.gone();
    const polite = await FakeFirmware.connect(server.port);
    assert.equal((await polite.ask({ op: "boot" })).target, 1);
    const firmware = await greeted();
    await firmware.ask({ op: "sleep", durationMs: 1000 });
    firmware.leave();
    assert.equal((await wake).how, "slept");
  });

  it("takes a sleep and the end of its connection for a wake, and the next connection for the next", async () => {
    await openBoard();
    const first = board.runWake();
    const firmware = await greeted();
    assert.match((await firmware.ask({ op: "boot" })).text, /"power-on"/);
    await firmware.ask({ op: "sleep", durationMs: 1000 });
    const next = FakeFirmware.connect(server.port);
    firmware.leave();
    assert.equal((await first).how, "slept");
    const second = board.runWake();
    await (await next).ask(HELLO);
    assert.match((await (await next).ask({ op: "boot" })).text, /"timer"/);
    (await next).leave();
    assert.equal((await second).startMs, 1000);
    assert.equal(board.engine.xs, HELLO.xs);
  });

  it("takes the end of a connection without a sleep for a reset", async () => {
    await openBoard();
    const wake = board.runWake();
    (await greeted()).leave();
    assert.equal((await wake).how, "disconnected");
    const next = board.runWake();
    const firmware = await greeted();
    assert.match((await firmware.ask({ op: "boot" })).text, /"reset"/);
    firmware.leave();
    await next;
  });

  it("ends the wake of a firmware that breaks the link's rules", async () => {
    for (const bytes of [Buffer.alloc(32, 0xff), Buffer.from(`\x01${"\0".repeat(31)}?`)]) {
      await openBoard();
      const wake = board.runWake();
      const firmware = await greeted();
      firmware.send(bytes);
      assert.equal((await wake).how, "link-broken");
      await firmware.gone();
      await board.close();
    }
  });

  it("leaves a firmware that waits for nothing without its board", async () => {
    await openBoard();
    const wake = board.runWake();
    const firmware = await greeted();
    void firmware.ask({ op: "idle", dueMs: null }).catch(() => {});
    assert.equal((await wake).how, "hung");
    await firmware.gone();
  });

  it("has the numbers that the firmware's C has", () => {
    const header = readFileSync(join(ROOT, "hosts/simulator/native/simulator.h"), "utf8");
    assert.equal(Number(header.match(/kLinkVersion = (\d+)/)?.[1]), LINK_VERSION);
    assert.equal(Number(header.match(/kLinkPort = (\d+)/)?.[1]), BOARD_PORT);
  });
});
