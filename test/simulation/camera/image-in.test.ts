import assert from "node:assert/strict";
import { OV2640_TIMING } from "../../../hosts/simulator/board/camera/timing.js";
import Camera from "../../../hosts/simulator/firmware/camera.js";
import type { DisposableBuffer } from "../../../modules/host/bytes.js";
import type { ImageInOptions } from "../../../modules/host/camera.js";
import { type LoopLink, openLoopLink } from "../../helpers/loop-link.js";
import { CameraRig } from "../../helpers/scripted-camera.js";

const { firstFrameMs, framePeriodMs } = OV2640_TIMING;
const FRAME_BYTES = 400;

describe("the camera as the firmware sees it", () => {
  let rig: CameraRig;
  let link: LoopLink;

  beforeEach(() => {
    rig = new CameraRig();
    rig.onEvent = (event) => link.deliver(event);
    link = openLoopLink({ parts: [rig.part] });
  });

  afterEach(() => {
    link.close();
  });

  function open(options: ImageInOptions = {}): Camera {
    return new Camera({ format: "buffer/disposable", ...options });
  }

  /** A started camera after its first frame has come. */
  async function looking(options: ImageInOptions = {}): Promise<Camera> {
    const camera = open(options);
    camera.start();
    await rig.scheduler.run(firstFrameMs);
    return camera;
  }

  const words = (buffer: ArrayBuffer | undefined) =>
    buffer &&
    Buffer.from(buffer)
      .toString()
      .replace(/\.*end$/, "");

  describe("constructed with bad options", () => {
    const bad: readonly (readonly [string, unknown, new () => Error])[] = [
      ["none", undefined, TypeError],
      ["null", null, TypeError],
      ["a pixel format", { imageType: 7 }, RangeError],
      ["another encoding", { imageType: "png" }, RangeError],
      ["another data format", { format: "number" }, RangeError],
      ["an onReadable that is no function", { onReadable: 1 }, TypeError],
      ["an onError that is no function", { onError: "x" }, TypeError],
      ["a width that is text", { width: "640" }, TypeError],
      ["no width", { width: 0 }, RangeError],
      ["a height that is no whole number", { height: 0.5 }, RangeError],
      ["more than the sensor is set to", { width: 1600, height: 1200 }, RangeError],
    ];
    for (const [name, options, kind] of bad) {
      it(`throws at ${name} and keeps nothing`, () => {
        assert.throws(() => new Camera(options as ImageInOptions), kind);
        assert.equal(link.listenerCount(), 0);
        open().close();
      });
    }

    it("asks the board for nothing before it has checked everything", () => {
      assert.throws(() => open({ onError: 1 as never }), TypeError);
      assert.deepEqual(link.calls, []);
    });

    it("throws where a camera is open already, and leaves that one alone", async () => {
      const first = await looking();
      assert.throws(() => open(), { name: "Error", code: "camera-in-use" });
      assert.equal(link.listenerCount(), 1);
      assert.equal(words(first.read()), "view 0, frame 0, brightness 1.7");
    });

    it("passes on that no sensor answers", () => {
      rig = new CameraRig({ fault: () => "absent" });
      link.close();
      link = openLoopLink({ parts: [rig.part] });
      assert.throws(() => open(), { code: "camera-absent" });
      assert.equal(link.listenerCount(), 0);
    });
  });

  it("takes frozen options, ignores what it does not know, and keeps the target", () => {
    const target = {};
    const camera = open(Object.freeze({ target, io: 1, pins: [1, 2] }) as ImageInOptions);
    assert.equal(camera.target, target);
    camera.target = 5;
    assert.equal(camera.target, 5);
  });

  it("says what it gives: JPEG, VGA also where less was asked for", () => {
    const camera = open({ imageType: "jpeg", width: 320, height: 240 });
    const { imageType, width, height, format } = camera;
    assert.deepEqual([imageType, width, height, format], ["jpeg", 640, 480, "buffer/disposable"]);
    assert.throws(() => ((camera as { width: number }).width = 1), TypeError);
  });

  it("defaults to VGA and plain buffers", () => {
    const camera = new Camera({});
    assert.deepEqual([camera.width, camera.height, camera.format], [640, 480, "buffer"]);
  });

  describe("reading", () => {
    it("gives undefined where no frame is ready", () => {
      const camera = open();
      camera.start();
      assert.equal(camera.read(), undefined);
    });

    it("gives nothing until it is started", async () => {
      const camera = open();
      await rig.scheduler.run(10_000);
      assert.equal(camera.read(), undefined);
    });

    it("announces each frame once, with its size, on the instance", async () => {
      const heard: unknown[] = [];
      const camera = open({
        onReadable(this: unknown, byteLength) {
          heard.push([this === camera, byteLength]);
        },
      });
      camera.start();
      await rig.scheduler.run(60_000);
      assert.deepEqual(heard, [
        [true, FRAME_BYTES],
        [true, FRAME_BYTES],
      ]);
    });

    it("gives frames in order to one who reads in the callback", async () => {
      const frames: (string | undefined)[] = [];
      const camera = open({
        onReadable: () => {
          const frame = camera.read();
          frames.push(words(frame));
          frame?.close();
        },
      });
      camera.start();
      await rig.scheduler.run(firstFrameMs + 3 * framePeriodMs);
      assert.deepEqual(frames, [
        "view 0, frame 0, brightness 1.7",
        "view 0, frame 0, brightness 1.7",
        "view 0, frame 0, brightness 1",
        "view 0, frame 1, brightness 1",
      ]);
    });

    it("gives an ArrayBuffer, a prefix of it, or fills what it is given", async () => {
      const prefix = "view 0, frame 0";
      const camera = await looking({ format: "buffer" });
      assert.equal(words(camera.read()), "view 0, frame 0, brightness 1.7");
      await rig.scheduler.run(5_000);
      assert.equal(words(camera.read(prefix.length)), prefix);
      const bytes = new Uint8Array(20);
      assert.equal(camera.read(bytes.subarray(2, 2 + prefix.length)), prefix.length);
      assert.equal(Buffer.from(bytes).toString(), `\0\0${prefix}\0\0\0`);
      await rig.scheduler.run(10_000);
      assert.equal(camera.read(new ArrayBuffer(1000)), FRAME_BYTES);
    });

    for (const wanted of ["5", {}, true, null]) {
      it(`refuses to read into ${JSON.stringify(wanted)}`, async () => {
        const camera = await looking({ format: "buffer" });
        assert.throws(() => camera.read(wanted as never), TypeError);
      });
    }

    it("refuses to read fewer than no bytes, and keeps the frame", async () => {
      const camera = await looking({ format: "buffer" });
      assert.throws(() => camera.read(-1), RangeError);
      assert.notEqual(camera.read(), undefined);
    });

    it("changes its format when asked, and keeps it when asked for nonsense", () => {
      const camera = open();
      camera.format = "buffer";
      assert.throws(() => (camera.format = "string" as never), Error);
      assert.equal(camera.format, "buffer");
    });
  });

  describe("a disposable frame", () => {
    async function frame(): Promise<DisposableBuffer> {
      return (await looking()).read() as DisposableBuffer;
    }

    it("is an ArrayBuffer", async () => {
      assert.ok((await frame()) instanceof ArrayBuffer);
    });

    it("is detached by close, which may be repeated", async () => {
      const buffer = await frame();
      const view = new Uint8Array(buffer);
      buffer.close();
      buffer.close();
      assert.deepEqual([buffer.byteLength, view.length], [0, 0]);
      assert.equal(link.calls.filter(({ op }) => op === "camera.release").length, 1);
    });

    it("lends a buffer that the camera needs back: without it no further frame comes", async () => {
      const camera = await looking();
      await rig.scheduler.run(60_000);
      const frames = [camera.read(), camera.read(), camera.read()];
      assert.deepEqual(
        frames.map((lent) => lent !== undefined),
        [true, true, false],
      );
      await rig.scheduler.run(120_000);
      assert.equal(camera.read(), undefined);
      frames[0]?.close();
      await rig.scheduler.run(120_000 + framePeriodMs);
      assert.notEqual(camera.read(), undefined);
    });

    it("outlives its camera", async () => {
      const camera = await looking();
      const buffer = camera.read();
      camera.close();
      assert.equal(words(buffer), "view 0, frame 0, brightness 1.7");
      buffer?.close();
      assert.equal(buffer?.byteLength, 0);
    });

    it("has slices that are nobody's frame", async () => {
      const slice = (await frame()).slice(0, 4);
      assert.ok(!("close" in slice));
    });
  });

  it("stops, keeping what waits or flushing it", async () => {
    for (const flush of [false, true]) {
      const camera = await looking();
      camera.stop(flush ? { flush } : undefined);
      await rig.scheduler.run(rig.scheduler.nowMs() + 10_000);
      assert.equal(camera.read() === undefined, flush);
      assert.equal(camera.read(), undefined);
      camera.close();
      rig.endWake();
    }
  });

  it("configures what it knows, and ignores the rest", () => {
    const camera = open();
    camera.configure({ brightness: 0, sharpness: 100, zoom: 7 } as object);
    assert.deepEqual(camera.configuration, {
      brightness: 0,
      contrast: 50,
      saturation: 50,
      sharpness: 100,
      denoise: 50,
      whiteBalance: 50,
    });
  });

  it("configures all or nothing", () => {
    const camera = open();
    for (const level of [-1, 101, Number.NaN]) {
      assert.throws(() => camera.configure({ brightness: 1, contrast: level }), RangeError);
    }
    assert.throws(() => camera.configure({ contrast: "5" as never }), TypeError);
    assert.throws(() => camera.configure(undefined as never), TypeError);
    assert.equal(camera.configuration.brightness, 50);
  });

  it("tells of a failure through onError, with its code", async () => {
    const errors: unknown[] = [];
    rig.source.failure = new Error("gone");
    await looking({ onError: (error) => errors.push((error as { code?: string }).code) });
    assert.deepEqual(errors, ["camera-failed"]);
  });

  describe("closed", () => {
    const uses: readonly (readonly [string, (camera: Camera) => unknown])[] = [
      ["start", (camera) => camera.start()],
      ["stop", (camera) => camera.stop()],
      ["read", (camera) => camera.read()],
      ["configure", (camera) => camera.configure({})],
      ["configuration", (camera) => camera.configuration],
      ["width", (camera) => camera.width],
      ["height", (camera) => camera.height],
      ["imageType", (camera) => camera.imageType],
      ["format", (camera) => camera.format],
    ];
    for (const [name, use] of uses) {
      it(`throws at ${name}`, () => {
        const camera = open();
        camera.close();
        assert.throws(() => use(camera), Error);
      });
    }

    it("closes again without a word and lets the next one open", () => {
      const camera = open();
      camera.close();
      camera.close();
      open().close();
      assert.equal(link.listenerCount(), 0);
    });

    it("calls nobody back, also where a frame was on its way", async () => {
      let calls = 0;
      const camera = open({ onReadable: () => calls++, onError: () => calls++ });
      camera.start();
      const running = rig.scheduler.run(firstFrameMs);
      camera.close();
      await running;
      assert.equal(calls, 0);
    });
  });
});
