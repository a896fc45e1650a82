import assert from "node:assert/strict";

type Suite<World> = (
  runCase: (name: string, act: () => void | Promise<void>) => Promise<void>,
  world: World,
) => Promise<void>;

/**
 * Runs a conformance suite in Node, where nothing moves on by itself: `turn` lets the fake board do
 * what is due. Every case must pass, and there must be as many as the suite is known to have.
 */
export async function runCases<World>(
  suite: Suite<World>,
  world: World,
  { turn, casesMin }: { turn: () => Promise<void>; casesMin: number },
): Promise<void> {
  const failures: string[] = [];
  let caseCount = 0;
  let finished = false;
  const run = suite(async (name, act) => {
    caseCount += 1;
    try {
      await act();
    } catch (error) {
      failures.push(`${name}: ${error}`);
    }
  }, world).finally(() => {
    finished = true;
  });
  while (!finished) {
    await turn();
    await new Promise(setImmediate);
  }
  await run;
  assert.deepEqual(failures, []);
  assert.ok(caseCount >= casesMin, `${caseCount} cases`);
}
