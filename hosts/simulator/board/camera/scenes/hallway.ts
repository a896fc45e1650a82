import { type Place, way } from "./place.js";
import {
  blur,
  ellipse,
  glow,
  gradient,
  grain,
  group,
  lampFall,
  path,
  polygon,
  rect,
} from "./svg.js";

const WALL = 'filter="url(#wall)"';
const BOARD = 'filter="url(#board)"';
const CLOTH = 'filter="url(#cloth)"';

/** A flat's hall from a shelf across: the door with its window, coats, a chest with a lamp. */
export function hallway(): Place {
  return {
    name: "hallway",
    indoors: true,
    horizonPx: 152,
    cameraHeightM: 1.6,
    backdropM: 4.6,
    albedo: albedo(),
    daylight: daylight(),
    sky: rect(0, 0, 640, 480, "#000") + rect(150, 74, 74, 70, "#dfe6ea"),
    lamps: [
      {
        map: lampFall(320, 120, 482, 459, 0.35),
        bulb: ellipse(320, 8, 60, 9, "#fff1dc"),
        tint: [1.12, 1, 0.8],
        strength: 0.09,
      },
      {
        map: lampFall(546, 200, 345, 345, 0.06),
        bulb: polygon("530,158 562,158 574,196 518,196", "#f6dcae"),
        tint: [1.2, 0.96, 0.66],
        strength: 0.05,
      },
    ],
    plants: [],
    paths: [
      way([-0.9, 4.1], [-0.3, 3], [0.05, 1.1]),
      way([-2, 3.4], [0, 3], [2, 3.2]),
      way([1.5, 3.6], [0.5, 2.6], [-0.2, 1.4]),
    ],
    visitors: ["cat"],
  };
}

function albedo(): string {
  return (
    grain("wall", "0.3 0.3", 0.06, 41) +
    grain("board", "0.02 0.3", 0.4, 42) +
    grain("cloth", "0.2 0.12", 0.5, 43) +
    gradient("paint", [
      [0, "#d9d3c4"],
      [1, "#c9c0ac"],
    ]) +
    rect(0, 0, 640, 324, "url(#paint)", WALL) +
    rect(0, 306, 640, 18, "#efece4") +
    floor() +
    door() +
    coats() +
    pictures() +
    chest()
  );
}

function floor(): string {
  const joints = Array.from({ length: 7 }, (_, board) => {
    const y = 330 + board * board * 2.6 + board * 5;
    return `<path d="M0 ${y}H640" stroke="#4b3220" stroke-width="1.6" stroke-opacity="0.6"/>`;
  });
  const rug =
    polygon("128,352 430,352 520,446 60,446", "#7c2f32", CLOTH) +
    '<path d="M142 357L82 441H498L418 357Z" stroke="#d2b47a" stroke-width="3.4" fill="none"/>';
  return rect(0, 324, 640, 156, "#9a6c43", BOARD) + joints.join("") + rug;
}

function door(): string {
  const panel = (x: number, y: number, w: number, h: number): string =>
    rect(x, y, w, h, "#cfccc4") + rect(x + 3, y + 3, w - 6, h - 6, "#dedbd3");
  return (
    rect(118, 40, 138, 284, "#f1eee7") +
    rect(130, 52, 114, 272, "#e3e0d8") +
    rect(144, 68, 86, 82, "#cfccc4") +
    rect(150, 74, 74, 70, "#7d8a92") +
    panel(144, 168, 38, 58) +
    panel(192, 168, 38, 58) +
    panel(144, 240, 38, 66) +
    panel(192, 240, 38, 66) +
    ellipse(238, 204, 4, 4, "#b5913f")
  );
}

function coats(): string {
  const coat = (x: number, colour: string, length: number): string =>
    path(
      `M${x} 96C${x - 16} 106 ${x - 22} 150 ${x - 20} ${96 + length}H${x + 20}C${x + 22} 150 ${x + 16} 106 ${x} 96Z`,
      colour,
      CLOTH,
    );
  return (
    rect(318, 86, 128, 8, "#6a4a30", BOARD) +
    coat(346, "#2f4257", 128) +
    coat(388, "#6b3138", 108) +
    coat(424, "#3d4c39", 118)
  );
}

function pictures(): string {
  return (
    rect(30, 92, 62, 82, "#4a3626") +
    rect(36, 98, 50, 70, "#cfd6d2") +
    path("M36 150L56 120L70 140L86 126V168H36Z", "#7d8f86")
  );
}

function chest(): string {
  const drawer = (y: number): string =>
    rect(486, y, 124, 28, "#7d5836", BOARD) + ellipse(548, y + 14, 5, 3, "#c9a95b");
  return (
    blur("near", 7) +
    glow("shade", [
      [0, "#fff3d6"],
      [1, "#e9d3a4"],
    ]) +
    ellipse(548, 348, 86, 9, "#000", 'fill-opacity="0.4" filter="url(#near)"') +
    rect(472, 236, 152, 112, "#8b6540", BOARD) +
    rect(466, 230, 164, 9, "#9a7149", BOARD) +
    group([250, 282, 314].map(drawer).join("")) +
    rect(543, 196, 6, 34, "#b3a184") +
    polygon("530,158 562,158 574,196 518,196", "url(#shade)")
  );
}

/** It comes through the door's window, and lies on the floor before it. */
function daylight(): string {
  return (
    blur("soft", 22) +
    rect(0, 0, 640, 480, "#8a8a8a") +
    group(
      ellipse(187, 200, 230, 230, "#b4b4b4") + polygon("120,330 270,330 340,430 90,430", "#e8e8e8"),
      'filter="url(#soft)"',
    )
  );
}
