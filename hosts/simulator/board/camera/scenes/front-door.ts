import { type Place, way } from "./place.js";
import { blur, ellipse, gradient, grain, group, lampFall, path, polygon, rect } from "./svg.js";

/** A porch from its own ceiling's corner: the door, a brick wall, the garden to the right. */
export function frontDoor(): Place {
  return {
    name: "front door",
    indoors: false,
    horizonPx: 168,
    cameraHeightM: 1.55,
    backdropM: 4,
    albedo: albedo(),
    daylight: daylight(),
    sky: sky(),
    lamps: [
      {
        map: lampFall(395, 150, 482, 436, 0.08),
        bulb: ellipse(398, 108, 13, 17, "#fff2d8"),
        tint: [1.15, 0.98, 0.72],
        strength: 0.03,
      },
    ],
    cover: { depthM: 2.1, mask: railing("#fff") },
    plants: [
      { rootPx: { x: 596, y: 330 }, heightPx: 190, widthPx: 150, depthM: 5.5, seed: 5 },
      { rootPx: { x: 92, y: 356 }, heightPx: 96, widthPx: 66, depthM: 3.2, seed: 9 },
    ],
    paths: [
      way([4.4, 7], [1.3, 4.4], [-0.25, 3.4]),
      way([3.2, 5], [0.4, 3.2], [0.05, 1]),
      way([-0.6, 3.7], [0.5, 2.6], [0.15, 0.8]),
    ],
    visitors: ["cat", "dog"],
  };
}

function albedo(): string {
  return (
    grain("brick", "0.05 0.09", 0.35, 3) +
    grain("wood", "0.02 0.35", 0.4, 8) +
    grain("stone", "0.4 0.6", 0.2, 4) +
    grain("leaf", "0.09 0.11", 0.75, 11, 4) +
    gradient("street", [
      [0, "#8f9389"],
      [1, "#6d6e68"],
    ]) +
    gradient("lawn", [
      [0, "#5c7a3c"],
      [1, "#48662e"],
    ]) +
    garden() +
    wall() +
    door() +
    floor() +
    railing("#3b3f42")
  );
}

function garden(): string {
  const house =
    polygon("470,62 556,20 640,58 640,170 470,170", "#b9a58a", GRAIN_STONE) +
    polygon("462,66 556,12 640,52 640,70 556,30 470,74", "#6d3d31") +
    [
      [494, 92],
      [560, 92],
      [606, 92],
    ]
      .map(
        ([x = 0, y = 0]) => rect(x, y, 30, 40, "#e9e6df") + rect(x + 3, y + 3, 24, 34, "#39424c"),
      )
      .join("");
  const street = rect(440, 168, 200, 24, "url(#street)", GRAIN_STONE);
  const lawn = polygon("430,190 640,186 640,480 430,480", "url(#lawn)", GRAIN_LEAF);
  const hedge = group(
    path(
      "M440 196C450 150 480 160 500 158C530 148 560 160 590 152C615 150 640 156 640 156V210H440Z",
      "#3f5d2c",
    ),
    GRAIN_LEAF,
  );
  const walk = polygon("540,210 566,210 590,330 468,392 452,330", "#b7ae9e", GRAIN_STONE);
  return house + street + lawn + hedge + walk;
}

const GRAIN_STONE = 'filter="url(#stone)"';
const GRAIN_LEAF = 'filter="url(#leaf)"';

function wall(): string {
  const rows = Array.from({ length: 30 }, (_, row) => {
    const y = row * 13;
    const joints = Array.from({ length: 15 }, (_, column) =>
      rect(column * 33 + (row % 2) * 16, y, 2, 12, "#cdbfae"),
    ).join("");
    return rect(0, y, 452, 1.8, "#cdbfae") + joints;
  }).join("");
  const shape = polygon("0,0 452,0 452,338 0,372", "#95523f", 'filter="url(#brick)"');
  const lamp =
    rect(390, 84, 16, 8, "#2b2b2b") +
    rect(385, 92, 26, 34, "#4c4a44") +
    rect(392, 66, 12, 20, "#2b2b2b");
  const post = rect(444, 0, 22, 356, "#dcd8cf", GRAIN_STONE);
  const edge = rect(448, 0, 8, 350, "#000", 'fill-opacity="0.14"');
  return `<clipPath id="wall"><path d="M0 0H452V338L0 372Z"/></clipPath>${shape}${group(rows, 'clip-path="url(#wall)" opacity="0.75"')}${lamp}${post}${edge}`;
}

