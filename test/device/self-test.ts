import { openBench } from "nightjar/bench";
import { openHost } from "nightjar/host";
import type { Host } from "../../modules/host/host.js";
import { type Judge, type JudgedTest, judge } from "../conformance/judge.js";
import { conformanceSuites } from "../conformance/suites.js";
import type { Bench, Part } from "./bench.js";
import { judgeCycle } from "./cycle.js";
import { judgeInferences, judgePicture, judgeWholeWay, tellOfPeer } from "./golden-cases.js";
import { GOLDEN_PICTURES } from "./golden-vectors.js";
import {
  countLostBytes,
  forgetSleepRecord,
  readSleepRecord,
  type SleepRecord,
  writeSleepRecord,
} from "./sleep-record.js";
import { readSurroundings, type Surroundings } from "./surroundings.js";
import { Tap } from "./tap.js";
import { judgeTimers } from "./timers.js";

interface Check {
  readonly name: string;
  readonly needs?: Part;
  readonly test: JudgedTest;
}

const SLEEP_MS = 2_000;
/** Until somebody takes the power away. */
const LAST_SLEEP_MS = 3_600_000;
const PSRAM_TEST_BYTES = 2 * 1024 * 1024;
const SLEEP_CHECK = "deep sleep and wake with the retained memory";

/**
 * Firmware of its own in place of main.ts: what a board of this host must do, told as TAP on its
 * console. The last check sleeps, and what the boot after it finds is its verdict.
 */
export async function runSelfTest(): Promise<void> {
  const host = openHost();
  const bench = openBench(host);
  try {
    const told = readSleepRecord(host.power.memory);
    if (told !== undefined) await finishAfterSleep(host, bench, told);
    else await runChecks(host, bench);
  } catch (error) {
    // Nobody hears of a promise that fails on a board.
    bench.writeLine(`Bail out! ${String(error)}`);
    throw error;
  }
}

async function runChecks(host: Host, bench: Bench): Promise<void> {
  const tap = new Tap(bench.writeLine);
  const surroundings = readSurroundings(host, bench);
  const checks = checksOf(host, bench, tap, surroundings);
  tap.plan(checks.length + 1);
  tap.note(`host ${host.name}, wake cause ${host.power.wakeCause}`);
  tellMemory(bench, tap);
  for (const { name, needs, test } of checks) {
    const isAbsent = needs !== undefined && surroundings.absent.includes(needs);
    tap.tell(name, isAbsent ? { skipped: `no ${needs}` } : await judge(test));
  }
  tellMemory(bench, tap);
  if (surroundings.absent.includes("deep-sleep")) {
    tap.tell(SLEEP_CHECK, { skipped: "no deep-sleep" });
    tap.end();
    return;
  }
  const { number, failed } = tap;
  writeSleepRecord(host.power.memory, { number, failed });
  host.power.sleep({ durationMs: SLEEP_MS });
}

async function finishAfterSleep(host: Host, bench: Bench, told: SleepRecord): Promise<void> {
  const tap = new Tap(bench.writeLine, told);
  const { wakeCause, memory } = host.power;
  const verdict = await judge((each) => {
    each.equal(wakeCause, "timer", "what the chip woke by");
    each.equal(countLostBytes(memory, told), 0, "bytes that the sleep cost");
  });
  tap.tell(SLEEP_CHECK, verdict);
  tap.end();
  forgetSleepRecord(memory);
  host.power.sleep({ durationMs: LAST_SLEEP_MS });
}

function checksOf(host: Host, bench: Bench, tap: Tap, { server }: Surroundings): Check[] {
  const note = (text: string) => tap.note(text);
  const pictures = GOLDEN_PICTURES.map(
    (golden): Check => ({
      name: `decode: ${golden.name}`,
      test: (verdict) => judgePicture(verdict, host, golden),
    }),
  );
  return [
    { name: "timers and clock", test: (verdict) => judgeTimers(verdict, host) },
    { name: "psram", needs: "psram", test: (verdict) => judgePsram(verdict, bench) },
    { name: "app slot", needs: "app-slots", test: (verdict) => judgeSlot(verdict, bench, note) },
    { name: "bluetooth", needs: "bluetooth", test: isNotBuilt },
    ...pictures,
    { name: "infer: golden inputs", test: (verdict) => judgeInferences(verdict, host, note) },
    {
      name: "infer: a picture",
      test: async (verdict) => {
        await judgeWholeWay(verdict, host, bench);
        await tellOfPeer(host, bench, note);
      },
    },
    { name: "the cycle, twice", test: (verdict) => judgeCycle(verdict, host, bench) },
    ...conformanceSuites(host, server),
  ];
}

function judgePsram(verdict: Judge, bench: Bench): void {
  const wrong = bench.wrongExternalBytes(PSRAM_TEST_BYTES);
  verdict.equal(wrong, 0, `wrong bytes of ${PSRAM_TEST_BYTES}`);
}

/** An image that was flashed over serial is on no trial; one that runs is not invalid. */
function judgeSlot(verdict: Judge, bench: Bench, note: (text: string) => void): void {
  const slot = bench.appSlot();
  note(`app slot ${slot?.name}, state ${slot?.state}`);
  verdict.ok(slot?.name === "ota_0" || slot?.name === "ota_1", `runs from ${slot?.name}`);
  const states = ["new", "pending", "valid", "unknown"];
  verdict.ok(states.includes(slot?.state ?? ""), `is ${slot?.state}`);
}

function isNotBuilt(verdict: Judge): void {
  verdict.failures.push("nothing in the firmware uses it yet");
}

function tellMemory(bench: Bench, tap: Tap): void {
  const free = bench.freeMemory();
  if (free === undefined) return;
  tap.note(
    `free: ${free.internal} bytes internal (largest piece ${free.internalPiece}, least so far ` +
      `${free.internalMin}), ${free.external} external`,
  );
}
