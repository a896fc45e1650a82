import { CELLS, openVolts, usualCells } from "../../hosts/simulator/board/energy/cells.js";
import { chargeOf, total } from "../../hosts/simulator/board/energy/charge.js";
import type { WakeRow } from "../run/wake-row.js";

const WIDTH_PX = 960;
const LEFT_PX = 110;
const LANE_PX = 64;
const TOP_PX = 40;
const BINS = 480;
const HOUR_MS = 3_600_000;
const BOARD = "stock";

interface Point {
  readonly startMs: number;
  readonly spanMs: number;
  readonly awakeMs: number;
  readonly milliamperes: number;
  readonly looks: number;
  readonly decision: string | undefined;
  readonly judged: boolean;
  readonly asked: boolean;
  readonly byPin: boolean;
}

/** What a chart needs of each wake. */
export class ChartCollector {
  readonly points: Point[] = [];

  add(row: WakeRow): void {
    const { awakeMs, asleepMs } = row.loads;
    const spanMs = awakeMs + asleepMs;
    this.points.push({
      startMs: row.startMs,
      spanMs,
      awakeMs,
      milliamperes: total(chargeOf(row.loads, BOARD)) / (spanMs / 1_000),
      looks: row.report?.looks.length ?? 0,
      decision: row.decision,
      judged: row.report?.chip !== null && row.report !== undefined,
      asked: row.report?.escalation.outcome.startsWith("sent") ?? false,
      byPin: row.cause === "pin",
    });
  }
}

/** A run over time as SVG, in black on white: bars for sums, marks for single things. */
export function drawChart({ points }: ChartCollector, title: string): string {
  const last = points[points.length - 1];
  const endMs = last === undefined ? 1 : last.startMs + last.spanMs;
  const lanes = [
    bars("awake", "% of the time", shareAwake(points, endMs)),
    bars("current", "mA, stock board", meanCurrent(points, endMs)),
    bars(
      "frames",
      "looks",
      sums(points, endMs, ({ looks }) => looks),
    ),
    marks("person", points, endMs, ({ judged, decision }) => judged && decision === "person"),
    marks("no person", points, endMs, ({ judged, decision }) => judged && decision === "noPerson"),
    marks("uncertain", points, endMs, ({ judged, decision }) => judged && decision === "uncertain"),
    marks("asked cloud", points, endMs, ({ asked }) => asked),
    marks("motion pin", points, endMs, ({ byPin }) => byPin),
    battery(points, endMs),
  ];
  const drawn = lanes.map(
    (lane, at) => `<g transform="translate(0 ${TOP_PX + at * LANE_PX})">${lane}</g>`,
  );
  const heightPx = TOP_PX + lanes.length * LANE_PX + 30;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH_PX + 20}" height="${heightPx}" `,
    `viewBox="0 0 ${WIDTH_PX + 20} ${heightPx}" font-family="sans-serif" font-size="12">`,
    `<title>${title} over time</title>`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="10" y="24" font-size="16" font-weight="bold">${title}: ${points.length} wakes</text>`,
    ...drawn,
    hours(endMs, TOP_PX + lanes.length * LANE_PX + 10),
    "</svg>\n",
  ].join("");
}

function xOf(atMs: number, endMs: number): number {
  return LEFT_PX + ((WIDTH_PX - LEFT_PX) * atMs) / endMs;
}

function label(name: string, unit = ""): string {
  const small = unit && `<text x="10" y="36" font-size="10">${unit}</text>`;
  return `<text x="10" y="22" font-weight="bold">${name}</text>${small}`;
}

function baseline(): string {
  return `<line x1="${LEFT_PX}" x2="${WIDTH_PX}" y1="50" y2="50" stroke="#000" stroke-width="0.5"/>`;
}

function bars(name: string, unit: string, values: readonly number[]): string {
  const most = Math.max(...values, 1e-9);
  const widthPx = (WIDTH_PX - LEFT_PX) / values.length;
  const steps = values.map((value, at) => {
    const y = (50 - (44 * value) / most).toFixed(1);
    return `V${y}H${(LEFT_PX + (at + 1) * widthPx).toFixed(1)}`;
  });
  const drawn = `<path d="M${LEFT_PX} 50${steps.join("")}V50Z"/>`;
  const scale = `<text x="${WIDTH_PX}" y="4" font-size="10" text-anchor="end">${most.toFixed(most < 10 ? 1 : 0)}</text>`;
  return `${label(name, unit)}${baseline()}${drawn}${scale}`;
}

function marks(
  name: string,
  points: readonly Point[],
  endMs: number,
  isMarked: (point: Point) => boolean,
): string {
  const marked = points.filter(isMarked);
  const lines = marked.map(({ startMs }) => `M${xOf(startMs, endMs).toFixed(1)} 14V50`);
  const drawn = `<path d="${lines.join("")}" fill="none" stroke="#000" stroke-width="0.8"/>`;
  return `${label(name, `${marked.length} times`)}${baseline()}${drawn}`;
}

function battery(points: readonly Point[], endMs: number): string {
  const cells = CELLS[usualCells(BOARD)];
  const volts = (share: number): number => openVolts(cells, share);
  let usedMah = 0;
  const line = points.map(({ startMs, milliamperes, spanMs }) => {
    usedMah += (milliamperes * spanMs) / HOUR_MS;
    const share = 1 - usedMah / cells.capacityMah;
    const y = 50 - (44 * (volts(share) - volts(0))) / (volts(1) - volts(0));
    return `${xOf(startMs, endMs).toFixed(1)},${y.toFixed(1)}`;
  });
  const shown = line.filter((_, at) => at % Math.ceil(line.length / BINS) === 0);
  const unit = `V, ${cells.capacityMah} mAh`;
  return `${label("battery", unit)}${baseline()}<polyline points="${shown.join(" ")}" fill="none" stroke="#000" stroke-width="1.5"/>`;
}

function sums(points: readonly Point[], endMs: number, of: (point: Point) => number): number[] {
  const bins = Array<number>(BINS).fill(0);
  for (const point of points) {
    const bin = Math.min(BINS - 1, Math.floor((BINS * point.startMs) / endMs));
    bins[bin] = (bins[bin] as number) + of(point);
  }
  return bins;
}

function shareAwake(points: readonly Point[], endMs: number): number[] {
  const awake = sums(points, endMs, ({ awakeMs }) => awakeMs);
  const spans = sums(points, endMs, ({ spanMs }) => spanMs);
  return awake.map((ms, bin) => (spans[bin] ? (100 * ms) / (spans[bin] as number) : 0));
}

function meanCurrent(points: readonly Point[], endMs: number): number[] {
  const charge = sums(points, endMs, ({ milliamperes, spanMs }) => milliamperes * spanMs);
  const spans = sums(points, endMs, ({ spanMs }) => spanMs);
  return charge.map((mas, bin) => (spans[bin] ? mas / (spans[bin] as number) : 0));
}

function hours(endMs: number, y: number): string {
  const stepHours = endMs > 48 * HOUR_MS ? 24 : 3;
  const ticks: string[] = [];
  for (let hour = 0; hour * HOUR_MS <= endMs; hour += stepHours) {
    const x = xOf(hour * HOUR_MS, endMs).toFixed(1);
    ticks.push(`<text x="${x}" y="${y}" font-size="11" text-anchor="middle">${hour} h</text>`);
  }
  return ticks.join("");
}
