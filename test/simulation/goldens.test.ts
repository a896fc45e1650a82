import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { WakeRecord } from "../../hosts/simulator/board/wake-record.js";
import { MODEL_FOLDER } from "../../tools/project-paths.js";
import { type Inference, type Picture, runGoldens } from "../helpers/golden-board.js";
import { type GoldenExpectation, readGoldens } from "../native/image-golden.js";

const TAMPERED = ", one bit changed";

interface InferenceGoldens {
  readonly sha256: string;
  readonly cases: readonly Inference[];
}

interface MeasuredPicture extends Omit<GoldenExpectation, "signatures"> {
  readonly picture: string;
  /** By channels and fit. */
  readonly signatures: Readonly<Record<string, string>>;
}

interface MeasuredInference {
  readonly recipe: Readonly<Record<string, unknown>>;
  readonly output: readonly number[];
}

function readInferenceGoldens(): InferenceGoldens {
  return JSON.parse(readFileSync(join(MODEL_FOLDER, "golden/inference.json"), "utf8"));
}

function tampered({ name, jpeg }: Picture): Picture {
  const middle = jpeg.length * 4;
  return { name: name + TAMPERED, jpeg: withBitChanged(jpeg, middle) };
}

function withBitChanged(bytes: Uint8Array, bit: number): Uint8Array {
  return bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
}

function asBase64(sha256: string): string {
  return Buffer.from(sha256, "hex").toString("base64");
}

/** A golden in the firmware's words: it measures a signature for either fit. */
function inItsWords(golden: GoldenExpectation): Omit<MeasuredPicture, "picture"> {
  const byRequest = Object.entries(golden.tensors);
  return {
    code: golden.code,
    width: golden.width,
    height: golden.height,
    tensors: Object.fromEntries(byRequest.map(([request, sum]) => [request, asBase64(sum)])),
    signatures: Object.fromEntries(
      byRequest.map(([request]) => [request, golden.signatures[request[0] ?? ""] ?? ""]),
    ),
  };
}

function judgePicture({ picture, ...measured }: MeasuredPicture, golden: GoldenExpectation): void {
  assert.deepEqual(measured, inItsWords(golden), picture);
}

function judgeInference({ output }: MeasuredInference, golden: Inference): void {
  assert.deepEqual(output, golden.output, JSON.stringify(golden));
}

/** Goldens that differ from this one in a single bit each, of a tensor's sum or a signature. */
function* almost(golden: GoldenExpectation): Generator<GoldenExpectation> {
  for (const [request, sum] of Object.entries(golden.tensors)) {
    const wrong = Buffer.from(withBitChanged(Buffer.from(sum, "hex"), 77)).toString("hex");
    yield { ...golden, tensors: { ...golden.tensors, [request]: wrong } };
  }
  for (const [channels, signature] of Object.entries(golden.signatures)) {
    const wrong = Buffer.from(withBitChanged(Buffer.from(signature, "base64"), 1111));
    const signatures = { ...golden.signatures, [channels]: wrong.toString("base64") };
    yield { ...golden, signatures };
  }
}

describe("golden vectors in the real engine", () => {
  const pictures = readGoldens();
  let inferences: InferenceGoldens;
  let record: WakeRecord;
  let decoded: Map<string, MeasuredPicture>;
  let inferred: readonly MeasuredInference[];

  before(async () => {
    inferences = readInferenceGoldens();
    record = await runGoldens([...pictures, ...pictures.map(tampered)], inferences.cases);
    const reports = record.reports as unknown as (MeasuredPicture & MeasuredInference)[];
    decoded = new Map(reports.filter((each) => each.picture).map((each) => [each.picture, each]));
    inferred = reports.filter(({ recipe }) => recipe !== undefined);
  });

  const measured = (name: string): MeasuredPicture => {
    const found = decoded.get(name);
    assert.ok(found, `the firmware reported no ${name}: ${record.said}`);
    return found;
  };

  it("are measured to the end", () => {
    assert.equal(record.how, "slept", record.said);
    assert.ok(pictures.length > 0 && inferences.cases.length > 0);
  });

  for (const { name, expected } of pictures) {
    it(`give the tensors and the signature of ${name}`, () => {
      judgePicture(measured(name), expected);
    });
  }

  it("refuse a picture of which one bit was changed", () => {
    for (const { name, expected } of pictures.filter(({ expected }) => expected.code === "ok")) {
      const other = measured(name + TAMPERED);
      assert.throws(() => judgePicture(other, expected), assert.AssertionError, name);
    }
  });

  it("refuse a golden tensor or signature of which one bit was changed", () => {
    for (const { name, expected } of pictures) {
      const same = measured(name);
      for (const wrong of almost(expected)) {
        assert.throws(() => judgePicture(same, wrong), assert.AssertionError, name);
      }
    }
  });

  it("are those of the model in flash", () => {
    const sha256 = record.reports.find((report) => "modelSha256" in report)?.modelSha256;
    assert.equal(sha256, asBase64(inferences.sha256));
  });

  it("give the network's answer to every input, byte for byte", () => {
    assert.equal(inferred.length, inferences.cases.length);
    inferences.cases.forEach((golden, at) => {
      judgeInference(inferred[at] as MeasuredInference, golden);
    });
  });

  it("refuse a golden answer of which one bit was changed", () => {
    inferences.cases.forEach((golden, at) => {
      golden.output.forEach((_, which) => {
        const output = golden.output.map((byte, index) => (index === which ? byte ^ 1 : byte));
        const wrong = { ...golden, output };
        assert.throws(
          () => judgeInference(inferred[at] as MeasuredInference, wrong),
          assert.AssertionError,
        );
      });
    });
  });
});
