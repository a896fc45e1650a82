/** What a rule found, and which of its checks this machine cannot make. */
export interface LintOutcome {
  readonly findings: readonly string[];
  readonly skipped: readonly string[];
}

export function joinOutcomes(outcomes: readonly LintOutcome[]): LintOutcome {
  return {
    findings: outcomes.flatMap(({ findings }) => findings),
    skipped: [...new Set(outcomes.flatMap(({ skipped }) => skipped))],
  };
}
