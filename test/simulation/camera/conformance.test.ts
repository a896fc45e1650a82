import sharp from "sharp";
import Camera from "../../../hosts/simulator/firmware/camera.js";
import type { Timers } from "../../../modules/host/clock.js";
import conformance from "../../conformance/camera/image-in.js";
import { openLoopLink } from "../../helpers/loop-link.js";
import { runCases } from "../../helpers/run-cases.js";
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
    const rig = new CameraRig();
    rig.source.picture = await sharp({
      create: { width: 640, height: 480, channels: 3, background: "#357" },
    })
      .jpeg()
      .toBuffer();
    const link = openLoopLink({ parts: [rig.part] });
    rig.onEvent = (event) => link.deliver(event);
    const world = { camera: { io: Camera }, timers: timersOf(rig) };
    try {
      await runCases(conformance, world, { turn: () => rig.scheduler.run(), casesMin: 15 });
    } finally {
      link.close();
    }
  });
});
