/**
 * What a conformance test gets to judge with. The tests run wherever the firmware runs, so they
 * import nothing but what they test; whoever runs them brings the judge.
 */
export interface Assertions {
  ok(value: unknown, what: string): void;
  /** Strict equality; Object.is for NaN and the zeros. */
  equal(actual: unknown, expected: unknown, what: string): void;
  /** `act` must throw an instance of `kind`. */
  throws(act: () => unknown, kind: ErrorKind, what: string): void;
}

export type ErrorKind = new (...args: never[]) => Error;

/** A conformance test's default export. */
export type ConformanceTest = (t: Assertions) => void;
