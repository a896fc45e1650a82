/** A network's log-odds of a person before calibration, and the truth. */
export interface Margin {
  readonly logOdds: number;
  readonly person: boolean;
}

export interface Calibration {
  readonly temperature: number;
  readonly bias: number;
}

const ROUNDS = 100;
/** Keeps a network that is never wrong on these pictures from an infinite slope. */
const RIDGE = 1e-3;
/** Below this a step changes nothing that a float shows. */
const STEP_MIN = 1e-9;

interface Line {
  readonly slope: number;
  readonly offset: number;
}

/**
 * Temperature and bias of least log loss, p = 1 / (1 + exp(-(z + bias) / temperature)): logistic
 * regression on z by Newton's method, after Platt (Probabilistic Outputs for Support Vector
 * Machines, 1999), each step halved until it lessens the loss.
 */
export function calibrate(margins: readonly Margin[]): Calibration {
  let line: Line = { slope: 1, offset: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const next = stepFrom(line, margins);
    if (next === undefined) break;
    line = next;
  }
  return { temperature: 1 / line.slope, bias: line.offset / line.slope };
}

/** Undefined where no step is better. */
function stepFrom(line: Line, margins: readonly Margin[]): Line | undefined {
  const before = lossOf(line, margins);
  const full = newtonStep(line, margins);
  for (let part = 1; part > STEP_MIN; part /= 2) {
    const next = {
      slope: line.slope - part * full.slope,
      offset: line.offset - part * full.offset,
    };
    if (lossOf(next, margins) < before) return next;
  }
  return undefined;
}

function newtonStep({ slope, offset }: Line, margins: readonly Margin[]): Line {
  let [g0, g1, h00, h01, h11] = [RIDGE * (slope - 1), 0, RIDGE, 0, RIDGE];
  for (const { logOdds, person } of margins) {
    const p = 1 / (1 + Math.exp(-(slope * logOdds + offset)));
    const error = p - Number(person);
    const weight = p * (1 - p);
    g0 += error * logOdds;
    g1 += error;
    h00 += weight * logOdds * logOdds;
    h01 += weight * logOdds;
    h11 += weight;
  }
  const determinant = h00 * h11 - h01 * h01;
  return {
    slope: (h11 * g0 - h01 * g1) / determinant,
    offset: (h00 * g1 - h01 * g0) / determinant,
  };
}

function lossOf({ slope, offset }: Line, margins: readonly Margin[]): number {
  return margins.reduce(
    (sum, { logOdds, person }) => {
      const against = (slope * logOdds + offset) * (person ? -1 : 1);
      // log(1 + exp(x)) without its overflow.
      return sum + Math.max(against, 0) + Math.log1p(Math.exp(-Math.abs(against)));
    },
    (RIDGE / 2) * (slope - 1) ** 2,
  );
}
