import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { codeOf } from "../../../hosts/simulator/board/camera/exposure-code.js";
import type { CameraFault } from "../../../hosts/simulator/board/camera/frame-fault.js";
import { SceneSource } from "../../../hosts/simulator/board/camera/scene-source.js";
import { OV2640_TIMING } from "../../../hosts/simulator/board/camera/timing.js";
import { OperationError } from "../../../hosts/simulator/board/part.js";
import { CameraRig, scriptedFrame } from "../../helpers/scripted-camera.js";

const { firstFrameMs, framePeriodMs, openMs, unsettledFrames, unsettledBrightness, resumedFrames } =
  OV2640_TIMING;
/** Of a view whose light nobody knows, settled and before. */
const AT_ONE = codeOf(1);
const EARLY = codeOf(unsettledBrightness);
const LOOK_MS = firstFrameMs + 4 * framePeriodMs;

const withCode = (code: string) => (error: unknown) =>
  error instanceof OperationError && error.code === code;

function faulty(fault: CameraFault, from = 0): CameraRig {
  return new CameraRig({ fault: (_, index) => (index >= from ? fault : undefined) });
}

describe("the virtual camera", () => {
  describe("asked for what it cannot do", () => {
    const refused: readonly (readonly [string, object])[] = [
      ["pixels instead of JPEG", { imageType: 7 }],
      ["another encoding", { imageType: "png" }],
      ["more than VGA", { width: 800 }],
      ["no height", { height: 0 }],
      ["half a pixel", { width: 320.5 }],
      ["no listener", { target: undefined }],
    ];
    for (const [name, fields] of refused) {
      it(`refuses ${name} and stays free`, () => {
        const rig = new CameraRig();
        assert.throws(() => rig.call("camera.open", fields), withCode("camera-unsupported"));
        assert.equal(rig.call("camera.open").body.width, 640);
      });
    }

    it("refuses a second session while one is open", () => {
      const rig = new CameraRig();
      rig.call("camera.open");
      assert.throws(() => rig.call("camera.open"), withCode("camera-in-use"));
    });

    for (const op of ["camera.start", "camera.stop", "camera.read"]) {
      it(`refuses ${op} while it is closed`, () => {
        assert.throws(() => new CameraRig().call(op), withCode("camera-closed"));
      });
    }
  });

  describe("broken", () => {
    it("says that no sensor answers, on every open of the wake", () => {
      const rig = faulty("absent");
      assert.throws(() => rig.call("camera.open"), withCode("camera-absent"));
      assert.throws(() => rig.call("camera.open"), withCode("camera-absent"));
    });

    it("opens and gives no frame at all when it is silent", async () => {
      assert.deepEqual(await faulty("silent").look(60_000), []);
    });

    it("falls silent after some frames", async () => {
      assert.equal((await faulty("silent", 2).look(60_000)).length, 2);
    });

    for (const fault of ["corrupt", "truncated", "huge"] as const) {
      it(`gives ${fault} frames, the same ones for the same seed`, async () => {
        const good = await new CameraRig().look(LOOK_MS);
        const bad = await faulty(fault).look(LOOK_MS);
        assert.equal(bad.length, good.length);
        assert.ok(bad.every((frame, index) => frame !== good[index]));
        assert.deepEqual(await faulty(fault).look(LOOK_MS), bad);
      });
    }

    it("tells the firmware and the board when its source fails", async () => {
      const rig = new CameraRig();
      rig.source.failure = new Error("the folder is gone");
      rig.call("camera.open");
      rig.call("camera.start");
      await rig.scheduler.run(LOOK_MS);
      assert.deepEqual(rig.failures, [rig.source.failure]);
      assert.equal(rig.events[0]?.event.body.code, "camera-failed");
      assert.deepEqual(rig.scheduler.held, []);
    });
  });

  it("takes its time to open, and its frames come at the sensor's pace", async () => {
    const rig = new CameraRig();
    const operation = rig.part.operations["camera.open"];
    const fields = { width: 1, height: 1, imageType: "jpeg", target: 1 };
    assert.equal(
      operation?.({ op: "camera.open", ...fields }, new Uint8Array()).durationMs,
      openMs,
    );
    rig.onEvent = () => rig.call("camera.read");
    rig.call("camera.start");
    await rig.scheduler.run(firstFrameMs + 2 * framePeriodMs);
    const due = [0, 1, 2].map((frame) => firstFrameMs + frame * framePeriodMs);
    assert.deepEqual(
      rig.events.map(({ atMs }) => atMs),
      due,
    );
  });

  it("stands in virtual time while a frame is drawn", async () => {
    const rig = new CameraRig();
    rig.call("camera.open");
    rig.call("camera.start");
    const running = rig.scheduler.run(firstFrameMs);
    assert.deepEqual(rig.scheduler.held, ["camera.frame"]);
    await running;
    assert.equal(rig.events[0]?.atMs, firstFrameMs);
  });

  it("gives over-exposed frames first, then settled ones that differ", async () => {
    const frames = await new CameraRig().look(LOOK_MS);
    assert.deepEqual(frames, [
      "view 0, frame 0, brightness 1.7",
      "view 0, frame 0, brightness 1.7",
      "view 0, frame 0, brightness 1",
      "view 0, frame 1, brightness 1",
      "view 0, frame 2, brightness 1",
    ]);
  });

  it("shows the same view again within a wake, never an equal frame and never the next view", async () => {
    const rig = new CameraRig();
    const looks = [await rig.look(LOOK_MS), await rig.look(LOOK_MS), await rig.look(LOOK_MS)];
    const settled = looks.flatMap((frames) => frames.slice(unsettledFrames));
    assert.equal(new Set(settled).size, settled.length);
    assert.ok(settled.every((frame) => frame.startsWith("view 0,")));
    assert.equal(rig.source.viewsTaken, 1);
  });

  it("shows the next view once the machine is gone, whatever the wake left open", async () => {
    const rig = new CameraRig();
    rig.call("camera.open");
    rig.call("camera.start");
    await rig.scheduler.run(firstFrameMs);
    rig.endWake();
    assert.ok((await rig.look(LOOK_MS)).every((frame) => frame.startsWith("view 1,")));
  });

  it("keeps a prepared picture for the wake that looks at it", async () => {
    const rig = new CameraRig();
    rig.part.prepareWake();
    rig.endWake();
    rig.part.prepareWake();
    assert.match((await rig.look(LOOK_MS))[0] ?? "", /^view 0,/);
  });

  it("waits for the view of a wake that never looked before it asks for the next", async () => {
    const rig = new CameraRig({ source: new SceneSource({ seed: 1 }) });
    rig.part.prepareWake();
    rig.call("camera.open");
    rig.endWake();
    await rig.look(LOOK_MS);
    assert.deepEqual(rig.failures, []);
    assert.match(rig.served[0]?.name ?? "", /^0001 /);
  });

  it("tells the board what the firmware read, and the firmware bytes alone", async () => {
    const rig = new CameraRig();
    const bodies: object[] = [];
    rig.onEvent = () => bodies.push(rig.call("camera.read").body);
    rig.call("camera.open");
    rig.call("camera.start");
    await rig.scheduler.run(LOOK_MS);
    const jpeg = scriptedFrame("view 0, frame 0, brightness 1");
    assert.deepEqual(rig.served[unsettledFrames], {
      jpeg,
      sha256: createHash("sha256").update(jpeg).digest("hex"),
      byteLength: 400,
      label: false,
      name: "view 0",
      wake: 0,
      index: unsettledFrames,
      settled: true,
    });
    assert.deepEqual(
      bodies,
      bodies.map((_, index) => ({
        ready: true,
        exposure: index < unsettledFrames ? EARLY : AT_ONE,
      })),
    );
    for (const { event } of rig.events) {
      assert.deepEqual(Object.keys(event.body), ["event", "byteLength"]);
    }
  });

  it("settles sooner where it is told to begin where it stood, and not where the light is another", async () => {
    const settledFrom = async (exposure: number): Promise<number> => {
      const rig = new CameraRig();
      rig.onEvent = () => rig.call("camera.read");
      rig.call("camera.open", { exposure });
      rig.call("camera.start");
      await rig.scheduler.run(LOOK_MS);
      return rig.served.findIndex(({ settled }) => settled);
    };
    assert.deepEqual(
      [await settledFrom(0), await settledFrom(AT_ONE), await settledFrom(2 * AT_ONE)],
      [unsettledFrames, resumedFrames, unsettledFrames],
    );
  });

  describe("with few buffers", () => {
    it("draws no frame that has no buffer to go to", async () => {
      const rig = new CameraRig();
      rig.call("camera.open");
      rig.call("camera.start");
      await rig.scheduler.run(60_000);
      assert.equal(rig.events.length, 2);
      rig.call("camera.read", { lend: true });
      rig.call("camera.read", { lend: true });
      await rig.scheduler.run(120_000);
      assert.equal(rig.events.length, 2);
    });

    it("goes on when a lent frame comes back", async () => {
      const rig = new CameraRig();
      const { session } = rig.call("camera.open").body;
      rig.call("camera.start");
      await rig.scheduler.run(60_000);
      rig.call("camera.read", { lend: true });
      rig.call("camera.release", { session });
      await rig.scheduler.run(60_000 + framePeriodMs);
      assert.equal(rig.events.length, 3);
    });

    it("takes no buffer back for a session that is over", async () => {
      const rig = new CameraRig();
      const { session } = rig.call("camera.open").body;
      rig.call("camera.close");
      rig.call("camera.open");
      rig.call("camera.start");
      await rig.scheduler.run(60_000);
      rig.call("camera.read", { lend: true });
      rig.call("camera.release", { session });
      await rig.scheduler.run(120_000);
      assert.equal(rig.events.length, 2);
    });
  });

  describe("stopped", () => {
    it("lets unread frames be read, unless they are flushed", async () => {
      for (const flush of [false, true]) {
        const rig = new CameraRig();
        rig.call("camera.open");
        rig.call("camera.start");
        await rig.scheduler.run(firstFrameMs);
        rig.call("camera.stop", { flush });
        assert.equal(rig.call("camera.read").body.ready, !flush);
      }
    });

    it("gives no frame that was being drawn, and starts anew", async () => {
      const rig = new CameraRig();
      rig.call("camera.open");
      rig.call("camera.start");
      const running = rig.scheduler.run(10_000);
      rig.call("camera.stop", { flush: true });
      rig.call("camera.start");
      await running;
      assert.deepEqual(
        rig.events.map(({ atMs }) => atMs),
        [2 * firstFrameMs, 2 * firstFrameMs + framePeriodMs],
      );
    });

    it("leaves nothing pending once closed", async () => {
      const rig = new CameraRig();
      rig.call("camera.open");
      rig.call("camera.start");
      rig.call("camera.close");
      rig.call("camera.close");
      await rig.scheduler.run();
      assert.deepEqual(rig.events, []);
    });
  });
});
