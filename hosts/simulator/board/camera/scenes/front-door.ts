import { type Place, way } from "./place.js";
import { blur, ellipse, gradient, grain, group, lampFall, path, polygon, rect } from "./svg.js";

const STONE = 'filter="url(#stone)"';
const LEAF = 'filter="url(#leaf)"';
const PLANK = 'filter="url(#plank)"';

/** What a camera beside a front door sees: the porch, the way to it, the lawn and the street. */
export function frontDoor(): Place {
  return {
    name: "front door",
    indoors: false,
    horizonPx: 168,
    cameraHeightM: 1.55,
    backdropM: 14,
    albedo: albedo(),
    daylight: daylight(),
    sky: sky(),
    lamps: [
      {
        map: lampFall(320, 410, 482, 380, 0.08),
        bulb: ellipse(320, 25, 30, 7, "#fff2d8"),
        tint: [1.15, 0.98, 0.72],
        strength: 0.03,
      },
    ],
    cover: { depthM: 2.1, mask: railing("#fff") },
    plants: [
      { rootPx: { x: 516, y: 318 }, heightPx: 150, widthPx: 130, depthM: 5.1, seed: 5 },
      { rootPx: { x: 84, y: 372 }, heightPx: 104, widthPx: 70, depthM: 3, seed: 9 },
    ],
    paths: [
      way([2.4, 7], [0.9, 4.2], [-0.15, 1.2]),
      way([-1.9, 5.6], [-0.4, 3.2], [0.1, 1]),
      way([0.2, 6], [0.15, 2.6], [-0.1, 0.9]),
    ],
    visitors: ["cat", "dog"],
  };
}

function albedo(): string {
  return (
    grain("plank", "0.02 0.3", 0.34, 8) +
    grain("stone", "0.4 0.6", 0.2, 4) +
    grain("leaf", "0.09 0.11", 0.75, 11, 4) +
    grain("grass", "0.2 0.4", 0.6, 12, 4) +
    gradient("lawn", [
      [0, "#64823f"],
      [1, "#48662e"],
    ]) +
    across() +
    street() +
    lawn() +
    porch() +
    railing("#d9d5cc")
  );
}

/** The other side of the street. */
function across(): string {
  const pane = (x: number): string =>
    rect(x, 92, 32, 40, "#e9e6df") + rect(x + 3, 95, 26, 34, "#39424c");
  const house =
    rect(150, 70, 214, 100, "#b9a58a", STONE) +
    polygon("134,76 257,20 380,76", "#6d3d31", STONE) +
    [172, 222, 318].map(pane).join("") +
    rect(272, 104, 30, 66, "#3b4f3e");
  const crowns = [
    [58, 104, 76, 62],
    [430, 96, 62, 70],
    [560, 112, 92, 58],
  ].map(([x = 0, y = 0, wide = 0, high = 0]) => ellipse(x, y, wide, high, "#486a35"));
  const trunks = rect(52, 140, 12, 34, "#4a3a2c") + rect(425, 140, 11, 34, "#4a3a2c");
  return rect(0, 0, 640, 176, "#5c7250", LEAF) + trunks + group(crowns.join(""), LEAF) + house;
}

function street(): string {
  return (
    rect(0, 168, 640, 8, "#a9a59b", STONE) +
    rect(0, 176, 640, 22, "#5c5d5f", STONE) +
    rect(0, 198, 640, 8, "#b5b0a4", STONE) +
    '<path d="M0 187H640" stroke="#d8d4c8" stroke-width="2" stroke-dasharray="26 20"/>'
  );
}

function lawn(): string {
  const walk = polygon("306,204 350,204 456,400 196,400", "#b7ae9e", STONE);
  const slabs = [222, 246, 278, 320].map((y) => {
    const half = 22 + (y - 204) * 0.55;
    return `<path d="M${328 - half} ${y}H${328 + half}" stroke="#837b6d" stroke-width="1.6"/>`;
  });
  const beds = group(
    path("M0 300C60 268 150 276 190 300C176 336 80 350 0 346Z", "#3f5d2c") +
      path("M470 300C520 270 600 274 640 292V350C580 352 500 340 470 300Z", "#3f5d2c"),
    LEAF,
  );
  return (
    polygon("0,204 640,204 640,480 0,480", "url(#lawn)", 'filter="url(#grass)"') +
    walk +
    slabs.join("") +
    beds
  );
}

function porch(): string {
  const boards = Array.from({ length: 8 }, (_, board) => {
    const y = 384 + board * board * 1.7 + board * 2;
    return `<path d="M0 ${y}H640" stroke="#5d4f40" stroke-width="1.8" stroke-opacity="0.7"/>`;
  });
  const mat =
    polygon("226,420 420,420 452,468 196,468", "#5d4a33", STONE) +
    polygon("238,425 408,425 434,462 214,462", "#4a3a27", STONE);
  const pot = path("M56 366H112L104 416Q84 424 64 416Z", "#a65e3c", STONE);
  const contact =
    blur("near", 7) + ellipse(84, 417, 40, 8, "#000", 'fill-opacity="0.45" filter="url(#near)"');
  const post = (x: number): string =>
    rect(x, 0, 24, 392, "#dcd8cf", STONE) + rect(x + 17, 0, 7, 392, "#000", 'fill-opacity="0.16"');
  return (
    polygon("0,378 640,378 640,480 0,480", "#9c8467", PLANK) +
    boards.join("") +
    mat +
    contact +
    pot +
    post(14) +
    post(602) +
    rect(0, 0, 640, 22, "#cfcac0", STONE) +
    rect(0, 18, 640, 5, "#000", 'fill-opacity="0.25"')
  );
}

function railing(colour: string): string {
  const bars = Array.from({ length: 6 }, (_, bar) => rect(506 + bar * 22, 312, 6, 84, colour));
  return rect(490, 302, 150, 11, colour) + bars.join("") + rect(490, 386, 150, 8, colour);
}

/** The roof keeps the sky from the porch. */
function daylight(): string {
  return (
    blur("edge", 14) +
    rect(0, 0, 640, 480, "#fff") +
    group(
      polygon("-40,372 680,372 680,540 -40,540", "#8d8d8d") +
        ellipse(100, 330, 110, 16, "#a0a0a0") +
        rect(-20, -30, 680, 54, "#6a6a6a"),
      'filter="url(#edge)"',
    )
  );
}

/** Above roofs and crowns, and below the porch's own edge. */
function sky(): string {
  return (
    gradient("sky", [
      [0, "#b9cfe6"],
      [1, "#f1f4f4"],
    ]) +
    rect(0, 0, 640, 480, "#000") +
    path(
      "M38 24H602V66C580 46 540 48 500 58C470 20 400 20 376 58L257 20L140 62C110 30 70 34 38 48Z",
      "url(#sky)",
    )
  );
}
