import assert from "node:assert/strict";
import type { DisposableBuffer } from "../../../modules/host/bytes.js";
import type { ImageIn, ImageInOptions } from "../../../modules/host/camera.js";
import { ChipNatives } from "../../helpers/chip-natives.js";

const { default: Camera } = await import("../../../hosts/esp32/firmware/camera.js");

const OK = 0;
const ABSENT = 1;
const FAILED = 2;
const IN_USE = 3;
const LOST = -1;
/** More than the sensor may be silent before its supply is cycled. */
const SILENCE_MS = 1_600;

describe("the camera on a chip's port", () => {
  let chip: ChipNatives;
  let calls: string[];
  let status: number;
  let reopenStatus: number;
  /** What the driver has: frames, or LOST. */
  let waiting: (ArrayBuffer | number)[];
  let heard: unknown[];

  beforeEach(() => {
    [calls, status, reopenStatus, waiting, heard] = [[], OK, OK, [], []];
    const noted = (name: string, answer: () => number) => () => {
      calls.push(name);
      return answer();
    };
    chip = new ChipNatives({
      xs_camera_open: noted("open", () => status),
      xs_camera_reopen: noted("reopen", () => reopenStatus),
      xs_camera_close: noted("close", () => OK),
      xs_camera_take: () => waiting.shift(),
    });
  });

  afterEach(() => {
    chip.close();
  });

  function open(options: ImageInOptions = {}): ImageIn {
    return new Camera({
      onReadable: (byteLength) => heard.push(byteLength),
      onError: (error) => heard.push((error as { code?: string }).code),
      ...options,
    });
  }

  function started(options?: ImageInOptions): ImageIn {
    const camera = open(options);
    camera.start();
    return camera;
  }

  for (const [name, answer, code] of [
    ["is absent", ABSENT, "camera-absent"],
    ["would not work", FAILED, "camera-failed"],
    ["is open already", IN_USE, "camera-in-use"],
  ] as const) {
    it(`throws ${code} where the sensor ${name}`, () => {
      status = answer;
      assert.throws(() => open(), { code });
    });
  }

  it("refuses more pixels than the sensor is set up for, and leaves it alone", () => {
    assert.throws(() => open({ width: 800, height: 600 }), RangeError);
    assert.deepEqual(calls, []);
  });

  it("cycles the supply of a sensor that stays silent, and takes the frame that then comes", () => {
    started();
    chip.pass(SILENCE_MS);
    assert.deepEqual(calls, ["open", "reopen"]);
    waiting.push(new ArrayBuffer(7));
    chip.pass(20);
    assert.deepEqual(heard, [7]);
  });

  it("tells camera-timeout where it stays silent for all that, and asks no more", () => {
    started();
    chip.pass(2 * SILENCE_MS);
    assert.deepEqual(heard, ["camera-timeout"]);
    assert.equal(chip.time.pending, 0);
  });

  it("tells camera-absent where it does not come back from the cycle", () => {
    started();
    reopenStatus = ABSENT;
    chip.pass(SILENCE_MS);
    assert.deepEqual(heard, ["camera-absent"]);
  });

  it("tells camera-failed where the driver had a frame and lost it", () => {
    started();
    waiting.push(LOST);
    chip.pass(20);
    assert.deepEqual(heard, ["camera-failed"]);
  });

  it("tells of one frame at a time, until it is read", () => {
    const camera = started();
    waiting.push(new ArrayBuffer(7), new ArrayBuffer(8));
    chip.pass(100);
    assert.deepEqual(heard, [7]);
    assert.equal(camera.read()?.byteLength, 7);
    chip.pass(100);
    assert.deepEqual(heard, [7, 8]);
  });

  it("lends two frames and no third until one is back", () => {
    const camera = started({ format: "buffer/disposable" });
    const lent: (DisposableBuffer | undefined)[] = [];
    waiting.push(new ArrayBuffer(7), new ArrayBuffer(8), new ArrayBuffer(9));
    for (let frame = 0; frame < 3; frame++) {
      chip.pass(50);
      lent.push(camera.read());
    }
    assert.deepEqual(heard, [7, 8]);
    lent[0]?.close();
    chip.pass(50);
    assert.deepEqual(heard, [7, 8, 9]);
  });

  it("hears nothing, and cycles nothing, while it is stopped", () => {
    const camera = started();
    camera.stop();
    waiting.push(new ArrayBuffer(7));
    chip.pass(2 * SILENCE_MS);
    assert.deepEqual([heard, calls], [[], ["open"]]);
  });

  it("closes the sensor once, and calls nobody after", () => {
    const camera = started();
    waiting.push(new ArrayBuffer(7));
    camera.close();
    camera.close();
    chip.pass(2 * SILENCE_MS);
    assert.deepEqual([heard, calls], [[], ["open", "close"]]);
  });
});
