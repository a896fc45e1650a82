import { SCENARIOS } from "../../hosts/simulator/scenarios/catalogue.js";
import type { Scenario } from "../../hosts/simulator/scenarios/scenario.js";
import { buildHost, firmwareOf } from "../build-host.js";
import { allOrNone } from "../run/all-or-none.js";
import { PowerCounter } from "../run/power-figures.js";
import { RunCounter } from "../run/run-figures.js";
import { logLine } from "../run/run-log.js";
import { ScenarioSession } from "../run/scenario-session.js";
import { writeOutput } from "../write-output.js";
import { variantOf } from "./engine.js";
import { LiveView } from "./live-view.js";
import { powerSummaryOf } from "./power-summary.js";
import { readSettings } from "./read-settings.js";
import type { RunOptions } from "./run-options.js";
import { modelOf, openCloud } from "./run-world.js";
import { StopRequest } from "./stop-request.js";
import { summaryOf } from "./summary.js";
import { ChartCollector, drawChart } from "./timeline-chart.js";

/** Days of a scenario, with its figures of energy. Of its wakes those are shown that came to something. */
export async function runScenario(options: RunOptions, name: string): Promise<void> {
  const startedAt = performance.now();
  const scenario = SCENARIOS[name] as Scenario;
  const session = await openSession(scenario, options);
  const stopped = new StopRequest();
  const counters = {
    run: new RunCounter(),
    power: new PowerCounter(),
    chart: new ChartCollector(),
  };
  try {
    process.stdout.write(`${scenario.name}: ${scenario.what}\n\n`);
    const log = await runDays(session, counters, stopped);
    const wallMs = Math.round(performance.now() - startedAt);
    const { engine, bytesSent } = session.session;
    const figures = counters.run.figures({ engine, seed: options.seed, bytesSent, wallMs });
    const power = {
      stock: counters.power.figures("stock"),
      modified: counters.power.figures("modified"),
      simulatedPerWall: counters.power.elapsedMs / wallMs,
    };
    process.stdout.write(`\n${summaryOf(figures)}${powerSummaryOf(power)}`);
    if (options.logPath) writeOutput(options.logPath, log.map((line) => `${line}\n`).join(""));
    if (options.jsonPath) {
      writeOutput(options.jsonPath, `${JSON.stringify({ ...figures, power }, null, 2)}\n`);
    }
    if (options.chartPath) writeOutput(options.chartPath, drawChart(counters.chart, scenario.name));
  } finally {
    stopped.forget();
    await session.close();
  }
}

/** Whatever may be refused is read before anything is opened. */
async function openSession(scenario: Scenario, options: RunOptions): Promise<ScenarioSession> {
  const { seed, pace, days = scenario.days } = options;
  const settings = readSettings(options.settingsPath);
  const change = modelOf(options);
  const firmware = firmwareOf(await buildHost(() => {}, variantOf(options)));
  return allOrNone(async (keep) => {
    const cloud = keep(await openCloud(options));
    return new ScenarioSession(scenario, { firmware, cloud, seed, pace, days, settings, change });
  });
}

interface Counters {
  readonly run: RunCounter;
  readonly power: PowerCounter;
  readonly chart: ChartCollector;
}

async function runDays(
  session: ScenarioSession,
  { run, power, chart }: Counters,
  stopped: StopRequest,
): Promise<string[]> {
  const view = new LiveView(process.stdout);
  const log: string[] = [];
  view.start();
  while (!session.isOver && !stopped.asked) {
    const row = await session.runWake();
    run.add(row);
    power.add(row);
    chart.add(row);
    log.push(logLine(row));
    if (!row.skippedByMotion || row.trouble) view.show(row);
  }
  return log;
}
