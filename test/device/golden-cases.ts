import { readModelSlot } from "../../modules/detector/model-slot.js";
import type { Detector } from "../../modules/host/detector.js";
import type { Host } from "../../modules/host/host.js";
import type { Judge } from "../conformance/judge.js";
import { bytesOfHex, toHex } from "../conformance/native/fixtures.js";
import { networkInput } from "../goldens/network-input.js";
import type { Bench } from "./bench.js";
import {
  GOLDEN_INFERENCES,
  GOLDEN_MODEL_SHA256,
  GOLDEN_PICTURE_OUTPUT,
  GOLDEN_PICTURES,
  type GoldenPicture,
} from "./golden-vectors.js";

const SIDE_PIXELS = 96;
const SIGNATURE_BYTES = 256;

interface Decoded {
  readonly code: string;
  readonly tensor: Int8Array;
  readonly signature: Uint8Array;
}

/** The embedded pictures must decode to the very bytes that every other host makes of them. */
export function judgePicture(verdict: Judge, host: Host, golden: GoldenPicture): void {
  const { name, code, tensors, signatures } = golden;
  const jpeg = bytesOfHex(golden.jpeg);
  for (const channels of [1, 3] as const) {
    for (const fit of ["squash", "crop"] as const) {
      const what = `${name}, ${channels} channels, ${fit}`;
      const decoded = decode(host, jpeg, channels, fit);
      verdict.equal(decoded.code, code, what);
      if (code !== "ok") continue;
      verdict.equal(sum(host, decoded.tensor), tensors[`${channels}-${fit}`], `${what}: tensor`);
      verdict.equal(sum(host, decoded.signature), signatures[channels], `${what}: signature`);
    }
  }
}

/** The network in flash must give the very bytes of the desktop's engine. */
export async function judgeInferences(
  verdict: Judge,
  host: Host,
  note: (text: string) => void,
): Promise<void> {
  await withNetwork(host, "model_0", async (detector, sha256) => {
    verdict.equal(sha256, GOLDEN_MODEL_SHA256, "the model in flash");
    note(`${detector.engine}: arena ${arena(detector)}`);
    const [height = 0, width = 0, channels = 0] = detector.input.shape;
    for (const { recipe, output } of GOLDEN_INFERENCES) {
      const input = networkInput(recipe, { height, width, channels });
      verdict.equal(infer(detector, input), output.join(), JSON.stringify({ ...recipe }));
      // A second each: the watchdog wants its turn.
      await nextTurn(host);
    }
  });
}

function nextTurn({ timers }: Host): Promise<void> {
  return new Promise((resolve) => {
    timers.set(resolve, 0);
  });
}

/** From the bytes of a picture to the network's answer. */
export async function judgeWholeWay(verdict: Judge, host: Host, bench: Bench): Promise<void> {
  const [picture] = GOLDEN_PICTURES;
  if (picture === undefined) throw new Error("no picture");
  const jpeg = bytesOfHex(picture.jpeg);
  bench.beginSpan("decode of the picture");
  const { tensor } = decode(host, jpeg, 3, "squash");
  bench.endSpan();
  await withNetwork(host, "model_0", (detector) => {
    bench.beginSpan("inference");
    const output = infer(detector, tensor);
    bench.endSpan();
    verdict.equal(output, GOLDEN_PICTURE_OUTPUT.join(), picture.name);
  });
}

/**
 * Another network on the same picture, for comparison, where the second slot holds one; gray where
 * it wants that. Nothing is judged: whoever put it there knows what it should say.
 */
export async function tellOfPeer(
  host: Host,
  bench: Bench,
  note: (text: string) => void,
): Promise<void> {
  const [picture] = GOLDEN_PICTURES;
  if (picture === undefined) throw new Error("no picture");
  if (!readModelSlot(host.mapPartition("model_1"), host).ok) return;
  await withNetwork(host, "model_1", (detector, sha256) => {
    const channels = detector.input.shape[2] === 1 ? 1 : 3;
    const { tensor } = decode(host, bytesOfHex(picture.jpeg), channels, "squash");
    bench.beginSpan("inference of model_1");
    const output = infer(detector, tensor);
    bench.endSpan();
    note(`the network of model_1, ${sha256.slice(0, 16)}: ${output}, arena ${arena(detector)}`);
  });
}

const arena = ({ arenaBytes, arenaMemory }: Detector) => `${arenaBytes} bytes, ${arenaMemory}`;

async function withNetwork(
  host: Host,
  partition: string,
  use: (detector: Detector, sha256: string) => void | Promise<void>,
): Promise<void> {
  const slot = readModelSlot(host.mapPartition(partition), host);
  if (!slot.ok) throw new Error(slot.code);
  const sha256 = toHex(new Uint8Array(host.checksum.sha256(slot.value.model)));
  const opened = host.detector.open(slot.value.model);
  if (!opened.ok) throw new Error(`${opened.code} ${opened.detail}`);
  try {
    await use(opened.value, sha256);
  } finally {
    opened.value.close();
  }
}

function infer(detector: Detector, input: Int8Array): string {
  const output = new Int8Array(detector.output.shape[0] ?? 0);
  const invoked = detector.invoke(input, output);
  return invoked.ok ? output.join() : invoked.code;
}

function decode(host: Host, jpeg: Uint8Array, channels: 1 | 3, fit: "squash" | "crop"): Decoded {
  const tensor = new Int8Array(SIDE_PIXELS * SIDE_PIXELS * channels);
  const signature = new Uint8Array(SIGNATURE_BYTES);
  const [width, height] = [SIDE_PIXELS, SIDE_PIXELS];
  const request = { tensor, width, height, channels, fit, signature };
  const outcome = host.image.decode(jpeg, request);
  return { code: outcome.ok ? "ok" : outcome.code, tensor, signature };
}

function sum({ checksum }: Host, bytes: Int8Array | Uint8Array): string {
  return toHex(new Uint8Array(checksum.sha256(bytes)));
}
