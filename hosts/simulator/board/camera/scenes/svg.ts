/** A few words for writing SVG. Numbers are rounded, so that the text stays small and stable. */

export function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export function svgPage(widthPx: number, heightPx: number, viewBox: string, body: string): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" ` +
    `viewBox="${viewBox}" preserveAspectRatio="none">${body}</svg>`
  );
}

/** A page of the frame's shape, described in the frame's pixels and drawn `scale` times smaller. */
export function framePage(body: string, scale: number): string {
  return svgPage(640 / scale, 480 / scale, "0 0 640 480", body);
}

export function rect(
  x: number,
  y: number,
  width: number,
  height: number,
  fill: string,
  more = "",
): string {
  return (
    `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" ` +
    `fill="${fill}" ${more}/>`
  );
}

export function ellipse(
  x: number,
  y: number,
  radiusX: number,
  radiusY: number,
  fill: string,
  more = "",
): string {
  return (
    `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(radiusX)}" ry="${n(radiusY)}" ` +
    `fill="${fill}" ${more}/>`
  );
}

export function path(d: string, fill: string, more = ""): string {
  return `<path d="${d}" fill="${fill}" ${more}/>`;
}

/** `points` as SVG writes them: "x,y x,y". */
export function polygon(points: string, fill: string, more = ""): string {
  return `<polygon points="${points}" fill="${fill}" ${more}/>`;
}

export function group(body: string, more = ""): string {
  return `<g ${more}>${body}</g>`;
}

/** Colours from the top of a shape to its bottom (or from left to right). */
export function gradient(
  id: string,
  stops: readonly (readonly [offset: number, colour: string])[],
  direction: "down" | "across" = "down",
): string {
  const end = direction === "down" ? 'x2="0" y2="1"' : 'x2="1" y2="0"';
  return `<linearGradient id="${id}" x1="0" y1="0" ${end}>${stopsOf(stops)}</linearGradient>`;
}

export function glow(
  id: string,
  stops: readonly (readonly [offset: number, colour: string])[],
): string {
  return `<radialGradient id="${id}">${stopsOf(stops)}</radialGradient>`;
}

const FALL_STOPS = 16;

/**
 * A map of one lamp's light: from white below it to `floor` at the ellipse's edge, where it has no
 * kink, as light has none.
 */
export function lampFall(
  x: number,
  y: number,
  radiusX: number,
  radiusY: number,
  floor: number,
): string {
  const gray = (share: number): string => {
    const level = n(255 * (floor + (1 - floor) * share));
    return `rgb(${level},${level},${level})`;
  };
  const stops = Array.from({ length: FALL_STOPS + 1 }, (_, stop) => {
    const distance = stop / FALL_STOPS;
    return [distance, gray((1 - distance ** 2) ** 2)] as const;
  });
  return (
    glow("fall", stops) +
    rect(0, 0, 640, 480, gray(0)) +
    ellipse(x, y, radiusX, radiusY, "url(#fall)")
  );
}

function stopsOf(stops: readonly (readonly [number, string])[]): string {
  return stops
    .map(([offset, colour]) => `<stop offset="${offset}" stop-color="${colour}"/>`)
    .join("");
}

/** Darkens a shape by up to `strength` in a random grain; frequencies are per unit, x then y. */
export function grain(id: string, frequency: string, strength: number, seed = 1, octaves = 3) {
  const slope = n(strength * 1.6);
  const base = n(1 - strength * 1.2);
  const row = `${slope} 0 0 0 ${base} `;
  return (
    `<filter id="${id}" x="0" y="0" width="1" height="1" color-interpolation-filters="sRGB">` +
    `<feTurbulence type="fractalNoise" baseFrequency="${frequency}" numOctaves="${octaves}" ` +
    `seed="${seed}"/><feColorMatrix values="${row}${row}${row}0 0 0 0 1"/>` +
    `<feComposite operator="arithmetic" k1="1" k2="0" k3="0" k4="0" in2="SourceGraphic"/></filter>`
  );
}

/**
 * Makes flat shapes look round, with folds: their blurred outline and a little noise are taken as
 * heights and lit from the upper left. Without folds it costs a third.
 */
export function relief(id: string, radius: number, depth: number, folds: number, seed = 1) {
  const creased =
    `<feTurbulence type="fractalNoise" baseFrequency="0.03 0.016" numOctaves="2" ` +
    `seed="${seed}" result="folds"/>` +
    `<feComposite in="round" in2="folds" operator="arithmetic" k2="0.5" k3="${n(folds)}"/>`;
  return (
    `<filter id="${id}" x="-0.05" y="-0.05" width="1.1" height="1.1" ` +
    'color-interpolation-filters="sRGB">' +
    `<feGaussianBlur in="SourceAlpha" stdDeviation="${n(radius)}" result="round"/>` +
    (folds > 0 ? creased : "") +
    `<feDiffuseLighting surfaceScale="${n(depth)}" diffuseConstant="1.2" ` +
    'lighting-color="#fff"><feDistantLight azimuth="235" elevation="57"/>' +
    '</feDiffuseLighting><feComposite in2="SourceGraphic" operator="arithmetic" k1="1"/>' +
    "</filter>"
  );
}

/** Softens edges, for shadows and for what is out of focus. */
export function blur(id: string, radius: number): string {
  return (
    `<filter id="${id}" x="-0.5" y="-0.5" width="2" height="2">` +
    `<feGaussianBlur stdDeviation="${n(radius)}"/></filter>`
  );
}

/** Two circles and what lies between them: an arm, a leg, a tail. */
export function limb(from: Point, fromRadius: number, to: Point, toRadius: number): string {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const across = { x: -(to.y - from.y) / length, y: (to.x - from.x) / length };
  const at = (end: Point, radius: number, side: number): string =>
    `${n(end.x + across.x * radius * side)} ${n(end.y + across.y * radius * side)}`;
  return (
    `M${at(from, fromRadius, 1)}L${at(to, toRadius, 1)}` +
    `A${n(toRadius)} ${n(toRadius)} 0 0 0 ${at(to, toRadius, -1)}L${at(from, fromRadius, -1)}` +
    `A${n(fromRadius)} ${n(fromRadius)} 0 0 0 ${at(from, fromRadius, 1)}Z`
  );
}
