import { runWake } from "../../modules/cycle/wake.js";
import type { TimerId, Timers } from "../../modules/host/clock.js";
import type { Host } from "../../modules/host/host.js";
import type { Power, WakeCause } from "../../modules/host/power.js";
import type { WakeReport } from "../../modules/report/wake-report.js";
import type { Judge } from "../conformance/judge.js";
import { bytesOfHex } from "../conformance/native/fixtures.js";
import type { Bench } from "./bench.js";
import { embeddedCamera } from "./embedded-camera.js";
import { GOLDEN_PICTURES } from "./golden-vectors.js";

/** Thrown where a wake would sleep: nothing runs after it. */
class Asleep extends Error {}

/**
 * The firmware's own cycle on an embedded picture, twice: a cold start, which must judge it, and a
 * wake that sees the same again, which must not.
 */
export async function judgeCycle(verdict: Judge, host: Host, bench: Bench): Promise<void> {
  const retained = new Uint8Array(host.power.memory.byteLength);
  const jpeg = bytesOfHex(GOLDEN_PICTURES[0]?.jpeg ?? []);
  const watched = { ...host, camera: embeddedCamera(host.timers, jpeg) };
  const cold = await wakeOnce(watched, "power-on", retained);
  verdict.equal(cold?.coldStart, true, "the first wake is a cold start");
  verdict.ok((cold?.inferences ?? 0) >= 1, "it judges the picture");
  verdict.equal(JSON.stringify(cold?.failures), "[]", "its failures");
  bench.beginSpan("quiet wake");
  const quiet = await wakeOnce(watched, "timer", retained);
  bench.endSpan();
  verdict.equal(quiet?.coldStart, false, "the second wake knows the first");
  verdict.equal(quiet?.skippedByMotion, true, "nothing moved");
  verdict.equal(quiet?.inferences, 0, "inferences of a quiet wake");
  verdict.equal(JSON.stringify(quiet?.failures), "[]", "failures of a quiet wake");
}

/** One wake on `retained` in the place of RTC memory, up to where it would sleep. */
export async function wakeOnce(
  host: Host,
  cause: WakeCause,
  retained: Uint8Array,
): Promise<WakeReport | undefined> {
  const reports: WakeReport[] = [];
  const timers = new EndingTimers(host.timers);
  const watched: Host = {
    ...host,
    timers,
    power: powerOn(cause, retained),
    report: (message) => reports.push(message as WakeReport),
  };
  // From a turn of its own, as main.ts does: a chip's stack is short.
  await new Promise<void>((resolve) => {
    host.timers.set(resolve, 0);
  });
  try {
    await runWake(watched);
  } catch (error) {
    if (!(error instanceof Asleep)) throw error;
  } finally {
    timers.end();
  }
  return reports[0];
}

/** A sleep takes what was still to come with it. */
class EndingTimers implements Timers {
  readonly #timers: Timers;
  readonly #pending = new Set<TimerId>();

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  set(callback: () => void, delayMs: number): TimerId {
    const id = this.#timers.set(() => {
      this.#pending.delete(id);
      callback();
    }, delayMs);
    this.#pending.add(id);
    return id;
  }

  clear(id: TimerId): void {
    this.#pending.delete(id);
    this.#timers.clear(id);
  }

  end(): void {
    for (const id of this.#pending) this.#timers.clear(id);
    this.#pending.clear();
  }
}

function powerOn(wakeCause: WakeCause, retained: Uint8Array): Power {
  return {
    wakeCause,
    memory: {
      byteLength: retained.byteLength,
      read: (buffer) => buffer.set(retained.subarray(0, buffer.byteLength)),
      write: (bytes) => retained.set(new Uint8Array(bytes as ArrayBuffer)),
    },
    sleep() {
      throw new Asleep();
    },
  };
}
