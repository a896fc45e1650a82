/** One test of a TAP stream. */
export interface TapPoint {
  readonly number: number;
  readonly name: string;
  readonly passed: boolean;
  /** Why it was not run. */
  readonly skipped?: string;
}

export interface TapStream {
  readonly plan: number;
  readonly points: readonly TapPoint[];
  readonly notes: readonly string[];
}

const POINT = /^(not )?ok (\d+) - (.*?)(?: # SKIP (.*))?$/;

/** Throws where the lines are no TAP of one header and one plan. */
export function readTap(lines: readonly string[]): TapStream {
  if (lines[0] !== "TAP version 13") throw new Error(`begins with ${lines[0]}`);
  const plan = lines[1]?.match(/^1\.\.(\d+)$/)?.[1];
  if (plan === undefined) throw new Error(`no plan but ${lines[1]}`);
  const points: TapPoint[] = [];
  const notes: string[] = [];
  for (const line of lines.slice(2)) {
    const point = line.match(POINT);
    if (point) {
      const [, not, number = "", name = "", skipped] = point;
      const told = { number: Number(number), name, passed: not === undefined };
      points.push(skipped === undefined ? told : { ...told, skipped });
    } else if (line.startsWith("# ")) notes.push(line.slice(2));
    else if (!line.startsWith("  ")) throw new Error(`no TAP: ${line}`);
  }
  return { plan: Number(plan), points, notes };
}
