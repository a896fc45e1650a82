import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type DayStep, generateDay } from "../../hosts/simulator/board/camera/day.js";
import { PLACE_NAMES } from "../../hosts/simulator/board/camera/scenes/places.js";
import { showsPerson } from "../../hosts/simulator/board/camera/scenes/studio.js";
import { isDark } from "../../modules/motion/signature.js";
import { DEFAULT_SETTINGS } from "../../modules/settings/settings.js";
import type { LabelledPicture } from "../model/labelled-pictures.js";
import type { OnPicture } from "../model/progress.js";

export type SceneKind = "person" | "noperson" | "dark";

/** A frame of a drawn day; its path ends in `<kind>/<place> <day>-<step>.jpg`, which names it for good. */
export interface DrawnScene extends LabelledPicture {
  readonly kind: SceneKind;
  readonly place: string;
  /** Part of the picture that people cover, 0 to 1. */
  readonly personArea: number;
}

export interface SceneRequest {
  /** Frames with and without people each, alike from every place. */
  readonly count: number;
  /** The first day's; the following days follow it. */
  readonly seed: number;
  /** Where `person`, `noperson` and `dark` will be. */
  readonly folder: string;
}

const STEPS_PER_DAY = 20;

/**
 * Draws days at every place until each has its share of both kinds. Frames that the firmware calls too
 * dark to judge count for neither; what only repeats the frame before it, but for noise, is left out.
 */
export async function drawScenes(
  { count, seed, folder }: SceneRequest,
  onPicture: OnPicture,
): Promise<DrawnScene[]> {
  for (const kind of ["person", "noperson", "dark"]) {
    mkdirSync(join(folder, kind), { recursive: true });
  }
  const scenes: DrawnScene[] = [];
  for (const [index, place] of PLACE_NAMES.entries()) {
    const share = shareOf(count, index);
    const wanted = { person: share, noperson: share, dark: share };
    for (let day = seed; wanted.person > 0 || wanted.noperson > 0; day++) {
      for await (const step of generateDay(day, { place, steps: STEPS_PER_DAY })) {
        const kind = kindOf(step);
        if (step.kind === "still" || wanted[kind] === 0) continue;
        wanted[kind] -= 1;
        const path = join(folder, kind, `${place} ${day}-${step.index}.jpg`);
        writeFileSync(path, await step.jpeg());
        const { personArea } = step;
        scenes.push({ path, kind, place, personArea, person: showsPerson(step) });
        if (kind !== "dark") onPicture();
      }
    }
  }
  return scenes;
}

function shareOf(count: number, placeIndex: number): number {
  const places = PLACE_NAMES.length;
  return Math.floor(count / places) + (placeIndex < count % places ? 1 : 0);
}

function kindOf(step: DayStep): SceneKind {
  if (isDark(step.signature, DEFAULT_SETTINGS.motion.darkLuma)) return "dark";
  return showsPerson(step) ? "person" : "noperson";
}
