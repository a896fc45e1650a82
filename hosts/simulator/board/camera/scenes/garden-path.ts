import { type Place, way } from "./place.js";
import { blur, ellipse, gradient, grain, group, lampFall, path, polygon, rect } from "./svg.js";

const LEAF = 'filter="url(#leaf)"';
const STONE = 'filter="url(#stone)"';

/** A lawn with a path to a gate, trees, a fence and a shed. */
export function gardenPath(): Place {
  return {
    name: "garden path",
    indoors: false,
    horizonPx: 176,
    cameraHeightM: 1.65,
    backdropM: 9,
    albedo: albedo(),
    daylight: daylight(),
    sky: sky(),
    lamps: [
      {
        map: lampFall(520, 250, 379, 287, 0.03),
        bulb: ellipse(548, 190, 8, 6, "#fff4d6"),
        tint: [1.12, 1, 0.78],
        strength: 0.022,
      },
    ],
    cover: { depthM: 2.6, mask: bush("#fff") },
    plants: [
      { rootPx: { x: 70, y: 300 }, heightPx: 230, widthPx: 190, depthM: 6, seed: 21 },
      { rootPx: { x: 430, y: 268 }, heightPx: 120, widthPx: 100, depthM: 8, seed: 22 },
    ],
    paths: [
      way([0.4, 8], [0.1, 4], [-0.1, 0.9]),
      way([-4, 5], [0.2, 4.2], [3.4, 5.2]),
      way([2.6, 3.4], [0.6, 2.9], [-1.2, 2]),
    ],
    visitors: ["cat", "dog"],
  };
}

function albedo(): string {
  return (
    grain("leaf", "0.07 0.1", 0.8, 31, 4) +
    grain("grass", "0.18 0.4", 0.6, 32, 4) +
    grain("stone", "0.4 0.6", 0.2, 33) +
    grain("plank", "0.25 0.01", 0.42, 34) +
    gradient("lawn", [
      [0, "#6d8d45"],
      [1, "#4f7031"],
    ]) +
    rect(0, 0, 640, 210, "#50693c", LEAF) +
    farTrees() +
    fence() +
    polygon("0,210 640,204 640,480 0,480", "url(#lawn)", 'filter="url(#grass)"') +
    walk() +
    shed() +
    bed() +
    bush("#3a5a29")
  );
}

function farTrees(): string {
  const crowns: readonly (readonly [number, number, number, string])[] = [
    [60, 92, 92, "#3f5e2e"],
    [190, 118, 66, "#53743a"],
    [300, 104, 74, "#486a35"],
    [420, 122, 60, "#5f7f42"],
    [600, 96, 86, "#42612f"],
  ];
  const trunks = crowns.map(([x, y, r]) => rect(x - 7, y + r * 0.5, 13, 90, "#4d3c2c", STONE));
  const leaves = crowns.map(([x, y, r, colour]) =>
    group(
      ellipse(x, y, r, r * 0.8, colour) +
        ellipse(x - r * 0.5, y + r * 0.25, r * 0.62, r * 0.5, colour) +
        ellipse(x + r * 0.55, y + r * 0.2, r * 0.6, r * 0.52, colour) +
        ellipse(x - r * 0.25, y - r * 0.3, r * 0.4, r * 0.3, "#8aa65c", 'fill-opacity="0.4"'),
      LEAF,
    ),
  );
  return trunks.join("") + leaves.join("");
}

function fence(): string {
  const boards = Array.from({ length: 33 }, (_, board) => {
    const shades = ["#8a6b4a", "#937350", "#7f6244"];
    return rect(board * 20, 150 + (board % 2), 18.5, 62, shades[board % 3] ?? "#8a6b4a");
  });
  const gate =
    rect(318, 152, 64, 58, "#ddd8cc", STONE) +
    [326, 340, 354, 368].map((x) => rect(x, 158, 7, 50, "#aaa596")).join("");
  return group(boards.join(""), 'filter="url(#plank)"') + rect(0, 166, 640, 4, "#5f4932") + gate;
}

function walk(): string {
  const slabs = Array.from({ length: 8 }, (_, slab) => {
    const y = 212 + slab * slab * 4.6;
    const half = 20 + (y - 206) * 0.52;
    const middle = 350 - (y - 210) * 0.16;
    return `<path d="M${middle - half} ${y}H${middle + half}" stroke="#7c7466" stroke-width="2"/>`;
  });
  return (
    polygon("332,208 370,208 470,480 158,480", "#b5ab98", STONE) +
    slabs.join("") +
    '<path d="M332 208L158 480M370 208L470 480" stroke="#55663a" stroke-width="5" stroke-opacity="0.6"/>'
  );
}

function shed(): string {
  const boards = Array.from({ length: 9 }, (_, board) =>
    rect(500, 154 + board * 14, 128, 12.6, board % 2 === 0 ? "#7d5d43" : "#745539"),
  );
  return (
    blur("near", 8) +
    ellipse(566, 284, 96, 14, "#000", 'fill-opacity="0.4" filter="url(#near)"') +
    group(boards.join(""), STONE) +
    polygon("486,156 564,104 640,150 640,162 564,118 490,166", "#4d4f52", STONE) +
    polygon("500,156 564,116 628,156", "#7d5d43", STONE) +
    rect(540, 200, 48, 80, "#5b4330", STONE) +
    rect(512, 196, 20, 24, "#2c3338") +
    rect(541, 186, 16, 8, "#2b2b2b")
  );
}

function bed(): string {
  const blooms = Array.from({ length: 34 }, (_, bloom) => {
    const colours = ["#d2455a", "#e7c84f", "#efe9e4", "#a95fb5"];
    const x = 500 + ((bloom * 37) % 140);
    const y = 300 + ((bloom * 23) % 62);
    return ellipse(x, y, 3.2, 2.6, colours[bloom % 4] ?? "#fff");
  });
  return (
    path("M480 330C500 286 600 286 640 300V372C600 384 500 378 480 330Z", "#47632f", LEAF) +
    blooms.join("")
  );
}

function bush(colour: string): string {
  const shape =
    "M-10 480V392C-4 352 30 346 46 362C60 330 104 334 112 366C140 360 158 392 150 420C166 440 160 466 164 480Z";
  return colour === "#fff" ? path(shape, colour) : path(shape, colour, LEAF);
}

function daylight(): string {
  return (
    blur("soft", 12) +
    rect(0, 0, 640, 480, "#fff") +
    group(
      ellipse(90, 300, 150, 34, "#606060") +
        ellipse(300, 236, 120, 16, "#7a7a7a") +
        ellipse(590, 300, 90, 18, "#707070") +
        ellipse(250, 430, 120, 26, "#a8a8a8"),
      'filter="url(#soft)"',
    )
  );
}

/** The trees stand before the sky: their crowns are cut out again. */
function sky(): string {
  return (
    gradient("sky", [
      [0, "#9fc0e6"],
      [1, "#eef2f3"],
    ]) +
    rect(0, 0, 640, 480, "#000") +
    rect(0, 0, 640, 152, "url(#sky)") +
    path(
      "M0 152V40C30 10 100 0 140 60C160 70 180 56 214 66C250 60 270 40 310 36C350 40 360 70 390 78" +
        "C420 70 450 76 480 104C510 60 560 20 640 40V152Z",
      "#000",
    )
  );
}