function door(): string {
  const panel = (x: number, y: number, w: number, h: number): string =>
    rect(x, y, w, h, "#1f3c4c") +
    rect(x + 3, y + 3, w - 6, h - 6, "#2c5468") +
    `<path d="M${x} ${y + h}V${y}H${x + w}" stroke="#132734" stroke-width="2" fill="none"/>`;
  return (
    rect(168, 52, 150, 304, "#e7e3da") +
    rect(180, 64, 126, 290, "#284e61", 'filter="url(#wood)"') +
    panel(194, 196, 44, 60) +
    panel(248, 196, 44, 60) +
    panel(194, 272, 44, 66) +
    panel(248, 272, 44, 66) +
    rect(196, 82, 94, 96, "#c9c6bd") +
    rect(201, 87, 84, 86, "#4d5a60") +
    path("M201 140L285 96V87H201Z", "#8fa0a6", 'fill-opacity="0.55"') +
    rect(241, 87, 4, 86, "#c9c6bd") +
    ellipse(298, 236, 4.5, 4.5, "#c8a64c") +
    rect(295, 222, 5, 10, "#a88b3e") +
    rect(330, 196, 14, 26, "#23262a") +
    ellipse(337, 208, 4, 4, "#8fb4d8") +
    '<path d="M166 356V52H320V356" stroke="#000" stroke-opacity="0.25" stroke-width="3" fill="none"/>'
  );
}

function floor(): string {
  const tiles = Array.from({ length: 9 }, (_, row) => {
    const y = 356 + row * row * 1.9;
    return `<path d="M0 ${y + 16}L640 ${y - 16}" stroke="#6f675c" stroke-width="1.6"/>`;
  }).join("");
  const fans = Array.from({ length: 13 }, (_, column) => {
    const x = column * 60 - 40;
    return `<path d="M${x * 0.6 + 110} 350L${x * 1.5 - 120} 480" stroke="#6f675c" stroke-width="1.6"/>`;
  }).join("");
  const mat =
    polygon("176,366 316,357 336,389 172,400", "#5d4a33", GRAIN_STONE) +
    polygon("186,370 310,362 326,384 182,393", "#4a3a27", GRAIN_STONE);
  const pot = path("M70 350H114L108 396Q92 402 77 396Z", "#a65e3c", GRAIN_STONE);
  const contact =
    blur("near", 7) +
    polygon("0,366 452,332 452,344 0,384", "#000", 'fill-opacity="0.5" filter="url(#near)"') +
    ellipse(94, 397, 34, 8, "#000", 'fill-opacity="0.45" filter="url(#near)"');
  return (
    polygon("0,370 462,336 640,396 640,480 0,480", "#a79c8b", GRAIN_STONE) +
    group(tiles + fans, 'opacity="0.6" clip-path="url(#deck)"') +
    '<clipPath id="deck"><path d="M0 370L462 336L640 396V480H0Z"/></clipPath>' +
    contact +
    mat +
    pot
  );
}

function railing(colour: string): string {
  const bars = Array.from({ length: 6 }, (_, bar) => rect(536 + bar * 20, 352, 5, 128, colour));
  return polygon("524,344 640,356 640,368 524,355", colour) + bars.join("");
}

function daylight(): string {
  return (
    blur("edge", 14) +
    gradient("roof", [
      [0, "#3a3a3a"],
      [0.6, "#7c7c7c"],
      [1, "#b4b4b4"],
    ]) +
    rect(0, 0, 640, 480, "#fff") +
    polygon("-40,-40 470,-40 470,340 380,480 -40,520", "url(#roof)", 'filter="url(#edge)"')
  );
}

function sky(): string {
  return (
    gradient("sky", [
      [0, "#b9cfe6"],
      [1, "#f1f4f4"],
    ]) +
    rect(0, 0, 640, 480, "#000") +
    polygon("466,0 640,0 640,58 556,14 466,66", "url(#sky)") +
    polygon("466,66 470,66 470,160 466,160", "#dfe8ee")
  );
}
