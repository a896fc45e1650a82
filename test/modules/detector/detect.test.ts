import assert from "node:assert/strict";
import { detect, initialModelTrust } from "../../../modules/detector/detect.js";
import type { ModelManifest } from "../../../modules/detector/manifest.js";
import { type ModelSlot, readModelSlot } from "../../../modules/detector/model-slot.js";
import { encodeModelSlot } from "../../../tools/model-slot.js";
import { codec } from "../../helpers/fake-codec.js";
import { checksum, FakeHost, MANIFEST } from "../../helpers/fake-host.js";

const tensor = new Int8Array(32 * 24 * 3);

function slotOf(changes: Partial<ModelManifest> = {}, model = new Uint8Array(9)): ModelSlot {
  const bytes = encodeModelSlot({ manifest: { ...MANIFEST, ...changes }, model });
  const read = readModelSlot(bytes, { checksum, codec });
  assert.ok(read.ok);
  return read.value;
}

function counting(host: FakeHost): { hashes: number; host: typeof detectHost } {
  const detectHost = {
    detector: host.detector,
    checksum: {
      ...checksum,
      sha256(bytes: Parameters<typeof checksum.sha256>[0]) {
        counted.hashes += 1;
        return checksum.sha256(bytes);
      },
    },
  };
  const counted = { hashes: 0, host: detectHost };
  return counted;
}

describe("detect", () => {
  it("refuses a model that does not match its hash, before the engine sees it", () => {
    const host = new FakeHost();
    host.modelRefusal = "model-not-flatbuffer";
    const slot = { ...slotOf(), model: new Uint8Array(9).fill(1) };
    assert.deepEqual(detect(host, slot, initialModelTrust(), tensor), {
      ok: false,
      code: "model-hash-mismatch",
    });
  });

  it("refuses a manifest that is none, before anything else", () => {
    const slot = { ...slotOf(), description: { ...MANIFEST, calibration: null } };
    const found = detect(new FakeHost(), slot, initialModelTrust(), tensor);
    assert.deepEqual(found, { ok: false, code: "model-manifest-invalid" });
  });

  it("passes the engine's refusal on", () => {
    const host = new FakeHost();
    host.modelRefusal = "model-unknown-operator";
    const { code } = detect(host, slotOf(), initialModelTrust(), tensor) as { code: string };
    assert.equal(code, "model-unknown-operator");
  });

  it("passes a failed inference on, and closes the network", () => {
    const host = new FakeHost();
    host.sabotage = "invoke";
    const { code } = detect(host, slotOf(), initialModelTrust(), tensor) as { code: string };
    assert.equal(code, "detector-failed");
    assert.equal(host.detectorsOpen, 0);
  });

  for (const [what, changes] of [
    ["shape", { input: { ...MANIFEST.input, width: 33 } }],
    ["outputs", { output: { ...MANIFEST.output, kind: "logits", labels: ["no", "person"] } }],
    ["scale", { output: { ...MANIFEST.output, scale: 0.126 } }],
    ["zero point", { output: { ...MANIFEST.output, zeroPoint: 1 } }],
  ] as const) {
    it(`refuses a manifest whose ${what} is not the network's`, () => {
      const host = new FakeHost();
      const found = detect(host, slotOf(changes), initialModelTrust(), tensor);
      assert.equal(found.ok ? "ok" : found.code, "model-manifest-mismatch");
      assert.equal(host.detectorsOpen, 0);
    });
  }

  it("hashes a model once, and again when it has changed", () => {
    const counted = counting(new FakeHost());
    const trust = initialModelTrust();
    for (let wake = 0; wake < 3; wake++) detect(counted.host, slotOf(), trust, tensor);
    assert.equal(counted.hashes, 1);
    detect(counted.host, slotOf({}, new Uint8Array(10)), trust, tensor);
    assert.equal(counted.hashes, 2);
  });

  it("gives the probability, and leaves nothing open", () => {
    const host = new FakeHost();
    tensor[0] = 16;
    const found = detect(host, slotOf(), initialModelTrust(), tensor);
    assert.ok(found.ok);
    assert.ok(Math.abs(found.value - 1 / (1 + Math.exp(-2))) < 1e-12);
    assert.equal(host.detectorsOpen, 0);
  });
});
