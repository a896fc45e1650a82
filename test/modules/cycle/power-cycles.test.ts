import assert from "node:assert/strict";
import fc from "fast-check";
import { runWake } from "../../../modules/cycle/wake.js";
import { isResetBegun } from "../../../modules/reset/factory-reset.js";
import { isSetUp } from "../../../modules/settings/store.js";
import { FakeHost } from "../../helpers/fake-host.js";
import { begun, jobs } from "../../helpers/fake-time.js";
import { wakeOnce } from "../../helpers/fake-wake.js";

/** A boot, and for how long the board lives before power goes or it is reset. */
interface Life {
  readonly cause: "power-on" | "reset";
  readonly livesMs: number;
}

const SHORT_MS = 2_500;
const short: Life = { cause: "power-on", livesMs: SHORT_MS };

function hostWithSettings(): FakeHost {
  const host = new FakeHost();
  host.keyValue.put("settings", "cloud-key", "string", "sk-secret");
  return host;
}

/** A wake that ends from outside: its timers never come. */
async function live(host: FakeHost, { cause, livesMs }: Life): Promise<void> {
  boot(host, cause);
  await begun(runWake(host), host.time);
  while (host.time.nextDueMs <= livesMs && host.time.runNext()) await jobs();
}

/** A reset keeps RTC memory, but there is no record in it before the first sleep. */
function boot(host: FakeHost, cause: Life["cause"]): void {
  host.cyclePower();
  host.cause = cause;
}

describe("three short power cycles", () => {
  it("reset the board at the next power-on, which says so and needs set-up", async () => {
    const host = hostWithSettings();
    for (const life of [short, short, short]) await live(host, life);
    assert.equal(isSetUp(host.keyValue), true, "it happens no sooner");
    boot(host, "power-on");
    const { restart } = await wakeOnce(host);
    assert.deepEqual(restart, {
      shortCycles: 3,
      factoryReset: "done",
      indication: "set-up-needed",
    });
    assert.equal(isSetUp(host.keyValue), false);
  });

  it("reset it in the end where a watchdog ends the reset and memory shows an old record", async () => {
    const host = hostWithSettings();
    await wakeOnce(host);
    const record = host.retained.slice();
    for (const life of [short, short, short]) await live(host, life);
    boot(host, "power-on");
    host.retained.set(record);
    await begun(runWake(host), host.time);
    while (!isResetBegun(host.keyValue)) {
      await jobs();
      assert.ok(host.time.runNext());
    }
    await jobs();
    host.reboot("reset");
    assert.equal((await wakeOnce(host)).restart?.factoryReset, "finished");
  });

  it("are called off by a power cut while the light flickers, until a longer life", async () => {
    const host = hostWithSettings();
    for (const life of [short, short, short, short]) await live(host, life);
    boot(host, "power-on");
    const { restart } = await wakeOnce(host);
    assert.deepEqual([restart?.shortCycles, restart?.factoryReset], [4, "none"]);
    assert.equal(isSetUp(host.keyValue), true);
    for (const life of [short, short, short]) await live(host, life);
    boot(host, "power-on");
    assert.equal((await wakeOnce(host)).restart?.factoryReset, "done");
  });

  it("are counted by the light, which then asks for the next cut", async () => {
    const host = hostWithSettings();
    for (const count of [1, 2, 3]) {
      const before = host.indicator.changes.length;
      await live(host, short);
      const changes = host.indicator.changes.slice(before);
      const lit = changes.filter(({ lit, atMs }) => lit && atMs < 1_000);
      assert.equal(lit.length, count);
      assert.deepEqual(changes.at(-1), { lit: true, atMs: 1_000 });
    }
  });
});

describe("what is no row of short power cycles", () => {
  const rows: readonly (readonly [what: string, lives: readonly Life[]])[] = [
    ["two of them", [short, short]],
    ["a bad contact or a brown-out loop", Array(50).fill({ cause: "power-on", livesMs: 900 })],
    ["a supply that fails under load", Array(50).fill({ cause: "power-on", livesMs: 5_200 })],
    ["a watchdog or a brown-out detector", Array(50).fill({ cause: "reset", livesMs: 3_000 })],
    ["one that a reset breaks", [short, short, { cause: "reset", livesMs: 500 }, short]],
    ["one that a longer life breaks", [short, short, { ...short, livesMs: 6_000 }, short]],
    ["four of them", [short, short, short, short]],
    ["a supply that fails every few seconds", Array(51).fill(short)],
  ];
  for (const [what, lives] of rows) {
    it(`${what} resets nothing, then or later`, async () => {
      const host = hostWithSettings();
      for (const life of lives) await live(host, life);
      boot(host, "power-on");
      await wakeOnce(host);
      assert.equal(isSetUp(host.keyValue), true);
    });
  }

  it("is written of by no wake that a timer began", async () => {
    const host = hostWithSettings();
    await wakeOnce(host);
    const { writes } = host.keyValue;
    for (let wake = 0; wake < 5; wake++) {
      host.reboot("timer");
      await wakeOnce(host);
    }
    assert.equal(host.keyValue.writes, writes);
  });

  it("costs a power-on three writes", async () => {
    const host = hostWithSettings();
    const { writes } = host.keyValue;
    await wakeOnce(host);
    // The count of cold starts, the count of this cycle, and its end.
    assert.equal(host.keyValue.writes - writes, 3);
  });
});

/** What the gesture means, said once more without flash, wakes or lights. */
function isResetBy(lives: readonly Life[]): boolean {
  let row = 0;
  for (const { cause, livesMs } of lives) {
    if (cause === "reset") row = 0;
    else if (row === 3 && livesMs >= 5_000) return true;
    else if (row === 3) row = 4;
    else if (livesMs >= 5_000) row = 0;
    else if (livesMs >= 1_000 && row < 3) row += 1;
  }
  return false;
}

describe("any row of lives", () => {
  it("resets exactly where three short cycles and a longer life say so", async () => {
    let resets = 0;
    const livesMs = fc.constantFrom(0, 400, 900, 1_100, SHORT_MS, SHORT_MS, 4_900, 5_100, 7_000);
    const cause = fc.constantFrom(...Array(9).fill("power-on" as const), "reset" as const);
    const lives = fc.array(fc.record({ cause, livesMs }), { minLength: 1, maxLength: 24 });
    await fc.assert(
      fc.asyncProperty(lives, async (given) => {
        const host = hostWithSettings();
        for (const life of given) await live(host, life);
        const expected = isResetBy(given);
        if (expected) resets += 1;
        assert.equal(isSetUp(host.keyValue), !expected);
      }),
      { seed: 4_2026, numRuns: 400 },
    );
    console.log(`      ${resets} of 400 rows reset`);
    assert.ok(resets >= 20, "hardly any row reset");
  });
});
