import { driveway } from "./driveway.js";
import { frontDoor } from "./front-door.js";
import { gardenPath } from "./garden-path.js";
import { hallway } from "./hallway.js";
import { livingRoom } from "./living-room.js";
import type { Place } from "./place.js";

/** Every place that can be drawn, by name. */
export function allPlaces(): Place[] {
  return [frontDoor(), gardenPath(), hallway(), livingRoom(), driveway()];
}

export const PLACE_NAMES: readonly string[] = allPlaces().map(({ name }) => name);
