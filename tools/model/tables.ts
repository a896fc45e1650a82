import type { Arena } from "./arena.js";
import type { Evaluation } from "./evaluate-model.js";

const REFUSED_SHOWN = 5;

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Rows of a name and a figure. */
export function figuresTable(figures: Omit<Evaluation, "schema">, arena: Arena): string {
  const rows: [string, string][] = [
    ["pictures", `${figures.pictures}`],
    ["accuracy", percent(figures.accuracy)],
    ["balanced accuracy", percent(figures.balancedAccuracy)],
    ["AUC", figures.auc.toFixed(3)],
    ["calibration error", figures.ece.toFixed(3)],
    ["people found", percent(figures.peopleFound)],
    ["false alarms", percent(figures.falseAlarms)],
    ["with 10 % answered for it", percent(figures.hybridAt10)],
    ["file", `${figures.bytes} bytes`],
    ["arena", arena.bytes === null ? `not counted: ${arena.why}` : `${arena.bytes} bytes`],
    ["multiply-accumulates", `${figures.macs}`],
  ];
  return rows.map(([name, value]) => `  ${name.padEnd(27)}${value}\n`).join("");
}

/** What was left out of the pictures, with why. */
export function refusedLines(refused: readonly string[]): string {
  if (refused.length === 0) return "";
  const shown = refused.slice(0, REFUSED_SHOWN).map((line) => `  ${line}\n`);
  return `left out, unreadable or refused by the firmware's decoder: ${refused.length}\n${shown.join("")}`;
}
