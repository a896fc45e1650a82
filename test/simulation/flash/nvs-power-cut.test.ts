import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { BLOCK_BYTES, type NorFlash } from "../../../hosts/simulator/board/flash/nor-flash.js";
import { Nvs } from "../../../hosts/simulator/board/flash/nvs.js";
import { PowerLostError } from "../../../hosts/simulator/board/flash/power-cut.js";
import { seededRandom } from "../../../hosts/simulator/board/random.js";
import { createScratchChip, type ScratchChip } from "../../helpers/scratch-chip.js";
import { UnitCheckedRegion } from "../../helpers/unit-checked-region.js";

const BLOCKS = 4;
const CALLS = 220;
const SEEDS_PER_CUT = 2;
const DOMAIN = "test";

/** One call of the storage; `bytes` is missing where the key is deleted. */
interface Call {
  readonly key: string;
  readonly bytes?: Uint8Array;
}

type Model = Map<string, string>;

/** Small and long values, new and replaced, some deleted: enough to go round the blocks often. */
function workload(seed: number): Call[] {
  const random = seededRandom(seed);
  return Array.from({ length: CALLS }, () => {
    const key = `key-${Math.floor(random() * 9)}`;
    const choice = random();
    if (choice < 0.15) return { key };
    const length = choice < 0.7 ? 4 + random() * 60 : choice < 0.9 ? 200 + random() * 250 : 1200;
    return { key, bytes: Uint8Array.from({ length: Math.floor(length) }, () => random() * 256) };
  });
}

function perform(nvs: Nvs, { key, bytes }: Call): void {
  if (bytes === undefined) nvs.delete(DOMAIN, key);
  else nvs.set(DOMAIN, key, { format: "buffer", bytes });
}

function modelAfter(model: Model, { key, bytes }: Call): Model {
  const next = new Map(model);
  if (bytes === undefined) next.delete(key);
  else next.set(key, Buffer.from(bytes).toString("hex"));
  return next;
}

function contents(nvs: Nvs): Model {
  return new Map(
    nvs.keys(DOMAIN).map((key) => {
      const value = nvs.get(DOMAIN, key);
      return [key, Buffer.from(value?.bytes ?? []).toString("hex")];
    }),
  );
}

describe("key-value storage when power goes", () => {
  let scratch: ScratchChip;
  beforeEach(() => {
    scratch = createScratchChip(BLOCKS);
  });
  afterEach(() => scratch.remove());

  function mounted(chip: NorFlash): Nvs {
    return new Nvs(new UnitCheckedRegion(chip, 0, BLOCKS * BLOCK_BYTES));
  }

  /** A chip as it was, with all its power. */
  function restored(bytes: Uint8Array): NorFlash {
    writeFileSync(scratch.path, bytes);
    return scratch.reopen();
  }

  function operationsOf(bytes: Uint8Array, call: Call): number {
    const chip = restored(bytes);
    const nvs = mounted(chip);
    nvs.keys(DOMAIN);
    const before = chip.operations;
    perform(nvs, call);
    return chip.operations - before;
  }

  /** Cuts power within `call`; what is left holds the old or the new, and so for every other key. */
  function cutWithin(
    chip: NorFlash,
    call: Call,
    cut: { operation: number; seed: number },
  ): boolean {
    const nvs = mounted(chip);
    nvs.keys(DOMAIN);
    chip.armPowerCut(cut);
    let lost = false;
    try {
      perform(nvs, call);
    } catch (error) {
      if (!(error instanceof PowerLostError)) throw error;
      lost = true;
    }
    chip.disarmPowerCut();
    chip.restorePower();
    return lost;
  }

  function checkOldOrNew(chip: NorFlash, old: Model, call: Call): Model {
    const found = contents(mounted(chip));
    const fresh = modelAfter(old, call);
    const isNew = found.get(call.key) === fresh.get(call.key);
    assert.deepEqual(found, isNew ? fresh : old);
    assert.deepEqual(contents(mounted(chip)), found, "two mounts read differently");
    return found;
  }

  it("keeps every acknowledged value, whichever operation power goes in", function () {
    this.timeout(120_000);
    const calls = workload(1);
    let bytes = scratch.fileBytes();
    let model: Model = new Map();
    let cutPoints = 0;
    let compactions = 0;
    for (const [index, call] of calls.entries()) {
      const operations = operationsOf(bytes, call);
      const done = scratch.fileBytes();
      for (let cut = 0; cut < operations * SEEDS_PER_CUT; cut++) {
        const operation = Math.floor(cut / SEEDS_PER_CUT);
        const where = `call ${index}, operation ${operation}, seed ${cut}`;
        try {
          const chip = restored(bytes);
          assert.ok(cutWithin(chip, call, { operation, seed: cut }), "power did not go");
          let found = checkOldOrNew(chip, model, call);
          // Once more at the next boot, and then in peace.
          const next = calls[(index + 1) % calls.length] as Call;
          cutWithin(chip, next, { operation: cut % 3, seed: cut + 1 });
          found = checkOldOrNew(chip, found, next);
          const nvs = mounted(chip);
          perform(nvs, call);
          assert.deepEqual(contents(mounted(chip)), modelAfter(found, call));
          compactions += nvs.counts.compactions;
        } catch (error) {
          throw new Error(`${where}: ${(error as Error).message}`, { cause: error });
        }
        cutPoints += 1;
      }
      bytes = done;
      model = modelAfter(model, call);
    }
    assert.deepEqual(contents(mounted(restored(bytes))), model);
    assert.ok(compactions > 20, `the workload compacted ${compactions} times`);
    process.stdout.write(`      ${cutPoints} power cuts\n`);
  });

  it("takes values again after power went at every second operation", () => {
    const random = seededRandom(9);
    let model: Model = new Map();
    let lost = 0;
    for (const call of workload(2)) {
      const { chip } = scratch;
      const cut = { operation: Math.floor(random() * 2), seed: Math.floor(random() * 2 ** 32) };
      if (cutWithin(chip, call, cut)) lost += 1;
      model = checkOldOrNew(chip, model, call);
    }
    assert.ok(lost > CALLS / 2, `power went ${lost} times`);
  });

  it("counts what power left unfinished", () => {
    const { chip } = scratch;
    const call = { key: "key", bytes: new Uint8Array(300) };
    perform(mounted(chip), call);
    let torn = 0;
    for (let seed = 0; seed < 20; seed++) {
      cutWithin(
        chip,
        { key: "key", bytes: new Uint8Array(300).fill(seed) },
        { operation: 0, seed },
      );
      const nvs = mounted(chip);
      nvs.keys(DOMAIN);
      torn += nvs.counts.tornRecords;
      assert.equal(nvs.counts.corruptions, 0);
    }
    assert.ok(torn > 0);
  });

  it("is whole or new after power goes in its very first format", () => {
    for (let seed = 0; seed < 30; seed++) {
      for (const operation of [0, 1]) {
        const chip = restored(new Uint8Array(BLOCKS * BLOCK_BYTES).fill(0x5a));
        assert.throws(() => {
          chip.armPowerCut({ operation, seed });
          mounted(chip).createDomain(DOMAIN);
        }, PowerLostError);
        chip.restorePower();
        const nvs = mounted(chip);
        perform(nvs, { key: "key", bytes: Uint8Array.of(1) });
        assert.deepEqual([...contents(mounted(chip))], [["key", "01"]]);
      }
    }
  });
});
