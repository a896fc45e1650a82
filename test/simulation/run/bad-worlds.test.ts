import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import type { FrameSource, View } from "../../../hosts/simulator/board/camera/frame-source.js";
import { BLOCK_BYTES } from "../../../hosts/simulator/board/flash/nor-flash.js";
import { MODEL_FOLDER } from "../../../tools/project-paths.js";
import type { WakeRow } from "../../../tools/run/wake-row.js";
import { FixedPictures, openSession, runOnce, runWakes } from "../../helpers/run-session.js";
import { openScratchFolder } from "../../helpers/scratch-folder.js";

async function picture(): Promise<Buffer> {
  const background = { r: 90, g: 120, b: 100 };
  const image = sharp({ create: { width: 640, height: 480, channels: 3, background } });
  return image.jpeg({ quality: 60 }).toBuffer();
}

function toldOf(row: WakeRow | undefined, stage: string, code: string): void {
  assert.equal(row?.how, "slept", row?.said);
  const told = (row?.report?.failures ?? []).map((failure) => `${failure.stage}: ${failure.code}`);
  assert.ok(told.includes(`${stage}: ${code}`), told.join() || "no failure was told");
  assert.ok((row?.report?.sleepMs ?? 0) > 0);
}

describe("a wake with a camera that gives no picture", () => {
  const spoiled: readonly (readonly [
    what: string,
    spoil: (jpeg: Buffer) => Buffer,
    code: string,
  ])[] = [
    ["a truncated one", (jpeg) => jpeg.subarray(0, jpeg.length >> 1), "image-truncated"],
    ["noise", (jpeg) => Buffer.alloc(jpeg.length, 0x5a), "image-not-jpeg"],
  ];

  for (const [what, spoil, code] of spoiled) {
    it(`reports ${what} and sleeps`, async () => {
      const { rows } = await runOnce({ source: new FixedPictures([spoil(await picture())]) }, 1);
      toldOf(rows[0], "image", code);
    });
  }

  it("goes on with the next good one", async () => {
    const good = await picture();
    const source = new FixedPictures([good.subarray(0, 300), good]);
    const { rows } = await runOnce({ source }, 2);
    toldOf(rows[0], "image", "image-truncated");
    assert.deepEqual(rows[1]?.report?.failures, []);
    assert.equal(rows[1]?.report?.inferences, 1);
  });
});

describe("a wake with a model that cannot be used", () => {
  const MODEL_AT = 4096;

  it("reports an empty slot and sleeps", async () => {
    const { rows } = await runOnce(
      {
        onProvisioned: (flash) => {
          const slot = flash.region("model_0");
          slot.erase(0, slot.byteLength / BLOCK_BYTES);
        },
      },
      1,
    );
    toldOf(rows[0], "detect", "model-header-absent");
  });

  it("reports noise in the model's place, hashed and all, and sleeps", async () => {
    const folder = openScratchFolder();
    try {
      const model = Buffer.from(Array.from({ length: 2000 }, (_, index) => (index * 37) & 255));
      const given = JSON.parse(readFileSync(join(MODEL_FOLDER, "model.json"), "utf8"));
      const sha256 = createHash("sha256").update(model).digest("hex");
      writeFileSync(folder.path("noise.tflite"), model);
      const manifest = { ...given, file: "noise.tflite", sha256 };
      writeFileSync(folder.path("model.json"), JSON.stringify(manifest));
      const { rows } = await runOnce({ modelFolder: folder.path(".") }, 1);
      toldOf(rows[0], "detect", "model-not-flatbuffer");
    } finally {
      folder.remove();
    }
  });

  it("reports a network of another shape than its manifest says and sleeps", async () => {
    const folder = openScratchFolder();
    try {
      const given = JSON.parse(readFileSync(join(MODEL_FOLDER, "model.json"), "utf8"));
      copyFileSync(join(MODEL_FOLDER, given.file), folder.path(given.file));
      const manifest = { ...given, input: { ...given.input, width: 64 } };
      writeFileSync(folder.path("model.json"), JSON.stringify(manifest));
      const { rows } = await runOnce({ modelFolder: folder.path(".") }, 1);
      toldOf(rows[0], "detect", "model-manifest-mismatch");
    } finally {
      folder.remove();
    }
  });

  it("reports a header with a flipped bit and sleeps", async () => {
    const { rows } = await runOnce(
      { onProvisioned: (flash) => flash.region("model_0").write(64, new Uint8Array(4)) },
      1,
    );
    toldOf(rows[0], "detect", "model-header-corrupt");
  });

  it("reports a model whose bytes are not those that were hashed and sleeps", async () => {
    const { rows } = await runOnce(
      {
        onProvisioned: (flash) =>
          flash.region("model_0").write(MODEL_AT + 1000, new Uint8Array(64)),
      },
      1,
    );
    toldOf(rows[0], "detect", "model-hash-mismatch");
  });
});

/** A gray picture; taking it kills the firmware, once. */
class Deadly implements FrameSource {
  readonly name = "deadly";
  readonly skipped = [];
  kill: (() => void) | undefined;

  async next(): Promise<View> {
    const jpeg = await picture();
    return {
      name: "gray",
      label: undefined,
      expose: async () => {
        this.kill?.();
        this.kill = undefined;
        return jpeg;
      },
    };
  }
}

describe("a firmware that is killed in the middle of a wake", () => {
  it("is noticed, and the next wake is a cold start", async () => {
    let pid = 0;
    const source = new Deadly();
    const session = await openSession({
      source,
      onStart: (started) => {
        pid = started;
      },
    });
    try {
      const [first] = await runWakes(session, 1);
      assert.equal(first?.report?.coldStart, true);
      source.kill = () => process.kill(pid, "SIGKILL");
      const [killed, next, after] = await runWakes(session, 3);
      assert.equal(killed?.how, "killed");
      assert.equal(killed?.report, undefined);
      assert.match(killed?.trouble ?? "", /the firmware ended: killed/);
      assert.equal(next?.how, "slept", next?.said);
      assert.equal(next?.report?.coldStart, true);
      assert.equal(next?.report?.coldStarts, 2);
      assert.equal(after?.report?.coldStart, false);
    } finally {
      await session.close();
    }
  });
});
