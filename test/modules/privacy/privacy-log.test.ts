import assert from "node:assert/strict";
import fc from "fast-check";
import { BLOCK_BYTES } from "../../../hosts/simulator/board/flash/flash-rules.js";
import { PowerLostError } from "../../../hosts/simulator/board/flash/power-cut.js";
import type { Arrival, Departure } from "../../../modules/privacy/privacy-line.js";
import {
  PRIVACY_BLOCKS,
  PRIVACY_LINES_MIN,
  PRIVACY_PARTITION,
  PrivacyLog,
} from "../../../modules/privacy/privacy-log.js";
import { codec } from "../../helpers/fake-codec.js";
import { checksum } from "../../helpers/fake-host.js";
import { RegionFlash } from "../../helpers/region-flash.js";
import { createScratchChip, type ScratchChip } from "../../helpers/scratch-chip.js";
import { UnitCheckedRegion } from "../../helpers/unit-checked-region.js";

const BLOCKS = 5;
const LINES_MAX = Math.floor(BLOCK_BYTES / 96) * PRIVACY_BLOCKS;

const departure = (number: number): Departure => ({
  atMs: 1_800_000_000_000 + number * 1_000,
  why: number % 3 === 0 ? "audited" : "escalated",
  provider: "anthropic",
  transport: "sse",
  host: "cloud.example",
  pictureBytes: 20_000 + number,
});
const arrival = (number: number): Arrival => ({
  answered: number % 2 === 0,
  status: 200,
  bytesSent: 30_000 + number,
  microDollars: number,
});

describe("the privacy log", () => {
  let scratch: ScratchChip;

  beforeEach(() => {
    scratch = createScratchChip(BLOCKS);
  });

  afterEach(() => scratch.remove());

  const open = (): PrivacyLog => {
    const region = new UnitCheckedRegion(scratch.chip, 0, BLOCKS * BLOCK_BYTES);
    const flash = new RegionFlash(PRIVACY_PARTITION, region);
    return new PrivacyLog({ flash, checksum, codec });
  };
  const write = (log: PrivacyLog, number: number): void => {
    log.end(log.begin(departure(number)), arrival(number));
  };

  it("is empty over an erased partition and over noise, and can be written there", () => {
    assert.deepEqual(open().read(), []);
    const noise = Uint8Array.from({ length: BLOCKS * BLOCK_BYTES }, (_, at) => (at * 37) % 251);
    scratch.chip.write(0, noise);
    const log = open();
    assert.deepEqual(log.read(), []);
    write(log, 1);
    assert.equal(open().read().length, 1);
  });

  it("gives back what was written, newest first, at the next start too", () => {
    const log = open();
    for (let number = 1; number <= 3; number++) write(log, number);
    const lines = open().read();
    assert.deepEqual(
      lines.map(({ sequence }) => sequence),
      [3, 2, 1],
    );
    assert.deepEqual(lines[0], { sequence: 3, ...departure(3), arrival: arrival(3) });
  });

  it("shows a picture that left and was never heard of again", () => {
    open().begin(departure(1));
    assert.deepEqual(open().read(), [{ sequence: 1, ...departure(1) }]);
  });

  it("cuts a long host name, and keeps to its own blocks", () => {
    const log = open();
    log.begin({ ...departure(1), host: "x".repeat(99) });
    assert.equal(log.read()[0]?.host, "x".repeat(40));
    assert.ok(scratch.chip.read(0, 2 * BLOCK_BYTES).every((byte) => byte === 0xff));
  });

  it("keeps the newest lines when it is full, whoever opens it when", () => {
    let log = open();
    for (let number = 1; number <= 500; number++) {
      if (number % 7 === 0) log = open();
      write(log, number);
      const lines = log.read();
      assert.equal(lines[0]?.sequence, number);
      assert.ok(lines.length >= Math.min(number, PRIVACY_LINES_MIN), `${lines.length} lines`);
      assert.ok(lines.length <= LINES_MAX);
      for (const [at, line] of lines.entries()) assert.equal(line.sequence, number - at);
    }
  });

  it("loses no other line where power is cut, in any operation, and goes on", () => {
    let cuts = 0;
    for (let seed = 0; seed < 4; seed++) {
      for (let operation = 0; operation < 300; operation++) {
        const own = createScratchChip(BLOCKS);
        scratch.remove();
        scratch = own;
        own.chip.armPowerCut({ operation, seed });
        let written = 0;
        try {
          const log = open();
          for (let number = 1; number <= 140; number++) {
            const at = log.begin(departure(number));
            written = number;
            log.end(at, arrival(number));
          }
        } catch (error) {
          if (!(error instanceof PowerLostError)) throw error;
          cuts += 1;
        }
        own.chip.disarmPowerCut();
        if (!own.chip.powered) own.chip.restorePower();
        const lines = open().read();
        const newest = lines[0]?.sequence ?? 0;
        assert.ok(newest === written || newest === written + 1, `${newest} after ${written}`);
        const kept = Math.min(written, PRIVACY_LINES_MIN);
        assert.ok(lines.length >= kept);
        // Beyond these, a torn erase leaves what it likes of the oldest block.
        for (let at = 0; at < kept; at++) assert.equal(lines[at]?.sequence, newest - at);
        const log = open();
        write(log, 999);
        assert.equal(open().read()[0]?.pictureBytes, 20_999);
      }
    }
    console.log(`      ${cuts} cut points`);
    assert.ok(cuts > 1_000, `${cuts} cuts`);
  }).timeout(120_000);

  it("stays in order over cuts by chance", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(12), fc.nat(0xffff)), { maxLength: 40 }), (cuts) => {
        scratch.remove();
        scratch = createScratchChip(BLOCKS);
        for (const [operation, seed] of cuts) {
          scratch.chip.armPowerCut({ operation, seed });
          try {
            const log = open();
            for (let number = 0; number < 9; number++) write(log, number);
          } catch (error) {
            if (!(error instanceof PowerLostError)) throw error;
          }
          scratch.chip.disarmPowerCut();
          if (!scratch.chip.powered) scratch.chip.restorePower();
          const sequences = open()
            .read()
            .map(({ sequence }) => sequence);
          const sorted = [...new Set(sequences)].sort((one, other) => other - one);
          assert.deepEqual(sequences, sorted);
        }
      }),
      { numRuns: 60 },
    );
  });
});
