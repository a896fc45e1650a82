import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { FolderSource } from "../../../hosts/simulator/board/camera/folder-source.js";
import { FrameSourceError } from "../../../hosts/simulator/board/camera/frame-source.js";
import { FRAME_BYTES_MAX } from "../../../hosts/simulator/board/camera/raster.js";

const SETTLED = { index: 0, brightness: 1 };

/** A picture of one colour with a corner of another, so that its orientation shows. */
function picture(width: number, height: number, colour: string) {
  const corner = {
    width: Math.ceil(width / 2),
    height: Math.ceil(height / 2),
    channels: 3 as const,
  };
  return sharp({ create: { width, height, channels: 3, background: colour } }).composite([
    { input: { create: { ...corner, background: "#ffffff" } }, gravity: "northwest" },
  ]);
}

/** Every pixel its own, so that no quality near the usual one fits a frame. */
function noise(width: number, height: number): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < pixels.length; at++) pixels[at] = (Math.imul(at, 2654435761) >>> 13) & 255;
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer();
}

describe("a folder of photographs", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nightjar-camera-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function put(name: string, bytes: Uint8Array): void {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }

  async function putGood(...names: string[]): Promise<void> {
    for (const [index, name] of names.entries()) {
      put(
        name,
        await picture(40, 30, `hsl(${index * 70}, 60%, 45%)`)
          .jpeg()
          .toBuffer(),
      );
    }
  }

  function open(seed = 1, path = folder): FolderSource {
    return new FolderSource({ folder: path, seed });
  }

  async function namesOf(source: FolderSource, count: number): Promise<string[]> {
    const names: string[] = [];
    for (let taken = 0; taken < count; taken++) names.push((await source.next()).name);
    return names;
  }

  const refusal = (code: string, advice: RegExp) => (error: unknown) =>
    error instanceof FrameSourceError && error.code === code && advice.test(error.message);

  describe("that cannot be used", () => {
    it("says that it does not exist, and what to name instead", () => {
      assert.throws(
        () => open(1, join(folder, "nowhere")),
        refusal("camera-folder-missing", /no folder ".*nowhere".*--camera scenes/),
      );
    });

    it("says that a file is no folder", async () => {
      await putGood("one.jpg");
      assert.throws(
        () => open(1, join(folder, "one.jpg")),
        refusal("camera-folder-not-a-folder", /is a file.*Name the folder/),
      );
    });

    it("says that an empty one holds no picture", async () => {
      await assert.rejects(
        open().next(),
        refusal("camera-no-picture", /no file that ends in .jpg/),
      );
    });

    it("names what it skipped where nothing is left", async () => {
      put("a.jpg", Buffer.from("hello"));
      put("b.jpg", Buffer.alloc(0));
      await assert.rejects(
        open().next(),
        refusal("camera-no-picture", /a\.jpg \(not-jpeg\), b\.jpg \(empty\).*--camera scenes/),
      );
    });

    it("gives a message of bounded length for a thousand bad files", async () => {
      for (let index = 0; index < 1000; index++) put(`${index}.jpg`, Buffer.from("no"));
      await assert.rejects(open().next(), (error: Error) => error.message.length < 600);
    });
  });

  describe("with bad files among good ones", () => {
    beforeEach(() => putGood("good-1.jpg", "good-2.jpeg", "good-3.JPG"));

    async function reasonFor(name: string): Promise<string | undefined> {
      const source = open();
      const names = await namesOf(source, 8);
      assert.ok(!names.includes(name));
      assert.equal(new Set(names).size, 3);
      assert.equal(source.skipped.length, 1);
      assert.equal(source.skipped[0]?.name, name);
      return source.skipped[0]?.reason;
    }

    it("skips an empty file", async () => {
      put("bad.jpg", Buffer.alloc(0));
      assert.equal(await reasonFor("bad.jpg"), "empty");
    });

    it("skips what is no JPEG, whatever it is called", async () => {
      put("bad.jpg", await picture(8, 8, "#123").png().toBuffer());
      assert.equal(await reasonFor("bad.jpg"), "not-jpeg");
    });

    it("skips a JPEG that is called something else", async () => {
      put("bad.png", await picture(8, 8, "#123").jpeg().toBuffer());
      assert.equal(await reasonFor("bad.png"), "wrong-extension");
    });

    it("skips a truncated JPEG", async () => {
      const whole = await noise(200, 200);
      put("bad.jpg", whole.subarray(0, whole.length / 2));
      assert.equal(await reasonFor("bad.jpg"), "truncated");
    });

    it("skips a JPEG that ends within its first segment", async () => {
      put("bad.jpg", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10]));
      assert.match((await reasonFor("bad.jpg")) ?? "", /truncated|corrupt/);
    });

    it("skips a JPEG of noise bytes", async () => {
      const bytes = Buffer.alloc(5000, 0x5a);
      put("bad.jpg", Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), bytes]));
      assert.match((await reasonFor("bad.jpg")) ?? "", /truncated|corrupt/);
    });

    it("skips a CMYK JPEG", async () => {
      put("bad.jpg", await picture(16, 16, "#357").toColourspace("cmyk").jpeg().toBuffer());
      assert.equal(await reasonFor("bad.jpg"), "cmyk");
    });

    it("skips a link that leads nowhere", async () => {
      symlinkSync(join(folder, "nowhere.jpg"), join(folder, "bad.jpg"));
      assert.equal(await reasonFor("bad.jpg"), "unreadable");
    });

    it("follows no link to a folder, which may lead round in a circle", async () => {
      symlinkSync(folder, join(folder, "again"));
      assert.equal(new Set(await namesOf(open(), 8)).size, 3);
    });

    it("skips a file that went away after the folder was opened", async () => {
      const source = open();
      rmSync(join(folder, "good-2.jpeg"));
      assert.equal(new Set(await namesOf(source, 5)).size, 2);
      assert.deepEqual(source.skipped, [{ name: "good-2.jpeg", reason: "unreadable" }]);
    });

    it("passes over hidden files, lists and other things without a word", async () => {
      put(".hidden.jpg", Buffer.from("x"));
      put("manifest.csv", Buffer.from("a,b"));
      put("person/notes.txt", Buffer.from("x"));
      const source = open();
      await namesOf(source, 6);
      assert.deepEqual(source.skipped, []);
    });
  });

  describe("with unusual pictures", () => {
    async function frameOf(bytes: Buffer): Promise<Buffer> {
      put("odd.jpg", bytes);
      const jpeg = await (await open().next()).expose(SETTLED);
      const { width, height, format, isProgressive, chromaSubsampling } =
        await sharp(jpeg).metadata();
      assert.deepEqual(
        { width, height, format, isProgressive, chromaSubsampling },
        {
          width: 640,
          height: 480,
          format: "jpeg",
          isProgressive: false,
          chromaSubsampling: "4:2:0",
        },
      );
      assert.ok(jpeg.length <= FRAME_BYTES_MAX, `${jpeg.length} bytes`);
      return jpeg;
    }

    it("shows a progressive JPEG as a baseline frame", async () => {
      await frameOf(await picture(300, 200, "#357").jpeg({ progressive: true }).toBuffer());
    });

    it("shows a gray JPEG", async () => {
      await frameOf(await picture(64, 64, "#357").grayscale().jpeg().toBuffer());
    });

    it("shows one pixel", async () => {
      await frameOf(await picture(1, 1, "#357").jpeg().toBuffer());
    });

    it("shows a picture of 6000 x 4000", async () => {
      await frameOf(await picture(6000, 4000, "#357").jpeg({ quality: 60 }).toBuffer());
    });

    it("brings noise below the bound by quality alone", async () => {
      await frameOf(await noise(640, 480));
    });

    it("turns a picture the way that its camera was held", async () => {
      const turned = await picture(400, 300, "#000")
        .withMetadata({ orientation: 3 })
        .jpeg()
        .toBuffer();
      const { data } = await sharp(await frameOf(turned))
        .raw()
        .toBuffer({ resolveWithObject: true });
      assert.ok((data[0] ?? 255) < 40, "the white corner is not at the upper left");
      assert.ok((data[data.length - 1] ?? 0) > 215, "but at the lower right");
    });

    it("squashes another shape and cuts nothing off", async () => {
      const tall = await picture(100, 400, "#000").jpeg().toBuffer();
      const { data, info } = await sharp(await frameOf(tall))
        .raw()
        .toBuffer({ resolveWithObject: true });
      const at = (x: number, y: number) => data[(y * info.width + x) * info.channels] ?? 0;
      assert.ok(at(300, 230) > 215 && at(340, 230) < 40, "the corner is as wide as it was");
      assert.ok(at(5, 235) > 215 && at(5, 245) < 40, "and as high");
    });
  });

  describe("as a sequence", () => {
    const labelled = ["person/a.jpg", "noperson/b.jpg", "deep/Person/x/c.jpg", "d.jpg", "e/f.jpg"];
    beforeEach(() => putGood(...labelled));

    it("takes its labels from folders named person and noperson", async () => {
      const source = open();
      const labels: Record<string, boolean | undefined> = {};
      for (let taken = 0; taken < 5; taken++) {
        const { name, label } = await source.next();
        labels[name] = label;
      }
      assert.deepEqual(labels, {
        "person/a.jpg": true,
        "noperson/b.jpg": false,
        "deep/Person/x/c.jpg": true,
        "d.jpg": undefined,
        "e/f.jpg": undefined,
      });
    });

    it("shows every picture once before any comes again, and then in another order", async () => {
      const source = open();
      const rounds = [await namesOf(source, 5), await namesOf(source, 5), await namesOf(source, 5)];
      for (const round of rounds) assert.deepEqual([...round].sort(), [...labelled].sort());
      assert.ok(new Set(rounds.map(String)).size > 1);
    });

    it("is the same for a seed and another for another", async () => {
      const orders = await Promise.all([1, 1, 2, 3].map((seed) => namesOf(open(seed), 10)));
      assert.deepEqual(orders[0], orders[1]);
      assert.ok(new Set(orders.map(String)).size > 2);
    });

    it("gives the same bytes for a seed, look by look", async () => {
      const frames = async (): Promise<string[]> => {
        const view = await open(9).next();
        const looks = [0, 1, 2].map((index) => view.expose({ index, brightness: 1 }));
        return (await Promise.all(looks)).map((jpeg) => jpeg.toString("base64"));
      };
      const first = await frames();
      assert.deepEqual(await frames(), first);
      assert.equal(new Set(first).size, 3);
    });

    it("looks again at the same picture: nearly it, and nothing else", async () => {
      const source = open();
      const view = await source.next();
      const first = await view.expose(SETTLED);
      const near = await difference(first, await view.expose({ index: 1, brightness: 1 }));
      const far = await difference(first, await (await source.next()).expose(SETTLED));
      assert.ok(near > 0.5 && near < 25 && near < far, `differs by ${near}, the next by ${far}`);
    });

    it("shows an unsettled frame brighter", async () => {
      const view = await open().next();
      const mean = async (jpeg: Buffer) => (await sharp(jpeg).stats()).channels[1]?.mean ?? 0;
      const settled = await mean(await view.expose(SETTLED));
      assert.ok((await mean(await view.expose({ index: 0, brightness: 1.7 }))) > settled + 15);
    });
  });
});

/** Mean difference of two frames, in 8-bit steps. */
async function difference(one: Buffer, other: Buffer): Promise<number> {
  const [a, b] = await Promise.all([one, other].map((jpeg) => sharp(jpeg).raw().toBuffer()));
  if (a === undefined || b === undefined) return Number.NaN;
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += Math.abs((a[at] ?? 0) - (b[at] ?? 0));
  return sum / a.length;
}
