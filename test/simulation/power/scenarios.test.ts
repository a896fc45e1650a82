import assert from "node:assert/strict";
import { SCENARIOS } from "../../../hosts/simulator/scenarios/catalogue.js";
import type { Range, Scenario } from "../../../hosts/simulator/scenarios/scenario.js";
import { buildHost, firmwareOf } from "../../../tools/build-host.js";
import { localCloud } from "../../../tools/run/cloud.js";
import { PowerCounter } from "../../../tools/run/power-figures.js";
import { logLine } from "../../../tools/run/run-log.js";
import { DAY_MS, ScenarioSession } from "../../../tools/run/scenario-session.js";
import { TruthCounter } from "../../../tools/run/truth.js";
import type { WakeRow } from "../../../tools/run/wake-row.js";

/**
 * Whole days take a minute each (`npm start -- --scenario`): here each is held to its first hours, by
 * what they come to a day.
 */
const WAKES_MAX = 120;

async function open(scenario: Scenario): Promise<ScenarioSession> {
  return new ScenarioSession(scenario, {
    firmware: firmwareOf(await buildHost(() => {})),
    cloud: await localCloud(1),
    seed: 1,
    pace: "max",
    days: 1,
  });
}

async function wakesOf(scenario: Scenario, wakesMax: number): Promise<WakeRow[]> {
  const session = await open(scenario);
  const rows: WakeRow[] = [];
  try {
    while (!session.isOver && rows.length < wakesMax) rows.push(await session.runWake());
  } finally {
    await session.close();
  }
  return rows;
}

function within(value: number, [min, max]: Range, what: string): void {
  assert.ok(value >= min && value <= max, `${what}: ${value}, where ${min} to ${max} is expected`);
}

describe("a day of a scenario", function () {
  this.timeout(180_000);

  for (const scenario of Object.values(SCENARIOS)) {
    it(`${scenario.name}: ${scenario.what}`, async () => {
      const { expected } = scenario;
      const rows = await wakesOf(scenario, WAKES_MAX);
      const power = new PowerCounter();
      const truth = new TruthCounter();
      for (const row of rows) {
        power.add(row);
        truth.add(row.label, row.report);
      }
      const days = power.elapsedMs / DAY_MS;
      assert.deepEqual(
        rows.filter(({ how }) => how !== "slept").map(({ said }) => said),
        [],
      );
      within(rows.length / days, expected.wakesPerDay, "wakes a day");
      const byPin = rows.filter(({ cause }) => cause === "pin").length;
      const sent = rows.filter(({ report }) => report?.escalation.outcome.startsWith("sent"));
      assert.ok(byPin <= expected.pinWakesPerDay[1], `${byPin} wakes by the pin`);
      assert.ok(sent.length <= expected.sentPerDay[1], `${sent.length} questions`);
      if (days >= 0.9) {
        within(byPin / days, expected.pinWakesPerDay, "wakes by the pin a day");
        within(sent.length / days, expected.sentPerDay, "questions a day");
      }
      const { correct, labelled } = truth.count;
      within(correct / labelled, [expected.rightShareMin, 1], "right answers");
      const { joulesPerDay } = power.figures("stock");
      within(joulesPerDay, [1, expected.joulesPerDayMax], "joules a day, stock board");
    });
  }

  it("is the same log for the same seed, byte for byte", async () => {
    const scenario = SCENARIOS["trigger-storm"] as Scenario;
    const [one, other] = [await wakesOf(scenario, 60), await wakesOf(scenario, 60)];
    assert.deepEqual(one.map(logLine), other.map(logLine));
  });
});
