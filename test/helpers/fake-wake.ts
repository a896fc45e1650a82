import assert from "node:assert/strict";
import { runWake } from "../../modules/cycle/wake.js";
import type { WakeReport } from "../../modules/report/wake-report.js";
import { Asleep, type FakeHost } from "./fake-host.js";
import { settled } from "./fake-time.js";

/**
 * Runs one wake to its sleep and gives its report. Holds what every wake must keep, whatever
 * happens in it: one sleep, one report, nothing left open, no timer left behind.
 */
export async function wakeOnce(host: FakeHost): Promise<WakeReport> {
  const { reports, sleeps } = host;
  const before = { reports: reports.length, sleeps: sleeps.length };
  await assert.rejects(settled(runWake(host), host.time), Asleep);
  assert.equal(sleeps.length - before.sleeps, 1, "one sleep");
  assert.equal(reports.length - before.reports, 1, "one report");
  const leftOpen = {
    cameras: host.scriptedCamera.open,
    buffers: host.scriptedCamera.buffersOpen,
    detectors: host.detectorsOpen,
    connections: host.https.exchanges.filter(({ closed }) => !closed).length,
    domains: host.keyValue.openDomains,
    lights: host.indicator.open + host.flashLight.open,
  };
  for (const [what, count] of Object.entries(leftOpen)) assert.equal(count, 0, `open: ${what}`);
  const report = reports.at(-1);
  assert.ok(report);
  assert.equal(report.sleepMs, sleeps.at(-1));
  return report;
}

/** The wakes after it, too: each boots from what the one before left behind. */
export async function wakeTimes(host: FakeHost, count: number): Promise<WakeReport[]> {
  const reports: WakeReport[] = [];
  for (let wake = 0; wake < count; wake++) {
    if (host.sleeps.length > 0) host.reboot();
    reports.push(await wakeOnce(host));
  }
  return reports;
}
