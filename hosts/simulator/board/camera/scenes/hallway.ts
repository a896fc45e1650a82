import { type Place, way } from "./place.js";
import { blur, ellipse, glow, gradient, grain, group, lampFall, polygon, rect } from "./svg.js";

const WALL = 'filter="url(#wall)"';

/** A corridor in a flat: doors left and right, a door with a window at its end. */
export function hallway(): Place {
  return {
    name: "hallway",
    indoors: true,
    horizonPx: 196,
    cameraHeightM: 1.6,
    backdropM: 7,
    albedo: albedo(),
    daylight: daylight(),
    sky: rect(0, 0, 640, 480, "#000") + rect(287, 122, 66, 62, "#dfe6ea"),
    lamps: [
      {
        map: lampFall(320, 150, 482, 459, 0.35),
        bulb: ellipse(320, 44, 34, 9, "#fff1dc"),
        tint: [1.12, 1, 0.8],
        strength: 0.09,
      },
      {
        map: lampFall(566, 250, 345, 345, 0.06),
        bulb: polygon("546,214 584,210 592,244 540,246", "#f6dcae"),
        tint: [1.2, 0.96, 0.66],
        strength: 0.05,
      },
    ],
    plants: [],
    paths: [
      way([0, 6.4], [0.1, 3.4], [-0.05, 0.85]),
      way([-1.05, 3.8], [0, 3.5], [0.2, 1.3]),
      way([0.95, 4.6], [0.2, 4.2], [-0.2, 6]),
    ],
    visitors: ["cat"],
  };
}

function albedo(): string {
  return (
    grain("wall", "0.3 0.3", 0.06, 41) +
    grain("board", "0.3 0.02", 0.4, 42) +
    grain("cloth", "0.2 0.12", 0.5, 43) +
    gradient("end", [
      [0, "#d8d0bf"],
      [1, "#c4baa6"],
    ]) +
    polygon("0,0 640,0 396,96 244,96", "#e6e2d9", WALL) +
    polygon("0,0 244,96 244,296 0,480", "#cfc6b2", WALL) +
    polygon("640,0 396,96 396,296 640,480", "#d8cfba", WALL) +
    rect(244, 96, 152, 200, "url(#end)", WALL) +
    floorboards() +
    endDoor() +
    sideDoors() +
    coats() +
    dresser() +
    corners()
  );
}

function floorboards(): string {
  const lines = Array.from({ length: 13 }, (_, board) => {
    const top = 244 + board * 12.7;
    const bottom = -60 + board * 63;
    return `<path d="M${top} 296L${bottom} 482" stroke="#4b3220" stroke-width="1.7" stroke-opacity="0.7"/>`;
  });
  const runner =
    polygon("286,298 354,298 452,480 170,480", "#7c2f32", 'filter="url(#cloth)"') +
    '<path d="M292 298L190 480M348 298L432 480" stroke="#d2b47a" stroke-width="4"/>';
  return (
    polygon("244,296 396,296 640,480 0,480", "#9a6c43", 'filter="url(#board)"') +
    lines.join("") +
    runner
  );
}

function endDoor(): string {
  return (
    rect(272, 106, 96, 190, "#efece4") +
    rect(279, 113, 82, 183, "#e3dfd4", WALL) +
    rect(285, 120, 70, 66, "#b9b4a8") +
    rect(287, 122, 66, 62, "#5d676c") +
    rect(288, 204, 30, 76, "#d3cec1") +
    rect(323, 204, 30, 76, "#d3cec1") +
    ellipse(353, 208, 3, 3, "#9c8a55")
  );
}

function sideDoors(): string {
  return (
    polygon("70,76 150,96 150,366 70,426", "#f0ece3") +
    polygon("78,86 143,102 143,364 78,412", "#dcd6c8", WALL) +
    polygon("88,110 134,120 134,220 88,222", "#cbc4b4") +
    polygon("88,240 134,236 134,348 88,378", "#cbc4b4") +
    ellipse(138, 240, 3, 4, "#8f7d4a") +
    polygon("452,106 498,92 498,366 452,332", "#f0ece3") +
    polygon("457,112 493,101 493,356 457,330", "#4b4034", WALL)
  );
}

function coats(): string {
  return (
    polygon("176,132 236,142 236,148 176,140", "#6b4a2f") +
    group(
      polygon("184,142 202,144 206,262 180,270", "#2f3f57") +
        polygon("208,146 222,147 228,246 206,252", "#6f2d2a") +
        polygon("224,148 233,149 237,232 226,236", "#4c5340"),
      'filter="url(#cloth)"',
    )
  );
}

function dresser(): string {
  return (
    polygon("526,292 640,306 640,440 526,380", "#6d4a2c", 'filter="url(#board)"') +
    polygon("500,280 604,280 640,304 640,312 526,296", "#8a6240") +
    polygon("540,312 630,328 630,360 540,340", "#5d3e24") +
    rect(561, 244, 8, 42, "#b9a06a") +
    polygon("546,214 584,210 592,244 540,246", "#e8d9b8") +
    polygon("530,120 606,92 606,190 530,200", "#5b4630") +
    polygon("537,127 599,104 599,182 537,192", "#9fb0ac")
  );
}

/** Corners and edges get less light. */
function corners(): string {
  return (
    blur("soft", 9) +
    '<path d="M244 96V296M396 96V296M0 480L244 296H396L640 480M0 0L244 96H396L640 0" ' +
    'stroke="#000" stroke-opacity="0.36" stroke-width="13" fill="none" filter="url(#soft)"/>' +
    '<path d="M0 466L244 290H396L640 466" stroke="#f3f0e8" stroke-width="7" fill="none"/>'
  );
}

function daylight(): string {
  return (
    glow("window", [
      [0, "#fff"],
      [0.45, "#8a8a8a"],
      [1, "#3c3c3c"],
    ]) +
    blur("soft", 16) +
    rect(0, 0, 640, 480, "#3c3c3c") +
    ellipse(320, 200, 300, 270, "url(#window)") +
    polygon(
      "280,296 360,296 440,420 250,420",
      "#dcdcdc",
      'filter="url(#soft)" fill-opacity="0.7"',
    ) +
    polygon("457,112 493,101 493,356 457,330", "#d8d8d8", 'filter="url(#soft)"')
  );
}
