import type { Decision } from "./decide.js";

export type Presence = "present" | "absent";

/** What keeps presence from flapping; kept in the wake state. */
export interface PresenceState {
  presence: Presence;
  /** Decisions in a row that speak against `presence`. */
  against: number;
}

export interface PresenceOptions {
  readonly enterDecisions: number;
  readonly leaveDecisions: number;
}

export function initialPresenceState(): PresenceState {
  return { presence: "absent", against: 0 };
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
  if (decision === "uncertain") return;
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

/** Whether presence is about to turn: the next frame is evidence, and must not be skipped. */
export function isUnsettled({ against }: PresenceState): boolean {
  return against > 0;
}
