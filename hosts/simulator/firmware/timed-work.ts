import type { ByteBuffer } from "../../../modules/host/bytes.js";
import type { Detector, DetectorEngine } from "../../../modules/host/detector.js";
import type { DecodeRequest, ImageDecoder } from "../../../modules/host/image.js";
import { detectorEngine } from "../../../native/detector/detector.js";
import { imageDecoder } from "../../../native/image/image.js";

/** In the order of `enum link_work` in hosts/simulator/native/simulator.h. */
const DECODE = 0;
const INFERENCE = 1;

/** A desktop decodes and infers in no time: the board is told, and lets a chip's time pass. */
export const timedDecoder: ImageDecoder = Object.freeze({
  decode(jpeg: ByteBuffer, request: DecodeRequest) {
    worked(DECODE);
    return imageDecoder.decode(jpeg, request);
  },
});

export const timedEngine: DetectorEngine = Object.freeze({
  // Asked for when it is wanted: while modules are linked into an image there is no C to ask.
  get name() {
    return detectorEngine.name;
  },
  open(model: ByteBuffer) {
    const opened = detectorEngine.open(model);
    return opened.ok ? { ok: true as const, value: timed(opened.value) } : opened;
  },
});

function timed(detector: Detector): Detector {
  const { engine, input, output, arenaBytes, arenaMemory } = detector;
  return {
    engine,
    input,
    output,
    arenaBytes,
    arenaMemory,
    invoke(tensor, scores) {
      worked(INFERENCE);
      return detector.invoke(tensor, scores);
    },
    close: () => detector.close(),
  };
}

function worked(this: void, work: number): void {
  native("xs_link_worked").call(this, work);
}
