import { type Kind, OUTCOMES, type Outcome } from "../../modules/outbox/outbox-layout.js";

export interface Entry {
  readonly number: number;
  /** Tells its bytes from all others. */
  readonly sum: number;
}

/** What an outbox shows of one kind. */
export interface Shown {
  readonly entries: readonly Entry[];
  readonly counts: Readonly<Record<Outcome, number>>;
}

/**
 * What one kind of entry must look like, whatever happened: entries in the order in which they were
 * accepted, of which some at the front are settled, and of these some for good.
 */
export class KindLedger {
  readonly kind: Kind;
  /** Accepted, and not known to be settled for good. */
  #entries: Entry[] = [];
  /** How the first of these were settled. */
  #outcomes: Outcome[] = [];
  /** So many of those were written down before anybody could be told otherwise. */
  #committed = 0;
  #counts: Readonly<Record<Outcome, number>> = noCounts();
  accepted = 0;

  constructor(kind: Kind) {
    this.kind = kind;
  }

  /** Entries that wait. */
  get waiting(): number {
    return this.#entries.length - this.#outcomes.length;
  }

  get oldest(): Entry | undefined {
    return this.#entries[this.#outcomes.length];
  }

  accept(entry: Entry): void {
    this.accepted += 1;
    this.#entries.push(entry);
  }

  settle(outcome: Outcome): void {
    this.#outcomes.push(outcome);
  }

  commit(): void {
    this.#committed = this.#outcomes.length;
  }

  /** Takes what it finds for given. */
  adopt({ entries, counts }: Shown): void {
    this.#entries = [...entries];
    this.#counts = counts;
    this.accepted = entries.length + total(counts);
  }

  /** After an operation that went well: only what was given up for room may have changed. */
  follow(waiting: number, counts: Shown["counts"]): void {
    const told = this.#told();
    const evicted = counts.evicted - told.evicted;
    for (let at = 0; at < evicted; at++) this.settle("evicted");
    this.#check(waiting === this.waiting, `${waiting} wait, not ${this.waiting}`);
    this.#checkCounts(counts, this.#told());
  }

  /**
   * After a start: what was settled may have come back as long as nobody had written it down;
   * `underway` is what was being accepted when power went.
   */
  meet({ entries, counts }: Shown, underway: number | undefined): void {
    const settled = total(counts) - total(this.#counts);
    this.#check(settled >= this.#committed, `${this.#committed} settled, ${settled} remembered`);
    const known = this.#entries.slice(settled);
    const added = entries.slice(known.length);
    for (const [at, entry] of known.entries()) {
      const shown = entries[at];
      const same = shown?.number === entry.number && shown.sum === entry.sum;
      this.#check(same, `${shown?.number} where ${entry.number} waits`);
    }
    const isOurs = added.length === 0 || (added.length === 1 && added[0]?.sum === underway);
    this.#check(isOurs, `${added.length} that nobody accepted`);
    const outcomes = this.#outcomes.slice(0, settled);
    while (outcomes.length < settled) outcomes.push("evicted");
    this.#checkCounts(counts, plus(this.#counts, outcomes));
    this.accepted += added.length;
    this.#entries = [...entries];
    this.#outcomes = [];
    this.#committed = 0;
    this.#counts = counts;
    this.#check(this.accepted === total(counts) + entries.length, "the counts do not add up");
  }

  #told(): Record<Outcome, number> {
    return plus(this.#counts, this.#outcomes);
  }

  #checkCounts(shown: Shown["counts"], told: Shown["counts"]): void {
    for (const outcome of OUTCOMES) {
      const words = `${shown[outcome]} ${outcome}, not ${told[outcome]}`;
      this.#check(shown[outcome] === told[outcome], words);
    }
  }

  #check(holds: boolean, words: string): void {
    if (!holds) throw new Error(`${this.kind}s: ${words}`);
  }
}

function noCounts(): Record<Outcome, number> {
  return { delivered: 0, refused: 0, expired: 0, evicted: 0, spoilt: 0 };
}

function total(counts: Shown["counts"]): number {
  return OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
}

function plus(counts: Shown["counts"], outcomes: readonly Outcome[]): Record<Outcome, number> {
  const sums = { ...counts };
  for (const outcome of outcomes) sums[outcome] += 1;
  return sums;
}
