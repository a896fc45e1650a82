import type { Decision } from "./decide.js";

export type Presence = "present" | "absent";

/** What keeps presence from flapping; kept in the wake state. */
export interface PresenceState {
  presence: Presence;
  /** Decisions in a row that speak against `presence`. */
  against: number;
  /** Uncertain decisions in a row, at most `UNSURE_MAX`. */
  unsure: number;
}

/** A minute of looks as the firmware comes, in which the cloud may be asked twice. */
export const UNSURE_MAX = 6;

export interface PresenceOptions {
  readonly enterDecisions: number;
  readonly leaveDecisions: number;
}

export function initialPresenceState(): PresenceState {
  return { presence: "absent", against: 0, unsure: 0 };
}

/**
 * Takes one decision into account. Enough in a row that speak against the presence turn it; one
 * that speaks for it starts the count again; an uncertain one is no evidence and leaves the count.
 */
export function observe(
  state: PresenceState,
  decision: Decision,
  { enterDecisions, leaveDecisions }: PresenceOptions,
): void {
  if (decision === "uncertain") {
    state.unsure = Math.min(state.unsure + 1, UNSURE_MAX);
    return;
  }
  state.unsure = 0;
  const seen: Presence = decision === "person" ? "present" : "absent";
  if (seen === state.presence) {
    state.against = 0;
    return;
  }
  state.against += 1;
  if (state.against >= (seen === "present" ? enterDecisions : leaveDecisions)) {
    state.presence = seen;
    state.against = 0;
  }
}

/**
 * Whether presence is about to turn: the next frame is evidence, and must not be skipped. Not where
 * so many told nothing: then nobody can tell, and looking on would cost cells their days.
 */
export function isUnsettled({ against, unsure }: PresenceState): boolean {
  return against > 0 && unsure < UNSURE_MAX;
}
