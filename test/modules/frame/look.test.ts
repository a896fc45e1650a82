import assert from "node:assert/strict";
import { FRAME_BYTES_MAX, type Frame, type LookCode, look } from "../../../modules/frame/look.js";
import type { Outcome } from "../../../modules/host/outcome.js";
import { type CameraScript, FakeCamera } from "../../helpers/fake-camera.js";
import { FakeTime, settled } from "../../helpers/fake-time.js";

const options = { discardFrames: 2, discardResumedFrames: 1, timeoutMs: 5_000 };

function picture(byte: number, byteLength = 100): Uint8Array {
  return new Uint8Array(byteLength).fill(byte);
}

async function lookAt(script: CameraScript, discardFrames = options.discardFrames) {
  const time = new FakeTime();
  const camera = new FakeCamera(time, () => script);
  const host = { camera: camera.entry, clock: time, timers: time };
  const outcome = await settled(look(host, { ...options, discardFrames }), time);
  assert.equal(camera.open, 0, "the camera is closed");
  assert.equal(outcome.ok || camera.buffersOpen === 0, true, "no buffer is left");
  return { outcome, camera, time };
}

function codeOf(outcome: Outcome<Frame, LookCode>): string {
  return outcome.ok ? "ok" : outcome.code;
}

describe("look", () => {
  const failures: [string, CameraScript, LookCode][] = [
    ["no camera", { refuses: null }, "camera-absent"],
    ["a camera that does not start", { refuses: "camera-failed" }, "camera-failed"],
    ["a camera that is silent", {}, "camera-timeout"],
    ["a camera that gives too few frames", { frames: [picture(1), picture(2)] }, "camera-timeout"],
    ["a camera that says it failed", { fails: null }, "camera-failed"],
    ["a camera that says it is gone", { fails: "camera-absent" }, "camera-absent"],
    ["a code that is none of ours", { fails: "sensor-on-fire" }, "camera-failed"],
    ["a read that throws", { frames: [picture(1)], readThrows: true }, "camera-failed"],
  ];
  for (const [what, script, code] of failures) {
    it(`gives ${code} for ${what}`, async () => {
      assert.equal(codeOf((await lookAt(script)).outcome), code);
    });
  }

  it("waits no longer than the time limit, discarded frames included", async () => {
    const frames = [picture(1), picture(2), picture(3)];
    const { outcome, time } = await lookAt({ frames, frameMs: 2_400 });
    assert.equal(codeOf(outcome), "camera-timeout");
    assert.equal(time.monotonicMs(), 5_000);
  });

  const frames = [picture(1), picture(2), picture(3), picture(4)];
  const lookFrom = async (exposure: number, exposures?: readonly number[]) => {
    const time = new FakeTime();
    const script = { frames, ...(exposures && { exposures }) };
    const camera = new FakeCamera(time, () => script);
    const host = { camera: camera.entry, clock: time, timers: time };
    const outcome = await settled(look(host, options, exposure), time);
    assert.ok(outcome.ok && camera.buffersOpen === 1);
    const byte = new Uint8Array(outcome.value.jpeg)[0];
    outcome.value.close();
    return { byte, exposure: outcome.value.exposure, began: camera.openings.at(-1)?.exposure };
  };

  it("begins where the exposure stood, and then throws fewer frames away", async () => {
    const at = 400 * 256 + 16;
    const near = 430 * 256 + 20;
    assert.deepEqual(await lookFrom(at, [near, near]), { byte: 2, exposure: near, began: at });
  });

  it("throws as many away as ever where the light is another", async () => {
    const at = 400 * 256;
    const other = 900 * 256;
    assert.equal((await lookFrom(at, [other, other, other])).byte, 3);
    assert.equal((await lookFrom(at, [at + 60, at + 60, at + 60])).byte, 3);
  });

  it("knows no exposure at first, nor where the camera does not tell", async () => {
    assert.deepEqual(await lookFrom(0, [7 * 256, 7 * 256, 7 * 256]), {
      byte: 3,
      exposure: 7 * 256,
      began: 0,
    });
    assert.deepEqual(await lookFrom(7 * 256), { byte: 2, exposure: 0, began: 7 * 256 });
  });

  it("refuses a frame over the bound and takes one of just that size", async () => {
    const large = await lookAt({ frames: [picture(1, FRAME_BYTES_MAX + 1)] }, 0);
    assert.equal(codeOf(large.outcome), "frame-too-large");
    const largest = await lookAt({ frames: [picture(1, FRAME_BYTES_MAX)] }, 0);
    assert.equal(codeOf(largest.outcome), "ok");
  });

  it("lets a large frame pass that is to be discarded anyway", async () => {
    const frames = [picture(1, FRAME_BYTES_MAX + 1), picture(2, FRAME_BYTES_MAX + 1), picture(3)];
    assert.equal(codeOf((await lookAt({ frames })).outcome), "ok");
  });

  it("gives the frame after the discarded ones, with its size and time", async () => {
    const frames = [picture(1), picture(2), picture(3), picture(4)];
    const { outcome, camera, time } = await lookAt({ frames });
    assert.ok(outcome.ok);
    const { jpeg, width, height, capturedAtMs } = outcome.value;
    assert.deepEqual(new Uint8Array(jpeg), picture(3));
    assert.deepEqual([width, height, capturedAtMs], [640, 480, time.wallMs()]);
    assert.equal(camera.buffersOpen, 1);
  });

  it("asks for VGA JPEGs in disposable buffers, over what the provider says", async () => {
    const { camera } = await lookAt({ frames: [picture(1)] }, 0);
    const { width, height, imageType, format } = camera.openings[0] ?? {};
    assert.deepEqual([width, height, imageType, format], [640, 480, "jpeg", "buffer/disposable"]);
  });

  it("gives a frame that may be closed twice", async () => {
    const { outcome, camera } = await lookAt({ frames: [picture(1)] }, 0);
    assert.ok(outcome.ok);
    outcome.value.close();
    outcome.value.close();
    assert.equal(camera.buffersOpen, 0);
  });

  it("leaves no timer behind", async () => {
    const { time } = await lookAt({ frames: [picture(1)] }, 0);
    assert.equal(time.pending, 0);
  });
});
