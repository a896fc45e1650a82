/** A test's end: what failed (nothing: passed), or why it was not run. */
export type Ending = { readonly failures: readonly string[] } | { readonly skipped: string };

/** Writes the Test Anything Protocol, version 13, and counts. */
export class Tap {
  readonly #writeLine: (line: string) => void;
  #number: number;
  #failed: number;

  /** `number` tests were told before a reboot, of which `failed` failed. */
  constructor(writeLine: (line: string) => void, { number, failed } = { number: 0, failed: 0 }) {
    this.#writeLine = writeLine;
    this.#number = number;
    this.#failed = failed;
  }

  get number(): number {
    return this.#number;
  }

  get failed(): number {
    return this.#failed;
  }

  plan(count: number): void {
    this.#writeLine("TAP version 13");
    this.#writeLine(`1..${count}`);
  }

  end(): void {
    this.note(`end: ${this.#number} told, ${this.#failed} failed`);
  }

  note(text: string): void {
    this.#writeLine(`# ${text}`);
  }

  tell(name: string, ending: Ending): void {
    this.#number += 1;
    const title = `${this.#number} - ${name}`;
    if ("skipped" in ending) this.#writeLine(`ok ${title} # SKIP ${ending.skipped}`);
    else if (ending.failures.length === 0) this.#writeLine(`ok ${title}`);
    else {
      this.#failed += 1;
      this.#writeLine(`not ok ${title}`);
      this.#writeLine("  ---");
      for (const failure of ending.failures) this.#writeLine(`  - ${JSON.stringify(failure)}`);
      this.#writeLine("  ...");
    }
  }
}
