import { openHost } from "nightjar/host";
import { call } from "../../hosts/simulator/firmware/board.js";
import { readModelSlot } from "../../modules/detector/model-slot.js";
import type { ByteBuffer } from "../../modules/host/bytes.js";
import type { Host } from "../../modules/host/host.js";
import type { DecodedSize, Fit } from "../../modules/host/image.js";
import { type InputRecipe, networkInput } from "./network-input.js";

/** Of every tensor that test/golden/image.json has a sum of. */
const TENSOR_SIDE_PIXELS = 96;
const SIGNATURE_BYTES = 256;
const REQUESTS: readonly (readonly [channels: 1 | 3, fit: Fit])[] = [
  [1, "squash"],
  [1, "crop"],
  [3, "squash"],
  [3, "crop"],
];

/**
 * Firmware of its own in place of main.ts: reports what this host makes of every picture and every
 * input that it is given, and sleeps. Who gave them judges.
 */
export function measureGoldens(): void {
  const host = openHost();
  for (let at = 0; ; at++) {
    const { name, payload } = call({ op: "goldens.picture", at });
    if (name === undefined) break;
    host.report({ picture: name, ...measurePicture(host, payload) });
  }
  measureInferences(host, call({ op: "goldens.recipes" }).recipes as InputRecipe[]);
  host.power.sleep({ durationMs: 1000 });
}

/** By channels and fit, as base64; empty where the picture is refused. */
function measurePicture(host: Host, jpeg: ByteBuffer) {
  const tensors: Record<string, string> = {};
  const signatures: Record<string, string> = {};
  let code = "ok";
  let size: DecodedSize = { width: 0, height: 0 };
  for (const [channels, fit] of REQUESTS) {
    const tensor = new Int8Array(TENSOR_SIDE_PIXELS * TENSOR_SIDE_PIXELS * channels);
    const signature = new Uint8Array(SIGNATURE_BYTES);
    const [width, height] = [TENSOR_SIDE_PIXELS, TENSOR_SIDE_PIXELS];
    const request = { tensor, width, height, channels, fit, signature };
    const outcome = host.image.decode(jpeg, request);
    if (outcome.ok) {
      size = outcome.value;
      tensors[`${channels}-${fit}`] = base64(host, host.checksum.sha256(tensor));
      signatures[`${channels}-${fit}`] = base64(host, signature);
    } else code = outcome.code;
  }
  return { code, width: size.width, height: size.height, tensors, signatures };
}

/** Through the network as it lies in flash. */
function measureInferences(host: Host, recipes: readonly InputRecipe[]): void {
  const slot = readModelSlot(host.mapPartition("model_0"), host);
  if (!slot.ok) throw new Error(slot.code);
  const { model } = slot.value;
  host.report({ modelSha256: base64(host, host.checksum.sha256(model)) });
  const opened = host.detector.open(model);
  if (!opened.ok) throw new Error(`${opened.code} ${opened.detail}`);
  const { input, output } = opened.value;
  const [height = 0, width = 0, channels = 0] = input.shape;
  const answer = new Int8Array(output.shape[0] ?? 0);
  for (const recipe of recipes) {
    const invoked = opened.value.invoke(networkInput(recipe, { height, width, channels }), answer);
    if (!invoked.ok) throw new Error(invoked.code);
    host.report({ recipe, output: [...answer] });
  }
  opened.value.close();
}

function base64({ codec }: Host, bytes: ByteBuffer): string {
  const text = new Uint8Array(Math.ceil(bytes.byteLength / 3) * 4);
  codec.encodeBase64(bytes, text);
  return codec.decodeUtf8(text) ?? "";
}
