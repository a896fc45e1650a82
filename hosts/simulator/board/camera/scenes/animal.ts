import { blur, ellipse, group, limb, n, path, rect, relief, svgPage } from "./svg.js";

export type VisitorKind = "cat" | "dog" | "car";

/** A visitor's page in centimetres around the middle of the ground below it. */
export interface VisitorPage {
  readonly leftCm: number;
  readonly topCm: number;
  readonly widthCm: number;
  readonly heightCm: number;
}

const PAGES: Readonly<Record<VisitorKind, VisitorPage>> = {
  cat: { leftCm: -38, topCm: -40, widthCm: 76, heightCm: 46 },
  dog: { leftCm: -60, topCm: -72, widthCm: 120, heightCm: 80 },
  car: { leftCm: -225, topCm: -160, widthCm: 450, heightCm: 175 },
};

export function visitorPage(kind: VisitorKind): VisitorPage {
  return PAGES[kind];
}

const FUR = 'filter="url(#fur)"';

/** Walking to the right, or to the left where `mirrored`. `stride` is 0 to 1. */
export function drawVisitor(
  kind: VisitorKind,
  colour: string,
  stride: number,
  mirrored: boolean,
  pxPerCm: number,
): string {
  const { leftCm, topCm, widthCm, heightCm } = PAGES[kind];
  const size = kind === "car" ? 12 : kind === "dog" ? 3.4 : 2;
  const body =
    relief("fur", size, 9 * pxPerCm, kind === "car" ? 0 : 0.5, 7) +
    blur("soft", 3) +
    (kind === "car" ? car(colour) : fourLegs(kind, colour, stride));
  return svgPage(
    Math.max(1, Math.round(widthCm * pxPerCm)),
    Math.max(1, Math.round(heightCm * pxPerCm)),
    `${leftCm} ${topCm} ${widthCm} ${heightCm}`,
    group(body, mirrored ? 'transform="scale(-1 1)"' : ""),
  );
}

function fourLegs(kind: "cat" | "dog", colour: string, stride: number): string {
  const scale = kind === "cat" ? 1 : 1.85;
  const swing = Math.sin(stride * 2 * Math.PI) * 3.4;
  const leg = (x: number, way: number): string =>
    limb({ x, y: -15 }, 3, { x: x + way * 0.6, y: -8 }, 1.9) +
    limb({ x: x + way * 0.6, y: -8 }, 1.9, { x: x + way, y: -1.5 }, 1.5);
  const far = path(leg(-11, -swing) + leg(11, swing), colour, FUR);
  const near = path(leg(-13, swing) + leg(13, -swing), colour, FUR);
  const trunk = path(
    "M-17 -17C-18 -25 -8 -26 0 -25C8 -25 16 -27 18 -20C18 -14 12 -12 6 -13C0 -12 -8 -11 -12 -12C-15 -12 -17 -14 -17 -17Z",
    colour,
    FUR,
  );
  const tail =
    kind === "cat"
      ? path(
          limb({ x: -15, y: -21 }, 1.9, { x: -25, y: -27 }, 1.6) +
            limb({ x: -25, y: -27 }, 1.6, { x: -28, y: -35 }, 1.2),
          colour,
          FUR,
        )
      : path(limb({ x: -15, y: -22 }, 2, { x: -23, y: -28 }, 1.2), colour, FUR);
  return (
    ellipse(0, -0.5, 22 * scale, 2.6 * scale, "#000", 'fill-opacity="0.45" filter="url(#soft)"') +
    group(
      group(far, 'opacity="0.85"') + tail + trunk + near + muzzle(kind, colour),
      `transform="scale(${n(scale)})"`,
    )
  );
}

function muzzle(kind: "cat" | "dog", colour: string): string {
  if (kind === "cat") {
    return (
      group(
        path("M17 -33L18.5 -38L21.5 -33.6L24.5 -33.6L27 -38L28 -32Z", colour) +
          ellipse(22.5, -29, 6.4, 5.4, colour),
        FUR,
      ) +
      ellipse(21, -30, 0.9, 1, "#c9b23c") +
      ellipse(25.6, -30, 0.9, 1, "#c9b23c") +
      ellipse(23.6, -27.4, 1, 0.6, "#5b3a35")
    );
  }
  return (
    group(
      path(limb({ x: 15, y: -22 }, 5, { x: 21, y: -30 }, 4.4), colour) +
        ellipse(22, -31, 5, 4.4, colour) +
        path(limb({ x: 24, y: -30 }, 2.9, { x: 30, y: -28.5 }, 2), colour) +
        path("M18 -34C15 -34 14 -27 16.6 -25.6C18.6 -26 19.6 -32 18 -34Z", colour),
      FUR,
    ) +
    ellipse(24, -32, 0.8, 0.8, "#1a120c") +
    ellipse(31.4, -29.4, 1.2, 1, "#1a1412")
  );
}

function car(colour: string): string {
  const wheel = (x: number): string =>
    ellipse(x, -32, 32, 32, "#191919") +
    ellipse(x, -32, 19, 19, "#9a9da1") +
    ellipse(x, -32, 6, 6, "#4a4d50");
  return (
    ellipse(0, -3, 220, 16, "#000", 'fill-opacity="0.5" filter="url(#soft)"') +
    group(
      path(
        "M-214 -40C-218 -84 -204 -92 -160 -98C-130 -132 -104 -148 -70 -150H40C76 -148 104 -122 122 -100C176 -96 210 -86 214 -62L214 -36C214 -30 208 -28 200 -28H-204C-210 -28 -214 -32 -214 -40Z",
        colour,
      ),
      FUR,
    ) +
    path("M-138 -100C-116 -128 -98 -138 -72 -140H-22V-100Z", "#26303a") +
    path("M-10 -140H36C64 -138 86 -118 102 -100H-10Z", "#26303a") +
    path("M-120 -104L-86 -136H-66L-98 -104Z", "#8fa3b3", 'fill-opacity="0.35"') +
    wheel(-132) +
    wheel(128) +
    rect(192, -74, 20, 12, "#f0ead6") +
    rect(-214, -76, 14, 14, "#a3262d") +
    '<path d="M-16 -98V-40M-120 -96V-44" stroke="#000" stroke-opacity="0.35" stroke-width="2"/>' +
    rect(-60, -88, 18, 4, "#2a2a2a")
  );
}
