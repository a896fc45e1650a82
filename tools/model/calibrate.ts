/** A network's log-odds of a person before calibration, and the truth. */
export interface Margin {
  readonly logOdds: number;
  readonly person: boolean;
}

export interface Calibration {
  readonly temperature: number;
  readonly bias: number;
}

const ROUNDS = 50;
/** Keeps a network that is never wrong on these pictures from an infinite slope. */
const RIDGE = 1e-3;

/**
 * Temperature and bias of least log loss, p = 1 / (1 + exp(-(z + bias) / temperature)): logistic
 * regression on z by Newton's method, after Platt (Probabilistic Outputs for Support Vector Machines, 1999).
 */
export function calibrate(margins: readonly Margin[]): Calibration {
  let slope = 1;
  let offset = 0;
  for (let round = 0; round < ROUNDS; round++) {
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
    slope -= (h11 * g0 - h01 * g1) / determinant;
    offset -= (h00 * g1 - h01 * g0) / determinant;
  }
  return { temperature: 1 / slope, bias: offset / slope };
}
