import assert from "node:assert/strict";
import sharp from "sharp";
import {
  caseOf,
  type Decoded,
  decode,
  decodeAll,
  type ImageCase,
  UNTOUCHED,
} from "./image-cases.js";
import { goldenOf } from "./image-golden.js";
import { numbers, picture, toSharp } from "./picture.js";

function assertLeftAlone({ tensor, signature }: Decoded): void {
  assert.ok(tensor.every((byte) => byte === UNTOUCHED));
  assert.ok(signature.every((byte) => byte === UNTOUCHED));
}

function codesOf(jpegs: readonly Uint8Array[], changes: Partial<ImageCase> = {}): string[] {
  const decoded = decodeAll(jpegs.map((jpeg) => caseOf(jpeg, changes)));
  for (const one of decoded) if (one.code !== "ok") assertLeftAlone(one);
  return decoded.map(({ code }) => code);
}

/** A well-formed start of frame of that size and nothing after it. */
function headerOf(width: number, height: number): Uint8Array {
  const sides = [height >> 8, height & 255, width >> 8, width & 255];
  const frame = [0xff, 0xc0, 0, 11, 8, ...sides, 1, 1, 0x11, 0];
  const scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0];
  return Uint8Array.from([0xff, 0xd8, ...frame, ...scan]);
}

describe("native/image refuses", () => {
  let plain: Uint8Array;

  before(async () => {
    // A copy: what `slice` of a Buffer gives shares its bytes.
    plain = Uint8Array.from(
      await toSharp(picture(200, 150, 1))
        .jpeg({ quality: 60 })
        .toBuffer(),
    );
  });

  it("nothing at all", () => {
    assert.deepEqual(codesOf([new Uint8Array(0)]), ["image-empty"]);
  });

  it("what is no JPEG", async () => {
    const png = await toSharp(picture(20, 20, 1))
      .png()
      .toBuffer();
    const text = new TextEncoder().encode("GIF89a, or a page of HTML");
    assert.deepEqual(
      codesOf([png, text, Uint8Array.of(0xff, 0x00)]),
      Array(3).fill("image-not-jpeg"),
    );
  });

  it("random bytes, with and without a JPEG's first two", () => {
    const random = numbers(5);
    const cases = Array.from({ length: 200 }, (_, at) => {
      const bytes = Uint8Array.from({ length: 1 + random() * 400 }, () => random() * 256);
      if (at % 2) bytes.set([0xff, 0xd8].slice(0, bytes.length));
      return bytes;
    });
    assert.ok(codesOf(cases).every((code) => code !== "ok"));
  });

  it("a frame cut off at any byte", () => {
    const cuts = Array.from(
      { length: 160 },
      (_, at) => Math.floor((at * (plain.length - 2)) / 160) + 2,
    );
    const codes = codesOf(cuts.map((length) => plain.slice(0, length)));
    assert.deepEqual([...new Set(codes)], ["image-truncated"]);
  });

  it("a frame without its last marker", () => {
    assert.deepEqual(
      codesOf([plain.slice(0, -1), plain.slice(0, -2)]),
      Array(2).fill("image-truncated"),
    );
  });

  it("a frame whose middle is missing", () => {
    const middle = Math.floor(plain.length / 2);
    const cut = Uint8Array.from([...plain.slice(0, middle), 0xff, 0xd9]);
    assert.deepEqual(codesOf([cut]), ["image-corrupt"]);
  });

  it("a stray marker inside the coded pixels", () => {
    const stray = plain.slice();
    stray.set([0xff, 0xc4], Math.floor(plain.length * 0.6));
    assert.deepEqual(codesOf([stray]), ["image-corrupt"]);
  });

  it("more than four channels' worth of colour: CMYK", async () => {
    const cmyk = await toSharp(picture(64, 48, 2))
      .toColourspace("cmyk")
      .jpeg()
      .toBuffer();
    assert.deepEqual(codesOf([cmyk]), ["image-unsupported"]);
  });

  it("12 bits and lossless coding, which not every build of the library reads", () => {
    const { jpeg } = goldenOf("whole-gray");
    const frame = Buffer.from(jpeg).indexOf(Buffer.of(0xff, 0xc0));
    const deep = new Uint8Array(jpeg);
    deep[frame + 1] = 0xc1;
    deep[frame + 4] = 12;
    const cases = [deep, goldenOf("lossless").jpeg];
    assert.deepEqual(codesOf(cases), ["image-unsupported", "image-unsupported"]);
  });

  it("arithmetic coding, which not every build of the library reads", () => {
    assert.deepEqual(codesOf([goldenOf("arithmetic").jpeg]), ["image-unsupported"]);
  });

  it("a side over 8,192 or more than 24 million pixels, before it decodes any", () => {
    const sizes = [headerOf(8193, 10), headerOf(10, 65500), headerOf(6001, 4000)];
    assert.deepEqual(codesOf(sizes), Array(3).fill("image-too-large"));
    assert.deepEqual(codesOf([headerOf(8192, 10)]), ["image-corrupt"]);
  });

  it("a progressive frame whose coefficients pass 1 MiB, and takes one that stays below", async () => {
    const sizes = [
      { width: 640, height: 480 },
      { width: 800, height: 600 },
    ];
    const jpegs = await Promise.all(
      sizes.map(({ width, height }) =>
        toSharp(picture(width, height, 3))
          .jpeg({ progressive: true, quality: 40 })
          .toBuffer(),
      ),
    );
    assert.deepEqual(codesOf(jpegs), ["ok", "image-unsupported"]);
  });

  it("a progressive frame cut off, which decoders like to show half sharp", async () => {
    const jpeg = await toSharp(picture(200, 150, 1))
      .jpeg({ progressive: true })
      .toBuffer();
    const cuts = [0.5, 0.9].map((share) => jpeg.subarray(0, Math.floor(jpeg.length * share)));
    assert.deepEqual(codesOf(cuts), Array(2).fill("image-truncated"));
  });

  it("damage without ever reading or writing out of bounds", () => {
    const random = numbers(7);
    const damaged = Array.from({ length: 1500 }, () => {
      const bytes = plain.slice();
      for (let count = 1 + random() * 4; count > 0; count--) {
        bytes[Math.floor(random() * (random() < 0.5 ? 700 : bytes.length))] = random() * 256;
      }
      return bytes;
    });
    const codes = codesOf(damaged, { width: 24, height: 24 });
    assert.ok(codes.includes("ok") && codes.includes("image-corrupt"));
  });
});

