import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Board } from "../../hosts/simulator/board/board.js";
import { CameraPart } from "../../hosts/simulator/board/camera/camera-part.js";
import { BoardClock } from "../../hosts/simulator/board/clock.js";
import { FirmwareProcess } from "../../hosts/simulator/board/firmware-process.js";
import { BoardFlash } from "../../hosts/simulator/board/flash/board-flash.js";
import { NetworkPart } from "../../hosts/simulator/board/network/network-part.js";
import type { WakeRecord } from "../../hosts/simulator/board/wake-record.js";
import { buildHost, moduleTableOf } from "../../tools/build-host.js";
import { MODEL_FOLDER, PARTITION_TABLE } from "../../tools/project-paths.js";
import { provision, readModelSlot } from "../../tools/run/provision.js";
import { openConformanceServer } from "../helpers/conformance-server.js";
import { GrayPictures } from "../helpers/run-session.js";
import { openScratchFolder } from "../helpers/scratch-folder.js";
import { readTap, type TapStream } from "../helpers/tap-reader.js";
import { DEVICE_GOLDENS, deviceGoldensText } from "../native/device-goldens.js";

/** What the virtual board has not, in the order of the self-test. */
const ABSENT = ["psram", "app-slots", "bluetooth"];

interface Bench {
  /** Of the key-value domain "self-test". */
  readonly settings?: Readonly<Record<string, string>>;
  readonly wakes?: number;
  readonly spoil?: (flash: BoardFlash) => void;
}

/** The self-test's boots on a virtual board, and what it told. */
async function runSelfTest({ settings = {}, wakes = 2, spoil = () => {} }: Bench) {
  const folder = openScratchFolder();
  const server = await openConformanceServer();
  const clock = new BoardClock();
  const chipPath = folder.path("flash.bin");
  const flash = new BoardFlash({ chipPath, tablePath: PARTITION_TABLE });
  provision(flash, { settings: {}, modelFolder: MODEL_FOLDER });
  const told = { server: `127.0.0.1:${server.port}`, ...settings };
  for (const [key, text] of Object.entries(told))
    flash.writeSetting("self-test", key, "string", text);
  spoil(flash);
  const { program } = await buildHost(() => {});
  const board = new Board({
    firmware: new FirmwareProcess({
      program,
      moduleTable: moduleTableOf("test/device/manifest.json", "self-test.tsv"),
      flashPath: chipPath,
    }),
    seed: 1,
    clock,
    parts: [
      flash.flashPart,
      flash.keyValuePart,
      new NetworkPart({ scheduler: clock }),
      new CameraPart({ source: new GrayPictures(), scheduler: clock }),
    ],
    epochMs: Date.UTC(2026, 0, 1),
    bootMs: 0,
  });
  try {
    const records: WakeRecord[] = [];
    for (let wake = 0; wake < wakes; wake++) records.push(await board.runWake());
    const lines = records.flatMap(({ reports }) => reports.map(({ tap }) => String(tap)));
    return { records, lines };
  } finally {
    await board.close();
    flash.close();
    await server.close();
    folder.remove();
  }
}

const failed = ({ points }: TapStream) =>
  points.filter(({ passed }) => !passed).map(({ name }) => name);
const skipped = ({ points }: TapStream) =>
  points.flatMap((point) => (point.skipped === undefined ? [] : [point.skipped]));

describe("the device self-test on the virtual board", () => {
  let stream: TapStream;
  let records: readonly WakeRecord[];

  before(async () => {
    const ran = await runSelfTest({});
    records = ran.records;
    stream = readTap(ran.lines);
  });

  it("carries the goldens that the desktop is held to", () => {
    assert.equal(readFileSync(DEVICE_GOLDENS, "utf8"), deviceGoldensText());
  });

  it("sleeps twice: before its last verdict, and for good", () => {
    assert.deepEqual(
      records.map(({ how, said }) => [how, said]),
      [
        ["slept", ""],
        ["slept", ""],
      ],
    );
  });

  it("tells as many tests as it planned, each by its number, over both boots", () => {
    assert.deepEqual(
      stream.points.map(({ number }) => number),
      Array.from({ length: stream.plan }, (_, at) => at + 1),
    );
    assert.match(stream.notes.at(-1) ?? "", /^end: \d+ told, 0 failed$/);
  });

  it("passes whatever the virtual board has, and skips by name what it has not", () => {
    assert.deepEqual(failed(stream), []);
    assert.deepEqual(
      skipped(stream),
      ABSENT.map((part) => `no ${part}`),
    );
  });

  it("skips what a bench says it lacks, and ends where it cannot sleep", async () => {
    const settings = { absent: "camera deep-sleep", server: "" };
    const { lines } = await runSelfTest({ settings, wakes: 1 });
    const poor = readTap(lines);
    assert.equal(poor.points.length, stream.plan);
    assert.deepEqual(failed(poor), []);
    const more = [...Array<string>(6).fill("network"), "camera", "deep-sleep"];
    assert.deepEqual(
      skipped(poor),
      [...ABSENT, ...more].map((part) => `no ${part}`),
    );
  });

  it("runs nothing on a bench that lacks what no board has", async () => {
    const { records, lines } = await runSelfTest({ settings: { absent: "camra" }, wakes: 1 });
    assert.deepEqual(lines, ["Bail out! Error: absent: no part is called camra"]);
    assert.match(records[0]?.said ?? "", /no part is called camra/);
  });

  it("fails by name where the network in flash is another", async () => {
    const spoil = (flash: BoardFlash) => {
      const slot = readModelSlot(MODEL_FOLDER);
      slot[slot.length - 1000] = (slot[slot.length - 1000] ?? 0) ^ 1;
      flash.writePartition("model_0", slot);
    };
    const { lines } = await runSelfTest({ spoil });
    assert.ok(failed(readTap(lines)).includes("infer: golden inputs"));
    assert.match(lines.at(-1) ?? "", /^# end: \d+ told, [12] failed$/);
  });
});
