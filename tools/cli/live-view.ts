import { styleText } from "node:util";
import type { WakeRow } from "../run/wake-row.js";

const NAME_CHARS_MAX = 34;
const BAR_CHARS = 24;

/** A line per wake and, on a terminal, a progress bar under them. */
export class LiveView {
  readonly #output: NodeJS.WriteStream;
  readonly #wakes: number | undefined;
  #done = 0;

  /** Where nobody knows how many wakes there will be, there is no bar. */
  constructor(output: NodeJS.WriteStream, wakes?: number) {
    this.#output = output;
    this.#wakes = wakes;
  }

  start(): void {
    const head = ["time".padEnd(8), "picture".padEnd(NAME_CHARS_MAX), "p(person)", "decision  "];
    this.#line(
      [...head, "cloud                 ", "   sent", "computrons"].join("  ").trimEnd(),
      "bold",
    );
  }

  show(row: WakeRow): void {
    this.#done += 1;
    this.#clearBar();
    this.#line(lineOf(row), styleOf(row));
    if (row.trouble) this.#line(`          ${row.trouble}`, "yellow");
    this.#drawBar();
  }

  end(): void {
    this.#clearBar();
  }

  #line(text: string, style: Parameters<typeof styleText>[0] | undefined): void {
    this.#output.write(`${this.#output.isTTY && style ? styleText(style, text) : text}\n`);
  }

  #drawBar(): void {
    if (!this.#output.isTTY || !this.#wakes || this.#done === this.#wakes) return;
    const filled = Math.round((this.#done / this.#wakes) * BAR_CHARS);
    const bar = "#".repeat(filled).padEnd(BAR_CHARS, ".");
    this.#output.write(`[${bar}] ${this.#done}/${this.#wakes} wakes`);
  }

  #clearBar(): void {
    if (this.#output.isTTY) this.#output.write("\r\x1b[K");
  }
}

function lineOf(row: WakeRow): string {
  return [
    clockText(row.wallMs),
    padded(row.picture ?? "-", NAME_CHARS_MAX),
    (row.probability === undefined ? "-" : row.probability.toFixed(3)).padEnd(9),
    (row.decision ?? "-").padEnd(10),
    row.cloud.padEnd(22),
    (row.bytesSent > 0 ? `${row.bytesSent}` : "-").padStart(7),
    `${row.computrons}`.padStart(10),
  ].join("  ");
}

function styleOf(row: WakeRow): Parameters<typeof styleText>[0] | undefined {
  if (row.how !== "slept") return "red";
  if (row.decision === "person") return "green";
  return row.skippedByMotion ? "dim" : undefined;
}

/** Time of day on the virtual wall clock, UTC. */
function clockText(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(11, 19);
}

function padded(text: string, charsMax: number): string {
  return text.length <= charsMax ? text.padEnd(charsMax) : `…${text.slice(1 - charsMax)}`;
}
