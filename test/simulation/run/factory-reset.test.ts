import assert from "node:assert/strict";
import type { BoardFlash } from "../../../hosts/simulator/board/flash/board-flash.js";
import { BLOCK_BYTES } from "../../../hosts/simulator/board/flash/flash-rules.js";
import type { Session } from "../../../tools/run/session.js";
import type { WakeRow } from "../../../tools/run/wake-row.js";
import { openSession } from "../../helpers/run-session.js";

/** More programs and erases than a reset does; a bound for the loop below. */
const OPERATIONS_MAX = 50;
const SEEDS = [1, 2, 3];
const SHORT_MS = 3_000;
const SETTINGS = { power: { wakeIntervalMs: 20_000 } };
/** In the outbox's second piece of those that a reset erases. */
const KEPT_AT = 20 * BLOCK_BYTES;
const KEPT_BYTES = 4_096;
/** In a block whose erasing was cut, until it is erased before its next use. */
const UNDECIDED_BITS_MAX = 64;
const STORED = ["cloud-key", "settings", "wifi-password"];

interface Bench {
  readonly session: Session;
  readonly flash: BoardFlash;
}

async function openBench(): Promise<Bench> {
  let flash: BoardFlash | undefined;
  const session = await openSession({
    settings: SETTINGS,
    onProvisioned: (provisioned) => {
      flash = provisioned;
      flash.writeSetting("settings", "cloud-key", "string", "sk-secret");
      flash.writeSetting("settings", "wifi-password", "string", "secret too");
      flash.region("outbox").write(KEPT_AT, new Uint8Array(KEPT_BYTES));
    },
  });
  assert.ok(flash);
  return { session, flash };
}

function stored({ keyValuePart }: BoardFlash): string[] {
  return keyValuePart.store.keys("settings");
}

/** Bytes of what the outbox kept that a reader can still find. */
function keptBytes(flash: BoardFlash): number {
  const bytes = flash.region("outbox").read(KEPT_AT, KEPT_BYTES);
  return bytes.filter((byte) => byte !== 0xff).length;
}

async function interrupted(
  session: Session,
  afterMs: number,
  how: "power-lost" | "watchdog" = "power-lost",
): Promise<WakeRow> {
  session.interruptNext({ afterMs, how });
  const row = await session.runWake();
  assert.equal(row.how, how);
  return row;
}

async function threeShortCycles(session: Session): Promise<void> {
  for (let cycle = 0; cycle < 3; cycle++) await interrupted(session, SHORT_MS);
}

describe("a factory reset of the virtual board", () => {
  it("follows three short power cycles, is told, and leaves the defaults", async () => {
    const { session, flash } = await openBench();
    try {
      await threeShortCycles(session);
      assert.deepEqual(stored(flash), STORED);
      const row = await session.runWake();
      const { restart, sleepMs = 0, coldStarts } = row.report ?? {};
      assert.deepEqual(restart, {
        shortCycles: 3,
        factoryReset: "done",
        indication: "set-up-needed",
      });
      assert.ok(sleepMs < 10_000, "the default interval is in force");
      assert.equal(coldStarts, 4, "the count of cold starts stays");
      assert.deepEqual(stored(flash), []);
      assert.equal(keptBytes(flash), 0);
      const lit = row.lights.filter((change) => change.lit);
      // The flicker, and twice two blinks.
      assert.equal(lit.length, 50 + 4);
    } finally {
      await session.close();
    }
  });

  it("does not follow resets by the watchdog, nor cycles that these break", async () => {
    const { session, flash } = await openBench();
    try {
      for (let reset = 0; reset < 4; reset++) await interrupted(session, SHORT_MS, "watchdog");
      await interrupted(session, SHORT_MS);
      await interrupted(session, SHORT_MS);
      await interrupted(session, SHORT_MS, "watchdog");
      const row = await session.runWake();
      assert.deepEqual([row.cause, row.report?.restart?.shortCycles], ["reset", 0]);
      assert.deepEqual(stored(flash), STORED);
    } finally {
      await session.close();
    }
  });
});

/** As three short cycles leave it. */
function countThreeCycles({ keyValuePart: { store } }: BoardFlash): void {
  store.createDomain("reset");
  store.set("reset", "power-cycles", { format: "uint8", bytes: Uint8Array.of(3) });
}

/** Cuts power at one flash operation of the reset; says whether there was such an operation. */
async function cutAt(operation: number, seed: number): Promise<boolean> {
  const { session, flash } = await openBench();
  try {
    countThreeCycles(flash);
    flash.chip.armPowerCut({ operation, seed });
    const cut = await session.runWake();
    flash.chip.disarmPowerCut();
    if (cut.how === "slept") return false;
    const where = `operation ${operation}, seed ${seed}`;
    assert.equal(cut.how, "power-lost", where);
    const next = await session.runWake();
    assert.equal(next.how, "slept", `${where}: ${next.said}`);
    const { failures, restart } = next.report ?? {};
    assert.deepEqual(failures, [], where);
    const left = stored(flash);
    assert.deepEqual(
      left,
      restart?.factoryReset === "none" && left.length > 0 ? STORED : [],
      where,
    );
    const isReset = left.length === 0;
    assert.ok(keptBytes(flash) <= (isReset ? UNDECIDED_BITS_MAX : KEPT_BYTES), where);
    const after = await session.runWake();
    assert.deepEqual([after.report?.coldStart, stored(flash)], [false, left], where);
    return true;
  } finally {
    await session.close();
  }
}

describe("a loss of power at any flash operation of a factory reset", function () {
  this.timeout(240_000);

  it("leaves all that was set or nothing of it, and no later wake changes that", async () => {
    let cuts = 0;
    for (const seed of SEEDS) {
      for (let operation = 0; operation < OPERATIONS_MAX; operation++) {
        if (!(await cutAt(operation, seed))) break;
        cuts += 1;
      }
    }
    console.log(`      ${cuts} cut points`);
    assert.ok(cuts >= 5 * SEEDS.length, "hardly anything was cut");
  });
});
