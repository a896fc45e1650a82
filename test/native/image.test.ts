import assert from "node:assert/strict";
import { has32Bits } from "../../tools/has-32-bits.js";
import { type AverageCase, averageAll, type Decoded, decode, type Frame } from "./image-cases.js";
import { expectationOf, goldenOf, readGoldens } from "./image-golden.js";
import { referenceSignature, referenceTensor } from "./image-reference.js";
import { decodeWhole, noise, numbers, picture, toSharp } from "./picture.js";

const FITS = ["squash", "crop"] as const;

function assertEqualBytes(actual: Uint8Array, expected: Uint8Array, what: string): void {
  assert.ok(Buffer.from(actual).equals(Buffer.from(expected)), what);
}

const values = (tensor: Uint8Array) => tensor.map((byte) => byte ^ 0x80);

function distances(a: Uint8Array, b: Uint8Array): { mean: number; largest: number } {
  const each = Array.from(a, (value, at) => Math.abs(value - (b[at] ?? 0)));
  return {
    mean: each.reduce((sum, one) => sum + one, 0) / each.length,
    largest: Math.max(...each),
  };
}

function averageCases(seed: number, count: number): AverageCase[] {
  const random = numbers(seed);
  const side = (most: number) => 1 + Math.floor(random() * most);
  return Array.from({ length: count }, (_, at) => ({
    frame: noise(side(120), side(120), at % 2 ? 3 : 1, seed + at),
    width: side(40),
    height: side(40),
    fit: random() < 0.5 ? "squash" : "crop",
  }));
}

function nameOf({ frame, width, height, fit }: AverageCase): string {
  return `${frame.width}x${frame.height}x${frame.channels} to ${width}x${height}, ${fit}`;
}

describe("native/image averages areas", () => {
  it("exactly, whatever the sizes", () => {
    const cases = averageCases(11, 100);
    averageAll(cases).forEach(({ tensor, signature }, at) => {
      const one = cases[at] as AverageCase;
      const expected = referenceTensor(one.frame, one.width, one.height, one.fit);
      assertEqualBytes(tensor, expected, nameOf(one));
      assertEqualBytes(signature, referenceSignature(one.frame), `signature, ${nameOf(one)}`);
    });
  });

  it("to white where all is white, in the largest frame that a scaled decode leaves", () => {
    const pixels = new Uint8Array(8192 * 511).fill(255);
    const frame: Frame = { width: 8192, height: 511, channels: 1, pixels };
    for (const { tensor, signature } of averageAll([
      { frame, width: 256, height: 256, fit: "squash" },
    ])) {
      assert.ok(tensor.every((byte) => byte === (255 ^ 0x80)));
      assert.ok(signature.every((byte) => byte === 255));
    }
  });

  it("alike in 32 bits and in 64", function () {
    if (!has32Bits()) this.skip();
    const cases = averageCases(23, 100);
    const wide = averageAll(cases, 64);
    averageAll(cases, 32).forEach(({ tensor, signature }, at) => {
      const name = nameOf(cases[at] as AverageCase);
      assertEqualBytes(tensor, wide[at]?.tensor ?? new Uint8Array(), name);
      assertEqualBytes(signature, wide[at]?.signature ?? new Uint8Array(), `signature, ${name}`);
    });
  });
});

describe("native/image decodes", () => {
  for (const golden of readGoldens()) {
    it(`${golden.name} to its golden bytes`, () => {
      assert.deepEqual(expectationOf(golden.jpeg), golden.expected);
    });
  }

  it("alike with the plain C of libjpeg-turbo, as on the board, and with vector instructions", () => {
    for (const { name, jpeg, expected } of readGoldens()) {
      assert.deepEqual(expectationOf(jpeg, { JSIMD_FORCENONE: "1" }), expected, name);
    }
  });

  for (const [name, channels] of [
    ["whole-444", 3],
    ["whole-gray", 1],
    ["tiny-444", 3],
    ["rgb", 3],
  ] as const) {
    it(`${name}, which needs no scaling, as another decoder and exact averages have it`, async () => {
      const { jpeg } = goldenOf(name);
      const frame = await decodeWhole(jpeg, channels);
      for (const fit of FITS) {
        const { tensor, signature } = decode(jpeg, { channels, fit });
        assertEqualBytes(tensor, referenceTensor(frame, 96, 96, fit), fit);
        assertEqualBytes(signature, referenceSignature(frame), "signature");
      }
    });
  }

  it("a gray frame to three equal channels", () => {
    const { tensor } = decode(goldenOf("whole-gray").jpeg, { channels: 3 });
    const luma = decode(goldenOf("whole-gray").jpeg, { channels: 1 }).tensor;
    assertEqualBytes(
      tensor,
      Uint8Array.from(tensor, (_, at) => luma[Math.floor(at / 3)] ?? 0),
      "",
    );
  });

  for (const name of ["vga-420", "odd-420", "half-444", "quarter-gray", "progressive-420"]) {
    it(`${name} scaled in the DCT close to a whole decode, averaged`, async () => {
      const { jpeg } = goldenOf(name);
      const { tensor, signature } = decode(jpeg);
      const frame = await decodeWhole(jpeg, 3);
      const apart = distances(values(tensor), values(referenceTensor(frame, 96, 96, "squash")));
      assert.ok(apart.mean < 2 && apart.largest < 64, JSON.stringify(apart));
      const signatures = distances(signature, referenceSignature(frame));
      assert.ok(signatures.mean < 1 && signatures.largest < 12, JSON.stringify(signatures));
    });
  }

  it("the whole frame to the signature, even where the tensor is the centre", async () => {
    const jpeg = await toSharp(picture(400, 200, 4))
      .jpeg()
      .toBuffer();
    const [squash, crop] = FITS.map((fit) => decode(jpeg, { fit })) as [Decoded, Decoded];
    assertEqualBytes(crop.signature, squash.signature, "signature");
    assert.notDeepEqual(crop.tensor, squash.tensor);
  });

  it("red, green and blue in this order", async () => {
    const red = {
      width: 16,
      height: 16,
      channels: 3 as const,
      pixels: new Uint8Array(16 * 16 * 3),
    };
    for (let at = 0; at < red.pixels.length; at += 3) red.pixels[at] = 255;
    const { tensor } = decode(await toSharp(red).jpeg({ quality: 100 }).toBuffer());
    const [first = 0, second = 0, third = 0] = tensor.map((value) => value ^ 0x80);
    assert.ok(first > 250 && second < 5 && third < 5, `${first} ${second} ${third}`);
  });
});