describe("native/image takes", () => {
  it("a single pixel", async () => {
    const jpeg = await sharp({
      create: { width: 1, height: 1, channels: 3, background: "#ff8000" },
    })
      .jpeg({ quality: 100, chromaSubsampling: "4:4:4" })
      .toBuffer();
    const { code, width, height, tensor } = decode(jpeg);
    assert.deepEqual({ code, width, height }, { code: "ok", width: 1, height: 1 });
    assert.equal(new Set(Array.from({ length: 96 * 96 }, (_, at) => tensor[at * 3])).size, 1);
  });

  it("6000 x 4000 pixels", async () => {
    const jpeg = await sharp({
      create: { width: 6000, height: 4000, channels: 3, background: "#808080" },
    })
      .jpeg()
      .toBuffer();
    const { code, width, height, tensor } = decode(jpeg);
    assert.deepEqual({ code, width, height }, { code: "ok", width: 6000, height: 4000 });
    assert.ok(tensor.every((byte) => byte === 0));
  });

  it("a strip of one row", async () => {
    const jpeg = await toSharp(picture(3000, 1, 1))
      .jpeg()
      .toBuffer();
    assert.equal(decode(jpeg, { fit: "crop" }).code, "ok");
  });

  it("bytes after the end, which a camera's transfer leaves", () => {
    const jpeg = goldenOf("odd-420").jpeg;
    const padded = Uint8Array.from([...jpeg, ...new Uint8Array(64)]);
    assert.deepEqual(decode(padded), decode(jpeg));
  });
});
