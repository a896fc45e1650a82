import assert from "node:assert/strict";
import sharp from "sharp";
import Camera from "../../../hosts/simulator/firmware/camera.js";
import type { Timers } from "../../../modules/host/clock.js";
import conformance from "../../conformance/camera/image-in.js";
import { lendTransfer } from "../../helpers/buffer-transfer.js";
import { openLoopLink } from "../../helpers/loop-link.js";
import { CameraRig } from "../../helpers/scripted-camera.js";

/** Timers in the rig's virtual time. */
function timersOf({ scheduler }: CameraRig): Timers {
  const cancels = new WeakMap<object, () => void>();
  return {
    set(callback, delayMs) {
      const id = {};
      const act = (): undefined => {
        callback();
      };
      cancels.set(id, scheduler.after(delayMs, act));
      return id;
    },
    clear: (id) => cancels.get(id)?.(),
  };
}

/** The same cases that run inside XS, here in Node, where a failure is quicker to look into. */
describe("the camera, against the conformance suite, in Node", () => {
  it("passes every case", async () => {
    const giveBack = lendTransfer();
    const rig = new CameraRig();
    rig.source.picture = await sharp({
      create: { width: 640, height: 480, channels: 3, background: "#357" },
    })
      .jpeg()
      .toBuffer();
    const link = openLoopLink({ parts: [rig.part] });
    rig.onEvent = (event) => link.deliver(event);
    const failures: string[] = [];
    let caseCount = 0;
    let finished = false;
    const suite = conformance(
      async (name, act) => {
        caseCount += 1;
        try {
          await act();
        } catch (error) {
          failures.push(`${name}: ${error}`);
        }
      },
      { camera: { io: Camera }, timers: timersOf(rig) },
    ).finally(() => {
      finished = true;
    });
    while (!finished) {
      await rig.scheduler.run();
      await new Promise(setImmediate);
    }
    await suite;
    link.close();
    giveBack();
    assert.deepEqual(failures, []);
    assert.ok(caseCount >= 15, `${caseCount} cases`);
  });
});
