import { type Place, way } from "./place.js";
import { blur, ellipse, gradient, grain, group, lampFall, path, polygon, rect } from "./svg.js";

const STONE = 'filter="url(#stone)"';
const LEAF = 'filter="url(#leaf)"';

/** A drive down to the street, from above the garage: hedge, bins, the house across. */
export function driveway(): Place {
  return {
    name: "driveway",
    indoors: false,
    horizonPx: 118,
    cameraHeightM: 2.2,
    backdropM: 15,
    albedo: albedo(),
    daylight: daylight(),
    sky:
      gradient("sky", [
        [0, "#a9c4e2"],
        [1, "#eef1f1"],
      ]) +
      rect(0, 0, 640, 480, "#000") +
      path("M0 0H640V60L600 56L520 20L430 60L420 70H330L250 26L160 70L0 66Z", "url(#sky)"),
    lamps: [
      {
        map: lampFall(320, 420, 482, 379, 0.06),
        bulb: rect(0, 0, 0, 0, "#000"),
        tint: [1.02, 1, 0.94],
        strength: 0.035,
      },
      {
        map: lampFall(112, 170, 322, 195, 0.0),
        bulb: ellipse(112, 36, 9, 5, "#ffe0a8"),
        tint: [1.25, 0.92, 0.55],
        strength: 0.012,
        street: true,
      },
    ],
    plants: [{ rootPx: { x: 40, y: 330 }, heightPx: 170, widthPx: 150, depthM: 5.4, seed: 61 }],
    paths: [
      way([1.2, 9], [0.6, 5], [0.1, 1.4]),
      way([-4.6, 7.4], [0, 7], [4.6, 7.2]),
      way([-2.2, 4.6], [-0.4, 3.6], [2, 3.3]),
    ],
    visitors: ["cat", "dog", "car"],
  };
}

function albedo(): string {
  return (
    grain("stone", "0.45 0.6", 0.2, 63) +
    grain("leaf", "0.08 0.1", 0.8, 64, 4) +
    grain("grass", "0.2 0.4", 0.6, 65, 4) +
    houses() +
    rect(0, 168, 640, 20, "#a9a59b", STONE) +
    rect(0, 186, 640, 50, "#5c5d5f", STONE) +
    '<path d="M0 210H640" stroke="#d8d4c8" stroke-width="3" stroke-dasharray="40 30"/>' +
    rect(0, 234, 640, 12, "#b5b0a4", STONE) +
    polygon("0,244 640,244 640,480 0,480", "#577436", 'filter="url(#grass)"') +
    drive() +
    hedge() +
    bins() +
    lampPost()
  );
}

function houses(): string {
  const home = (x: number, width: number, wall: string, roof: string): string => {
    const panes = [0.14, 0.62].map((part) => {
      const left = x + width * part;
      return (
        rect(left, 92, width * 0.2, 34, "#eceae4") +
        rect(left + 2, 94, width * 0.2 - 4, 30, "#333c45") +
        rect(left + width * 0.1 - 1, 94, 2, 30, "#eceae4")
      );
    });
    return (
      rect(x, 66, width, 104, wall, STONE) +
      polygon(`${x - 12},70 ${x + width / 2},20 ${x + width + 12},70`, roof, STONE) +
      panes.join("") +
      rect(x + width * 0.42, 122, width * 0.13, 48, "#6a3330")
    );
  };
  return (
    rect(0, 0, 640, 172, "#566a44", LEAF) +
    home(160, 172, "#c9b798", "#6a4a3c") +
    home(428, 176, "#a9a39a", "#4e5157") +
    group(ellipse(380, 104, 42, 56, "#4a6a36") + ellipse(30, 96, 70, 60, "#47642f"), LEAF) +
    rect(374, 140, 9, 34, "#4a3a2c") +
    path("M0 172V150C60 142 110 150 160 148V172Z", "#3f5d2e", LEAF)
  );
}

function drive(): string {
  const rows = Array.from({ length: 11 }, (_, row) => {
    const y = 246 + row * row * 2.3;
    return `<path d="M0 ${y}H640" stroke="#6f6861" stroke-width="1.4" stroke-opacity="0.8"/>`;
  });
  return (
    polygon("222,244 430,244 640,470 640,480 30,480", "#958c83", STONE) +
    '<clipPath id="drive"><path d="M222 244H430L640 470V480H30Z"/></clipPath>' +
    group(
      rows.join("") + ellipse(330, 380, 34, 12, "#3b3733", 'fill-opacity="0.4"'),
      'clip-path="url(#drive)"',
    ) +
    '<path d="M222 244L30 480M430 244L640 470" stroke="#c7c0b4" stroke-width="7"/>'
  );
}

function hedge(): string {
  return path(
    "M470 262C480 222 520 232 540 226C570 216 610 222 640 214V392C600 396 580 360 560 350C520 330 480 306 470 262Z",
    "#3d5b2b",
    LEAF,
  );
}

function bins(): string {
  const bin = (x: number, colour: string, lid: string): string =>
    polygon(`${x},262 ${x + 36},262 ${x + 32},326 ${x + 4},326`, colour, STONE) +
    polygon(`${x - 3},254 ${x + 38},252 ${x + 40},264 ${x - 3},264`, lid) +
    ellipse(x + 6, 326, 5, 5, "#1b1b1b") +
    rect(x + 10, 274, 16, 10, "#fff", 'fill-opacity="0.25"');
  return (
    blur("near", 6) +
    ellipse(146, 328, 56, 8, "#000", 'fill-opacity="0.45" filter="url(#near)"') +
    bin(104, "#3d4a3c", "#2f3a2e") +
    bin(148, "#37424f", "#8a5a1e")
  );
}

function lampPost(): string {
  return rect(88, 34, 5, 150, "#4a4d4f") + rect(90, 32, 28, 4, "#4a4d4f");
}

function daylight(): string {
  return (
    blur("soft", 10) +
    rect(0, 0, 640, 480, "#fff") +
    group(
      polygon("420,340 640,380 640,420 470,380", "#5c5c5c") +
        ellipse(190, 332, 70, 12, "#6a6a6a") +
        polygon("0,440 640,430 640,520 0,520", "#6e6e6e"),
      'filter="url(#soft)"',
    )
  );
}
