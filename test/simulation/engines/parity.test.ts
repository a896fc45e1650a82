import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { WorkerClient } from "../../../hosts/simulator/board/worker-client.js";
import { buildHost } from "../../../tools/build-host.js";
import { has32Bits } from "../../../tools/has-32-bits.js";
import { BITS_32, MICRO } from "../../../tools/host-variants.js";
import { MODEL_FOLDER, ROOT } from "../../../tools/project-paths.js";
import { type InputRecipe, networkInput } from "../../goldens/network-input.js";

/** Lies beside a checkout where people keep photographs for tests; never part of the project. */
const PICTURES = join(ROOT, "../shared/data/test");
const PICTURES_MAX = 1_000;
const INPUTS = 1_000;
const SHAPE = { height: 96, width: 96, channels: 3 } as const;
const HEAD_BYTES = 8;
const MODEL = readFileSync(join(MODEL_FOLDER, "person-detect.tflite"));

/** Noise of every seed, and blocks of every size that divides the sides. */
function recipeOf(seed: number): InputRecipe {
  const sides = [2, 4, 8, 12, 16, 24, 32, 48];
  const side = sides[seed % sides.length] as number;
  return seed % 2 === 0 ? { generator: "xorshift32", seed } : { generator: "blocks", seed, side };
}

describe("TensorFlow Lite's C library and TensorFlow Lite Micro", () => {
  let tflite: WorkerClient;
  let micro: WorkerClient;

  before(async function () {
    this.timeout(180_000);
    try {
      const { worker } = await buildHost(() => {}, MICRO);
      assert.ok(worker);
      micro = await WorkerClient.start(worker);
    } catch (error) {
      console.log(`      skipped: ${(error as Error).message}`);
      this.skip();
    }
    // The worker of the 32-bit host is a program of 64 bits; only its host cannot be had everywhere.
    if (!has32Bits()) {
      console.log("      skipped: nothing compiles for 32 bits here");
      this.skip();
    }
    const { worker } = await buildHost(() => {}, BITS_32);
    assert.ok(worker);
    tflite = await WorkerClient.start(worker);
    assert.match(await tflite.engine(), /^TensorFlow Lite \d+\.\d+\.\d+ \(C library\)$/);
    assert.match(await micro.engine(), /^TensorFlow Lite Micro /);
    for (const engine of [tflite, micro]) assert.equal((await engine.open(MODEL)).status, 0);
  });

  after(() => {
    micro?.close();
    tflite?.close();
  });

  const same = async (input: Int8Array, what: string): Promise<string> => {
    const [one, other] = await Promise.all([tflite.invoke(input), micro.invoke(input)]);
    assert.deepEqual([one.status, other.status], [0, 0], what);
    assert.deepEqual(other.bytes, one.bytes, what);
    return one.bytes.toString("hex");
  };

  it("give the golden answers both", async () => {
    const golden = readFileSync(join(MODEL_FOLDER, "golden/inference.json"), "utf8");
    const cases = JSON.parse(golden).cases as (InputRecipe & { readonly output: number[] })[];
    for (const recipe of cases) {
      const answer = await same(networkInput(recipe, SHAPE), JSON.stringify(recipe));
      assert.equal(answer, Buffer.from(Int8Array.from(recipe.output)).toString("hex"));
    }
  });

  it("tell what they use of the arena, the one that knows", async () => {
    const [known, unknown] = await Promise.all([micro.open(MODEL), tflite.open(MODEL)]);
    const bytes = known.bytes.readUInt32LE(0);
    // 90 KiB on a chip, whose pointers are half as long.
    assert.ok(bytes > 80 * 1024 && bytes < 110 * 1024, `${bytes}`);
    assert.equal(unknown.bytes.readUInt32LE(0), 0);
  });

  it(`give the same bytes for ${INPUTS} seeded inputs`, async () => {
    const answers = new Set<string>();
    for (let seed = 1; seed <= INPUTS; seed++) {
      const recipe = recipeOf(seed);
      answers.add(await same(networkInput(recipe, SHAPE), JSON.stringify(recipe)));
    }
    assert.ok(answers.size > INPUTS / 10, `${answers.size} different answers`);
  }).timeout(300_000);

  it(`give the same bytes for ${PICTURES_MAX} photographs`, async function () {
    if (!existsSync(PICTURES)) {
      console.log("      skipped: there is no folder ../shared/data/test beside the project");
      this.skip();
    }
    const names = readdirSync(PICTURES, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".jpg"))
      .sort()
      .slice(0, PICTURES_MAX);
    assert.equal(names.length, PICTURES_MAX);
    let judged = 0;
    for (const name of names) {
      const { status, bytes } = await tflite.decode(readFileSync(join(PICTURES, name)), {
        ...SHAPE,
        fit: "squash",
      });
      if (status !== 0) continue;
      await same(new Int8Array(bytes.subarray(HEAD_BYTES, HEAD_BYTES + 96 * 96 * 3)), name);
      judged += 1;
    }
    assert.ok(judged > 0.95 * PICTURES_MAX, `${judged} could be decoded`);
  }).timeout(300_000);
});
