import assert from "node:assert/strict";
import fc from "fast-check";
import { type ModelManifest, parseManifest } from "../../../modules/detector/manifest.js";
import {
  MODEL_BYTES_MAX,
  readModelSlot,
  SLOT_AT,
  SLOT_HEADER_BYTES,
  verifyModel,
} from "../../../modules/detector/model-slot.js";
import { encodeModelSlot } from "../../../tools/model-slot.js";
import { codec } from "../../helpers/fake-codec.js";
import { checksum, MANIFEST } from "../../helpers/fake-host.js";

const host = { checksum, codec };
const model = Uint8Array.from({ length: 100 }, (_, at) => at);

function codeOf(slot: Uint8Array): string {
  const read = readModelSlot(slot, host);
  if (!read.ok) return read.code;
  return parseManifest(read.value.description) === undefined ? "model-manifest-invalid" : "ok";
}

function slotOf(changes: object): Uint8Array {
  return encodeModelSlot({ manifest: { ...MANIFEST, ...changes } as ModelManifest, model });
}

describe("the model slot", () => {
  it("is absent where the partition is erased", () => {
    assert.equal(codeOf(new Uint8Array(8_192).fill(0xff)), "model-header-absent");
  });

  it("is absent where the partition has no room for a header", () => {
    assert.equal(codeOf(new Uint8Array(SLOT_HEADER_BYTES - 1)), "model-header-absent");
  });

  it("is corrupt where the manifest's length points beyond the header", () => {
    const slot = slotOf({});
    new DataView(slot.buffer).setUint32(SLOT_AT.manifestBytes, 0xffff_ffff, true);
    assert.equal(codeOf(slot), "model-header-corrupt");
  });

  it("is corrupt where the model is cut short", () => {
    assert.equal(codeOf(slotOf({}).subarray(0, -1)), "model-header-corrupt");
  });

  it("is refused for every bit that flips in the header", () => {
    const slot = slotOf({});
    const end = SLOT_AT.manifest + new DataView(slot.buffer).getUint32(SLOT_AT.manifestBytes, true);
    for (let bit = 0; bit < end * 8; bit++) {
      slot[bit >> 3] = (slot[bit >> 3] as number) ^ (1 << (bit & 7));
      assert.notEqual(codeOf(slot), "ok", `bit ${bit}`);
      slot[bit >> 3] = (slot[bit >> 3] as number) ^ (1 << (bit & 7));
    }
    assert.equal(codeOf(slot), "ok");
  });

  const bad: [string, object][] = [
    ["no name", { name: "" }],
    ["a width that is no number", { input: { ...MANIFEST.input, width: "96" } }],
    ["a tensor too large", { input: { ...MANIFEST.input, width: 4_096 } }],
    ["two channels", { input: { ...MANIFEST.input, channels: 2 } }],
    ["an unknown fit", { input: { ...MANIFEST.input, fit: "stretch" } }],
    ["an unknown kind of output", { output: { ...MANIFEST.output, kind: "boxes" } }],
    ["no label that says person", { output: { ...MANIFEST.output, labels: ["cat"] } }],
    ["more labels than outputs", { output: { ...MANIFEST.output, labels: ["person", "cat"] } }],
    ["a scale of zero", { output: { ...MANIFEST.output, scale: 0 } }],
    ["a temperature of zero", { calibration: { temperature: 0, bias: 0 } }],
    ["a bias that is no number", { calibration: { temperature: 1, bias: null } }],
  ];
  for (const [what, changes] of bad) {
    it(`has an invalid manifest with ${what}`, () => {
      assert.equal(codeOf(slotOf(changes)), "model-manifest-invalid");
    });
  }

  it("has a model that does not match its hash where one bit has flipped", () => {
    const slot = slotOf({});
    slot[SLOT_HEADER_BYTES + 50] = 0;
    const read = readModelSlot(slot, host);
    assert.ok(read.ok);
    assert.deepEqual(verifyModel(read.value, checksum), { ok: false, code: "model-hash-mismatch" });
  });

  it("cannot be made of a model that is too large", () => {
    const huge = new Uint8Array(MODEL_BYTES_MAX + 1);
    assert.throws(() => encodeModelSlot({ manifest: MANIFEST, model: huge }), RangeError);
  });

  it("gives back what was put in, wherever it lies in its buffer", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(40), (bytes, offset) => {
        const slot = encodeModelSlot({ manifest: MANIFEST, model: bytes });
        const flash = new Uint8Array(offset + slot.byteLength + 64);
        flash.set(slot, offset);
        const read = readModelSlot(flash.subarray(offset), host);
        assert.ok(read.ok);
        assert.deepEqual(read.value.input, MANIFEST.input);
        assert.deepEqual(parseManifest(read.value.description), MANIFEST);
        assert.deepEqual(read.value.model, bytes);
        assert.deepEqual(verifyModel(read.value, checksum), { ok: true, value: undefined });
      }),
      { numRuns: 50 },
    );
  });

  it("keeps of a model.json only what the firmware reads", () => {
    const slot = slotOf({ evaluation: { accuracy: 1 } });
    assert.equal(new TextDecoder().decode(slot).includes("accuracy"), false);
    assert.equal(codeOf(slot), "ok");
  });
});
