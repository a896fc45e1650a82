import type { DecodeRequest } from "../../../modules/host/image.js";
import { imageDecoder } from "../../../native/image/image.js";
import { sha256 } from "../../../native/signature/signature.js";
import type { Assertions } from "../assertions.js";
import { tinyJpeg, toHex } from "./fixtures.js";

const UNTOUCHED = 0x5a;
/** Of test/golden/image.json. */
const TENSOR_SHA256 = "3909a6d77dc4aa956c6b82fc6766ea73d28c39ef86df99a7cc5ff661d06fd079";

function requestOf(changes: Partial<DecodeRequest> = {}): DecodeRequest {
  return {
    tensor: new Int8Array(96 * 96 * 3).fill(UNTOUCHED),
    width: 96,
    height: 96,
    channels: 3,
    fit: "squash",
    signature: new Uint8Array(256).fill(UNTOUCHED),
    ...changes,
  };
}

/** A JPEG in, a tensor and a signature out; the glue of `native/image` as scripts see it. */
export default function (t: Assertions): void {
  refusesByCode(t);
  refusesRequests(t);
  decodes(t);
  takesEveryKindOfBuffer(t);
}

function refusesByCode(t: Assertions): void {
  const whole = tinyJpeg();
  const cases: [code: string, jpeg: Uint8Array][] = [
    ["image-empty", new Uint8Array(0)],
    ["image-not-jpeg", Uint8Array.of(0x89, 0x50, 0x4e, 0x47)],
    ["image-truncated", whole.slice(0, whole.length / 2)],
  ];
  for (const [code, jpeg] of cases) {
    const request = requestOf();
    const outcome = imageDecoder.decode(jpeg, request);
    t.equal(outcome.ok ? "ok" : outcome.code, code, code);
    t.ok(
      request.tensor.every((byte) => byte === UNTOUCHED),
      `${code} leaves the tensor`,
    );
    t.ok(
      request.signature.every((byte) => byte === UNTOUCHED),
      `${code} leaves the signature`,
    );
  }
}

function refusesRequests(t: Assertions): void {
  const decode = (changes: Partial<DecodeRequest>) => () =>
    imageDecoder.decode(tinyJpeg(), requestOf(changes));
  t.throws(decode({ width: 0 }), RangeError, "no columns");
  t.throws(decode({ height: 257 }), RangeError, "too many rows");
  t.throws(decode({ channels: 2 as 3 }), RangeError, "two channels");
  t.throws(decode({ tensor: new Int8Array(10) }), RangeError, "a tensor of another length");
  t.throws(decode({ signature: new Uint8Array(255) }), RangeError, "a short signature");
  t.throws(decode({ tensor: {} as Int8Array }), TypeError, "a tensor that is no buffer");
  const text = "FFD8" as unknown as Uint8Array;
  t.throws(() => imageDecoder.decode(text, requestOf()), TypeError, "a JPEG that is a string");
}

function decodes(t: Assertions): void {
  const request = requestOf();
  const outcome = imageDecoder.decode(tinyJpeg(), request);
  t.ok(outcome.ok, "decodes");
  if (!outcome.ok) return;
  t.equal(outcome.value.width, 5, "the frame's width");
  t.equal(outcome.value.height, 3, "the frame's height");
  t.equal(toHex(new Uint8Array(sha256(request.tensor))), TENSOR_SHA256, "the tensor's bytes");
}

function takesEveryKindOfBuffer(t: Assertions): void {
  const whole = tinyJpeg();
  const longer = new Uint8Array(whole.length + 7);
  longer.set(whole, 7);
  const view = new DataView(longer.buffer, 7);
  for (const jpeg of [whole.buffer as ArrayBuffer, longer.subarray(7), view]) {
    t.ok(imageDecoder.decode(jpeg, requestOf()).ok, "a buffer, a part of one and a view");
  }
}
