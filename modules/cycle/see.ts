import { type Frame, look } from "../frame/look.js";
import type { Outcome } from "../host/outcome.js";
import { passMotionGate } from "../motion/motion-gate.js";
import { SIGNATURE_BYTES } from "../motion/signature.js";
import { isUnsettled } from "../policy/hysteresis.js";
import { noteFailure, type Sight, type ThisWake } from "./this-wake.js";

/** What is decoded where no network says what it wants: the motion gate still needs its part. */
const INPUT_WITHOUT_MODEL = { width: 16, height: 16, channels: 1, fit: "squash" } as const;

/** Takes a picture and decodes it; undefined where that failed, which is noted. */
export async function see(wake: ThisWake): Promise<Sight | undefined> {
  const { width, height, channels } = wake.model?.input ?? INPUT_WITHOUT_MODEL;
  const tensor = new Int8Array(width * height * channels);
  const signature = new Uint8Array(SIGNATURE_BYTES);
  const taken = await lookAsBefore(wake);
  const frame = keepFrame(wake, taken, { tensor, signature });
  return frame && { frame, tensor, signature };
}

/** Takes another picture of the same scene in place of the last, which stays where that failed. */
export async function seeAgain(wake: ThisWake, sight: Sight): Promise<boolean> {
  return showAnother(wake, sight, await lookAsBefore(wake));
}

/** The sensor begins where it stood, and is asked where it stands: by no flash. */
async function lookAsBefore(wake: ThisWake): Promise<Taken> {
  const { host, settings, state } = wake;
  const taken = await look(host, settings.camera, state.exposure);
  if (taken.ok) state.exposure = taken.value.exposure;
  return taken;
}

/** Puts a picture that was taken in place of the last, which stays where that failed. */
export function showAnother(wake: ThisWake, sight: Sight, taken: Taken): boolean {
  const frame = keepFrame(wake, taken, sight);
  if (frame === undefined) return false;
  sight.frame.close();
  sight.frame = frame;
  return true;
}

/** Whether the picture is worth a judgement; brings the motion gate's memory up to date. */
export function isMoving(wake: ThisWake, { signature }: Sight): boolean {
  const { state, settings } = wake;
  const unsettled = isUnsettled(state.presence);
  const { admit, reason, movedCells } = passMotionGate(
    signature,
    state.motion,
    settings.motion,
    unsettled,
  );
  wake.motion = { reason, movedCells };
  if (!admit) state.totals.skips += 1;
  return admit;
}

type Buffers = Pick<Sight, "tensor" | "signature">;
type Taken = Outcome<Frame>;

function keepFrame(wake: ThisWake, taken: Taken, buffers: Buffers): Frame | undefined {
  if (!taken.ok) {
    noteFailure(wake, "look", taken);
    return undefined;
  }
  const frame = taken.value;
  let kept = false;
  try {
    kept = decode(wake, frame, buffers);
  } finally {
    if (!kept) frame.close();
  }
  return kept ? frame : undefined;
}

function decode(wake: ThisWake, { jpeg, width, height }: Frame, buffers: Buffers): boolean {
  const input = wake.model?.input ?? INPUT_WITHOUT_MODEL;
  const { tensor, signature } = buffers;
  const decoded = wake.host.image.decode(jpeg, { ...input, tensor, signature });
  const size = decoded.ok ? decoded.value : { width, height };
  wake.looks.push({ width: size.width, height: size.height, bytes: jpeg.byteLength });
  wake.state.totals.looks += 1;
  if (!decoded.ok) noteFailure(wake, "image", decoded);
  return decoded.ok;
}
