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

const CLOTH = 'filter="url(#cloth)"';
const WALL = 'filter="url(#wall)"';

/** A sofa, a window, a shelf and a standard lamp, from a high shelf opposite. */
export function livingRoom(): Place {
  return {
    name: "living room",
    indoors: true,
    horizonPx: 150,
    cameraHeightM: 1.6,
    backdropM: 4.5,
    albedo: albedo(),
    daylight: daylight(),
    sky:
      gradient("out", [
        [0, "#e8eef3"],
        [1, "#c3cfb8"],
      ]) +
      rect(0, 0, 640, 480, "#000") +
      rect(62, 36, 66, 128, "url(#out)") +
      rect(136, 36, 66, 128, "url(#out)"),
    lamps: [
      {
        map: lampFall(500, 150, 482, 436, 0.09),
        bulb: polygon("480,92 520,92 532,136 468,136", "#f8dfae"),
        tint: [1.18, 0.97, 0.68],
        strength: 0.06,
      },
      {
        map:
          gradient("down", [
            [0, "#c8c8c8"],
            [1, "#8c8c8c"],
          ]) + rect(0, 0, 640, 480, "url(#down)"),
        bulb: rect(0, 0, 0, 0, "#000"),
        tint: [1.08, 1, 0.86],
        strength: 0.12,
      },
    ],
    cover: { depthM: 2.3, mask: table("#fff") },
    plants: [],
    paths: [
      way([-2.2, 3.9], [-0.5, 3.2], [1, 2.8]),
      way([2.3, 4.2], [0.8, 3], [0.1, 1.4]),
      way([-1.9, 3.6], [-0.5, 2.6], [0.1, 1.1]),
    ],
    visitors: ["cat", "dog"],
  };
}

function albedo(): string {
  return (
    grain("wall", "0.3 0.3", 0.06, 51) +
    grain("cloth", "0.35 0.3", 0.35, 52) +
    grain("board", "0.02 0.3", 0.42, 53) +
    grain("rug", "0.12 0.16", 0.5, 54) +
    rect(0, 0, 640, 262, "#b9bfb2", WALL) +
    polygon("0,262 640,262 640,480 0,480", "#8f6238", 'filter="url(#board)"') +
    rect(0, 254, 640, 9, "#ece8df") +
    window() +
    pictures() +
    shelf() +
    polygon("150,330 520,330 600,452 70,452", "#8c8476", 'filter="url(#rug)"') +
    polygon("168,336 502,336 572,442 104,442", "#a39a88", 'filter="url(#rug)"') +
    sofa() +
    lamp() +
    table("#5b3c22")
  );
}

function window(): string {
  return (
    rect(52, 26, 160, 148, "#f1eee6") +
    rect(62, 36, 66, 128, "#55606a") +
    rect(136, 36, 66, 128, "#55606a") +
    group(
      path("M30 14H66C60 80 72 150 58 236H22Z", "#8d4c3c") +
        path("M196 14H236C232 90 246 160 240 236H204C212 150 200 80 196 14Z", "#8d4c3c"),
      CLOTH,
    ) +
    rect(16, 8, 230, 6, "#4a3a2a")
  );
}

function pictures(): string {
  return (
    rect(292, 52, 84, 62, "#3a2d22") +
    rect(298, 58, 72, 50, "#d7d0bd") +
    path("M298 100L322 76L338 92L354 72L370 96V108H298Z", "#6d8a74") +
    ellipse(354, 68, 5, 5, "#e3b75a") +
    rect(396, 68, 40, 52, "#b08d4f") +
    rect(401, 73, 30, 42, "#3b4a5c")
  );
}

function shelf(): string {
  const books = Array.from({ length: 36 }, (_, book) => {
    const colours = ["#7b2f2c", "#2d4a66", "#c2a25a", "#3f5a40", "#8a8478", "#512f4d", "#d4cdbd"];
    const row = Math.floor(book / 9);
    const height = 32 + ((book * 7) % 12);
    return rect(
      566 + (book % 9) * 8,
      82 + row * 50 - height,
      7.4,
      height,
      colours[(book * 5) % 7] ?? "#777",
    );
  });
  const boards = [34, 84, 134, 184, 234].map((y) => rect(556, y, 84, 5, "#5f4027"));
  return (
    rect(556, 34, 84, 222, "#49321f") +
    books.join("") +
    boards.join("") +
    rect(554, 30, 6, 230, "#6d4a2d")
  );
}

function sofa(): string {
  return (
    blur("near", 9) +
    ellipse(336, 338, 190, 20, "#000", 'fill-opacity="0.5" filter="url(#near)"') +
    group(
      path("M186 196Q190 180 210 180H462Q482 180 486 196V300H186Z", "#566a7c") +
        path("M164 232Q166 214 184 214Q204 214 206 236V334H166Z", "#4b5d6e") +
        path("M466 236Q468 214 488 214Q506 214 508 232V334H466Z", "#4b5d6e") +
        rect(206, 262, 130, 46, "#63788b", 'rx="8"') +
        rect(337, 262, 130, 46, "#63788b", 'rx="8"') +
        rect(206, 304, 260, 30, "#4b5d6e"),
      CLOTH,
    ) +
    group(
      polygon("220,222 262,214 272,256 228,266", "#c98f3c") +
        polygon("412,216 452,222 446,266 404,258", "#a84a3e"),
      CLOTH,
    ) +
    '<path d="M186 300H486M336 262V306" stroke="#000" stroke-opacity="0.3" stroke-width="2"/>'
  );
}

function lamp(): string {
  return (
    rect(498, 136, 4, 170, "#3a3a38") +
    ellipse(500, 308, 22, 6, "#2e2e2c") +
    polygon("480,92 520,92 532,136 468,136", "#e6d7b4")
  );
}

function table(colour: string): string {
  const top = path("M180 424Q184 408 210 406H402Q428 408 432 424L440 440H172Z", colour);
  const rest = rect(190, 438, 10, 42, colour) + rect(412, 438, 10, 42, colour);
  const edge = colour === "#fff" ? "" : rect(172, 440, 268, 8, "#402814");
  return top + edge + rest;
}

function daylight(): string {
  return (
    blur("soft", 18) +
    glow("window", [
      [0, "#fff"],
      [0.4, "#9a9a9a"],
      [1, "#404040"],
    ]) +
    rect(0, 0, 640, 480, "#484848") +
    ellipse(150, 190, 520, 420, "url(#window)") +
    polygon("120,300 290,300 400,440 150,440", "#fff", 'filter="url(#soft)" fill-opacity="0.6"')
  );
}
