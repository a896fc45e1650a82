import { join } from "node:path";
import { below } from "../../hosts/simulator/board/flash/power-cut.js";
import { seededRandom, seedFor } from "../../hosts/simulator/board/random.js";
import { ScratchFolder } from "../../hosts/simulator/board/scratch-folder.js";
import type { Kind } from "../../modules/outbox/outbox-layout.js";
import { OutboxTrial, type Step } from "./outbox-trial.js";

export interface EnduranceReport {
  /** Steps, all of which left what had to be left. */
  readonly operations: number;
  readonly cuts: number;
  readonly accepted: Readonly<Record<Kind, number>>;
  readonly bytesWrittenPerByteStored: number;
  /** Of the blocks in use, the most and the fewest that one was erased. */
  readonly erasesMax: number;
  readonly erasesMin: number;
}

/** Small, so that it is full often. */
const BLOCKS = 9;
const FRAME_BYTES_MIN = 16;
const FRAME_BYTES_MAX = 8_000;
const CUT_SHARE = 0.01;
/** A cut hits one of so many flash operations from where it was armed. */
const CUT_WITHIN = 12;
/** Steps that an outage, or a time with a network, lasts at most. */
const SPELL_STEPS_MAX = 2_000;

/**
 * So many steps of chance, with outages in which nobody takes anything and losses of power at any
 * flash operation. Throws at the first step after which something that must hold does not; its
 * words name seed and step.
 */
export function endure(seed: number, operations: number): EnduranceReport {
  const folder = new ScratchFolder("outbox");
  const trial = new OutboxTrial({ path: join(folder.path, "flash.bin"), blocks: BLOCKS, seed });
  try {
    const noise = seededRandom(seedFor(seed, "steps"));
    let isOnline = true;
    let spell = 0;
    for (let step = 0; step < operations; step++) {
      if (spell-- <= 0) {
        isOnline = !isOnline;
        spell = below(noise, SPELL_STEPS_MAX);
      }
      if (noise() < CUT_SHARE) {
        const cut = { operation: below(noise, CUT_WITHIN), seed: below(noise, 0x1_0000_0000) };
        trial.chip.armPowerCut(cut);
      }
      try {
        trial.step(nextStep(noise, isOnline));
      } catch (error) {
        throw new Error(`seed ${seed}, step ${step}: ${(error as Error).message}`, {
          cause: error,
        });
      }
    }
    return reportOf(trial, operations);
  } finally {
    trial.close();
    folder.remove();
  }
}

function nextStep(noise: () => number, isOnline: boolean): Step {
  const chance = noise();
  if (chance < 0.01) return { do: "open" };
  if (chance < 0.05)
    return { do: "frame", byteLength: FRAME_BYTES_MIN + below(noise, FRAME_BYTES_MAX) };
  if (!isOnline || chance < 0.6) return { do: "event" };
  const commit = noise() < 0.5;
  const isFrame = chance < 0.65;
  return { do: "take", kind: isFrame ? "frame" : "event", count: below(noise, 9), commit };
}

function reportOf(trial: OutboxTrial, operations: number): EnduranceReport {
  const { counts, eraseCounts } = trial.chip;
  const used = eraseCounts.subarray(0, BLOCKS - 1);
  return {
    operations,
    cuts: trial.cuts,
    accepted: { event: trial.accepted("event"), frame: trial.accepted("frame") },
    bytesWrittenPerByteStored: counts.bytesProgrammed / trial.payloadBytes,
    erasesMax: Math.max(...used),
    erasesMin: Math.min(...used),
  };
}
