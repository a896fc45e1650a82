import { fitLight, type LightFitOptions } from "./light-fit.js";
import { isSameScene } from "./same-scene.js";
import { isCalm, isDark, SIGNATURE_BYTES } from "./signature.js";

export interface MotionOptions extends LightFitOptions {
  /** Still wakes after which the reference is renewed, so that it follows slow drift. */
  readonly refreshSkips: number;
  /** Wakes in a row that may be skipped before the scene is looked at again. */
  readonly skipsMax: number;
  /** Luma that hardly a cell reaches where a picture is too dark to tell anything. */
  readonly darkLuma: number;
}

/** What the gate remembers between wakes. The signature is empty until `known`. */
export interface MotionState {
  known: boolean;
  readonly reference: Uint8Array;
  /** Wakes skipped in a row. */
  skips: number;
  /** Still wakes since the reference was renewed. */
  stills: number;
}

/**
 * Why a frame goes on to the detector, or why it does not.
 *
 * - `first`: nothing to compare with; `scene`: another place altogether; `moved`: something other
 *   than light has changed;
 *   `overdue`: `skipsMax` wakes in a row were skipped; `unsettled`: the policy is waiting for
 *   further evidence.
 * - `still`: the same picture but for noise; `light`: a difference that light explains; `too-dark`:
 *   nothing can be told from it.
 */
export type AdmitReason = "first" | "scene" | "moved" | "overdue" | "unsettled";
export type SkipReason = "still" | "light" | "too-dark";

export type MotionFinding =
  | { readonly admit: true; readonly reason: AdmitReason; readonly movedCells: number }
  | { readonly admit: false; readonly reason: SkipReason; readonly movedCells: number };

const TOO_DARK: MotionFinding = { admit: false, reason: "too-dark", movedCells: 0 };

export function initialMotionState(): MotionState {
  return { known: false, reference: new Uint8Array(SIGNATURE_BYTES), skips: 0, stills: 0 };
}

/**
 * Compares a frame's signature with the reference and brings `state` up to date.
 *
 * An admitted frame becomes the reference, and so does one whose light has changed: the next is
 * compared with the light it has. A still one does so every `refreshSkips` wakes only, so that
 * something that creeps in is compared with what stood there before. A dark one changes nothing: when
 * light comes again, it is compared with the last that could be seen.
 */
export function passMotionGate(
  signature: Uint8Array,
  state: MotionState,
  options: MotionOptions,
  unsettled: boolean,
): MotionFinding {
  const finding = compare(signature, state, options, unsettled);
  if (finding.reason === "still") {
    state.skips += 1;
    state.stills += 1;
    if (state.stills < options.refreshSkips) return finding;
  } else if (finding.reason === "too-dark") {
    return finding;
  } else {
    state.skips = finding.admit ? 0 : state.skips + 1;
  }
  state.reference.set(signature);
  state.stills = 0;
  state.known = true;
  return finding;
}

function compare(
  signature: Uint8Array,
  state: MotionState,
  options: MotionOptions,
  unsettled: boolean,
): MotionFinding {
  if (!state.known) {
    if (isDark(signature, options.darkLuma)) return TOO_DARK;
    return { admit: true, reason: "first", movedCells: 0 };
  }
  let movedCells = 0;
  let reason: SkipReason = "still";
  if (!isCalm(signature, state.reference, options.darkLuma)) {
    if (isDark(signature, options.darkLuma)) return TOO_DARK;
    if (!isCalm(signature, state.reference, 0)) {
      if (!isSameScene(signature, state.reference)) {
        return { admit: true, reason: "scene", movedCells: SIGNATURE_BYTES };
      }
      const fit = fitLight(signature, state.reference, options);
      movedCells = fit.movedCells;
      if (fit.moved) return { admit: true, reason: "moved", movedCells };
      reason = "light";
    }
  }
  if (unsettled) return { admit: true, reason: "unsettled", movedCells };
  if (state.skips >= options.skipsMax) return { admit: true, reason: "overdue", movedCells };
  return { admit: false, reason, movedCells };
}
