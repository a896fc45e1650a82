import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PowerCut } from "../../hosts/simulator/board/flash/power-cut.js";
import { OutboxTrial, type Step, type TrialOptions } from "./outbox-trial.js";

/** What stands before power is cut, and what is done while it may be. */
interface Scene {
  readonly name: string;
  readonly before: readonly Step[];
  readonly steps: readonly Step[];
}

const BLOCKS = 7;
const SEED = 1;

const events = (count: number): Step[] => Array.from({ length: count }, () => ({ do: "event" }));
const frames = (count: number): Step[] =>
  Array.from({ length: count }, () => ({ do: "frame", byteLength: 5_000 }));
const take = (kind: "event" | "frame", count: number, commit = true): Step => ({
  do: "take",
  kind,
  count,
  commit,
});
/** Slots of a block behind its head. */
const SLOTS = 63;
const OPEN: Step = { do: "open" };

export const SCENES: readonly Scene[] = [
  { name: "events into an empty box", before: [], steps: events(3) },
  { name: "a frame into an empty box", before: [], steps: frames(1) },
  { name: "a next block of events", before: events(SLOTS - 1), steps: events(3) },
  {
    name: "acknowledge",
    before: [...events(9), ...frames(1)],
    steps: [take("event", 4), take("frame", 1), take("event", 9)],
  },
  {
    name: "acknowledge where the block is full",
    before: events(SLOTS),
    steps: [take("event", 2), ...events(2)],
  },
  { name: "a frame for a frame", before: frames(2), steps: frames(3) },
  {
    name: "a frame for a frame where the block is full",
    before: [...frames(2), ...events(SLOTS)],
    steps: frames(2),
  },
  {
    name: "frames give way to events",
    before: [...frames(2), ...events(2 * SLOTS - 1)],
    steps: events(2 * SLOTS + 2),
  },
  { name: "events give way to events", before: events(5 * SLOTS - 1), steps: events(SLOTS + 3) },
  {
    name: "blocks of what was taken are used again",
    before: [...frames(2), ...events(SLOTS - 1)],
    steps: [
      take("frame", 2, false),
      ...events(3),
      ...frames(2),
      take("event", 7, false),
      ...frames(1),
    ],
  },
  {
    name: "all round",
    before: [],
    steps: [
      ...frames(1),
      ...events(SLOTS),
      take("event", 60),
      take("frame", 1),
      OPEN,
      ...frames(2),
      take("frame", 1, false),
      ...events(2),
    ],
  },
];

/**
 * Cuts power at every flash operation of every scene, each with so many ways in which the operation
 * may be torn, goes on, and looks whether anything is lost or invented. Gives the cuts that were
 * made; throws where one did harm, in words that name it.
 */
export function cutEverywhere(waysPerOperation: number): number {
  return SCENES.reduce((points, scene) => points + cutScene(scene, waysPerOperation), 0);
}

function cutScene({ name, before, steps }: Scene, ways: number): number {
  let points = 0;
  const { image } = run({ blocks: BLOCKS, seed: SEED }, before);
  for (let way = 0; way < ways; way++) {
    for (let operation = 0; ; operation++) {
      const cut = { operation, seed: 1_000 * way + operation };
      try {
        const { cuts } = run({ blocks: BLOCKS, seed: SEED + 1, image }, [...steps, OPEN], cut);
        if (cuts === 0) break;
      } catch (error) {
        const words = `${name}, cut at ${operation}, way ${way}: ${(error as Error).message}`;
        throw new Error(words, { cause: error });
      }
      points += 1;
    }
  }
  return points;
}

/** On a chip of its own, whose image it leaves. */
function run(
  options: Omit<TrialOptions, "path">,
  steps: readonly Step[],
  cut?: PowerCut,
): { readonly cuts: number; readonly image: Uint8Array } {
  const folder = mkdtempSync(join(tmpdir(), "nightjar-outbox-"));
  const path = join(folder, "flash.bin");
  try {
    const trial = new OutboxTrial({ ...options, path });
    if (cut !== undefined) trial.chip.armPowerCut(cut);
    for (const step of steps) trial.step(step);
    trial.close();
    return { cuts: trial.cuts, image: new Uint8Array(readFileSync(path)) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
