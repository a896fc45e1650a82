import type { Assertions, ErrorKind } from "./assertions.js";

/** Counts what holds, and names what does not. */
export class Judge implements Assertions {
  passed = 0;
  readonly failures: string[] = [];

  ok(value: unknown, what: string): void {
    if (value) this.passed += 1;
    else this.failures.push(what);
  }

  equal(actual: unknown, expected: unknown, what: string): void {
    this.ok(Object.is(actual, expected), `${what}: ${shown(actual)}, not ${shown(expected)}`);
  }

  throws(act: () => unknown, kind: ErrorKind, what: string): void {
    try {
      act();
    } catch (error) {
      this.ok(error instanceof kind, `${what}: threw ${String(error)}`);
      return;
    }
    this.failures.push(`${what}: did not throw`);
  }
}

function shown(value: unknown): string {
  return String(value).slice(0, 80);
}

export type JudgedTest = (verdict: Judge) => void | Promise<void>;

export async function judge(test: JudgedTest): Promise<Judge> {
  const verdict = new Judge();
  try {
    await test(verdict);
  } catch (error) {
    verdict.failures.push(`threw ${String(error)}`);
  }
  return verdict;
}

export type CaseRunner = (name: string, act: () => void | Promise<void>) => Promise<void>;

/** For suites of cases that fail by throwing, and that may wait. */
export function caseRunner(verdict: Judge): CaseRunner {
  return async (name, act) => {
    try {
      await act();
      verdict.passed += 1;
    } catch (error) {
      verdict.failures.push(`${name}: ${String(error)}`);
    }
  };
}
