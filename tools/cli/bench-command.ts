import { parseArgs } from "node:util";
import { benchCloud, type CloudBench } from "../bench/cloud-bench.js";
import { benchFuzz, type FuzzBench } from "../bench/fuzz-bench.js";
import { benchOutbox, type OutboxBench } from "../bench/outbox-bench.js";
import { benchPower, type PowerBench } from "../bench/power-bench.js";
import { writeOutput } from "../write-output.js";
import { exitCode, parsed } from "./exit-code.js";
import { wholeNumber, writable } from "./flags.js";
import { powerSummaryOf } from "./power-summary.js";

const DAYS_MAX = 31;

const HELP = `Usage: npm run bench -- [options]

Measures what the firmware costs in virtual days, on this machine and against two baselines, and what
its outbox withstands. Takes a minute or two for each day, and four more.

  --days N      days of the scenario (default: 1)
  --json FILE   write the figures; null is what could not be measured here
  --help        this text
`;

const FLAGS = {
  days: { type: "string", default: "1" },
  json: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

export function benchCommand(args: readonly string[]): Promise<number> {
  return exitCode(async () => {
    const values = parsed(
      "npm run bench --",
      () => parseArgs({ args: [...args], options: FLAGS }).values,
    );
    if (values.help) process.stdout.write(HELP);
    else {
      const jsonPath = values.json === undefined ? undefined : writable("--json", values.json);
      await bench(wholeNumber("--days", values.days, 1, DAYS_MAX), jsonPath);
    }
    return 0;
  });
}

async function bench(days: number, jsonPath: string | undefined): Promise<void> {
  const power = await benchPower(days);
  const cloud = await benchCloud();
  const outbox = benchOutbox();
  const fuzz = benchFuzz();
  process.stdout.write(tableOf(power) + cloudTableOf(cloud) + outboxTableOf(outbox, fuzz));
  if (!jsonPath) return;
  const figures = { schema: "nightjar.bench/1", power, cloud, outbox, fuzz };
  writeOutput(jsonPath, `${JSON.stringify(figures, null, 2)}\n`);
}

const shown = (value: number | null): string => (value === null ? "not measured" : `${value}`);

function cloudTableOf(cloud: CloudBench): string {
  const joules = (value: number | null): string =>
    value === null ? "not measured" : `${value.toFixed(2)} J`;
  const rows = [
    ["a question: computrons", shown(cloud.computronsPerEscalation)],
    ["  heap, 64 bits", `${shown(cloud.heap64EscalationBytes)} B`],
    ["  heap, 32 bits", `${shown(cloud.heap32EscalationBytes)} (under 65536)`],
    ["  over HTTPS", joules(cloud.joulesPerEscalationHttps)],
    ["  as events", joules(cloud.joulesPerEscalationSse)],
    ["  over a WebSocket", joules(cloud.joulesPerEscalationWebsocket)],
  ];
  return rows.map(([label = "", text]) => `${label.padEnd(27)}${text}\n`).join("");
}

function outboxTableOf(outbox: OutboxBench, fuzz: FuzzBench): string {
  const ratio = (value: number | null): string =>
    value === null ? "not measured" : value.toFixed(3);
  const rows = [
    ["outbox: cut points", shown(outbox.cutPoints)],
    ["  operations without loss", shown(outbox.operationsWithoutLoss)],
    ["  cuts among them", shown(outbox.cutsByChance)],
    ["  written per byte stored", ratio(outbox.bytesWrittenPerByteStored)],
    ["  erases, most over fewest", ratio(outbox.wearRatio)],
    ["fuzz: inputs", shown(fuzz.inputs)],
  ];
  return rows.map(([label = "", text]) => `${label.padEnd(27)}${text}\n`).join("");
}

function tableOf(power: PowerBench): string {
  const rows = [
    ["scenario", `${power.scenario}, ${power.days} d, ${power.wakes} wakes`],
    ["computrons, quiet wake", `${shown(power.computronsQuietWake)} (under 20000)`],
    ["computrons, escalating", shown(power.computronsEscalatingWake)],
    ["heap at its peak, 64 bits", `${power.heapPeakBytes} B`],
    ["heap at its peak, 32 bits", `${shown(power.heap32PeakBytes)} (under 98304)`],
    ["RTC record", `${power.rtcBytes} B (under 2048)`],
    ["cut points", shown(power.cutPoints)],
  ];
  const table = rows.map(([label = "", text]) => `${label.padEnd(27)}${text}\n`).join("");
  const { simulatedPerWall, boards } = power;
  return `${table}${powerSummaryOf({ simulatedPerWall, ...boards })}`;
}
