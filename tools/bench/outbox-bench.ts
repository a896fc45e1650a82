import { cutEverywhere } from "../outbox/outbox-cuts.js";
import { endure } from "../outbox/outbox-endurance.js";

const SEED = 1;
const OPERATIONS = 1_000_000;
/** Ways in which each flash operation of each scene is torn. */
const WAYS = 8;

/** What the outbox withstood; null where it did not, since the number would promise otherwise. */
export interface OutboxBench {
  readonly cutPoints: number | null;
  readonly operationsWithoutLoss: number | null;
  readonly cutsByChance: number | null;
  readonly bytesWrittenPerByteStored: number | null;
  /** Of a block, the most over the fewest erases: 1 is even wear. */
  readonly wearRatio: number | null;
}

export function benchOutbox(): OutboxBench {
  const endured = orNull(() => endure(SEED, OPERATIONS));
  return {
    cutPoints: orNull(() => cutEverywhere(WAYS)),
    operationsWithoutLoss: endured?.operations ?? null,
    cutsByChance: endured?.cuts ?? null,
    bytesWrittenPerByteStored: endured?.bytesWrittenPerByteStored ?? null,
    wearRatio: endured === null ? null : endured.erasesMax / endured.erasesMin,
  };
}

function orNull<Result>(measure: () => Result): Result | null {
  try {
    return measure();
  } catch (error) {
    process.stderr.write(`nightjar: outbox: ${(error as Error).message}\n`);
    return null;
  }
}
