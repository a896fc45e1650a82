import type { Person } from "./person.js";
import type { Pose } from "./pose.js";
import { ellipse, group, n, path } from "./svg.js";

const FLESH = 'filter="url(#flesh)"';
const CLOTH = 'filter="url(#cloth)"';

/** Seen from above its middle a head looks larger than a ruler says. */
const HEAD_SCALE = 1.22;

/** A head around its middle, 23 cm high before it is scaled: far hair, face, near hair, hat. */
export function drawHead(person: Person, pose: Pose): string {
  const parts =
    pose.view === "side" ? profile(person) : pose.view === "back" ? nape(person) : face(person);
  const { x, y } = pose.head;
  return group(parts, `transform="translate(${n(x)} ${n(y - 2)}) scale(${HEAD_SCALE})"`);
}

function face(person: Person): string {
  const { hair, skin, longHair } = person;
  const lock = "M-10 -5C-13.5 8 -13 18 -9.5 22L-5 21C-7 13 -8.4 4 -7.6 -3Z";
  const behind = longHair
    ? path(lock, hair, CLOTH) + group(path(lock, hair, CLOTH), 'transform="scale(-1 1)"')
    : "";
  const shape = path(
    "M-8 -6C-8.4 4 -5.5 11.8 0 11.8C5.5 11.8 8.4 4 8 -6C8 -14 -8 -14 -8 -6Z",
    skin,
  );
  const ears = ellipse(-8.2, 0.5, 1.5, 2.6, skin) + ellipse(8.2, 0.5, 1.5, 2.6, skin);
  const above = path(
    "M-8.7 -1C-10.5 -15 10.5 -15 8.7 -1C8 -6 6 -8.2 2 -8.4C-3 -8.2 -7.6 -7 -8.7 -1Z",
    hair,
    CLOTH,
  );
  return behind + group(ears + shape, FLESH) + features() + above + hatOf(person, 9.4);
}

/** Eyes, brows, nose and mouth, as soft darker places. */
function features(): string {
  const eye = (x: number): string =>
    ellipse(x, -0.6, 1.7, 0.95, "#f4efe8") +
    ellipse(x, -0.5, 0.95, 0.95, "#2a1c14") +
    `<path d="M${x - 2.2} -2.9Q${x} -4 ${x + 2.2} -2.9" stroke="#20140d" stroke-opacity="0.75" ` +
    'stroke-width="0.9" fill="none"/>' +
    ellipse(x, -0.4, 2.8, 2.1, "#000", 'fill-opacity="0.13"');
  const nose = path("M0 -0.5L1.6 4.4Q0 5.4 -1.6 4.4Z", "#000", 'fill-opacity="0.14"');
  const mouth =
    '<path d="M-2.8 7.4Q0 8.7 2.8 7.4" stroke="#7a2f2a" stroke-width="1.1" fill="none"/>' +
    ellipse(0, 11.4, 5, 1.6, "#000", 'fill-opacity="0.16"');
  return eye(-3.4) + eye(3.4) + nose + mouth;
}

function profile(person: Person): string {
  const { hair, skin, longHair } = person;
  const behind = longHair ? path("M-9 -6C-13 8 -11 20 -7 22L-1 20L1 0Z", hair, CLOTH) : "";
  const shape = path(
    "M-8.6 -3C-9 -13 4 -14 7 -8.6C8 -6 8 -3.6 8.3 -2L10.6 2.6L8.5 3.6L8.8 5.4L8 6.4L8.2 8.4" +
      "C7.6 11 4 11.4 1.4 10.4L0 13L-6.4 10C-8.4 6 -8.6 2 -8.6 -3Z",
    skin,
  );
  const above = path(
    "M-9.4 3C-12.4 -14.5 5 -16 8 -7.6C5 -9 2.6 -7.6 2 -3.4L-0.6 -2.4L-2 3.4C-4.4 5.6 -7.6 5.6 -9.4 3Z",
    hair,
    CLOTH,
  );
  const eye =
    ellipse(5.6, -1.2, 1.2, 0.9, "#2a1c14") +
    '<path d="M3.8 -3.6Q5.6 -4.4 7.4 -3.3" stroke="#20140d" stroke-width="0.9" fill="none"/>' +
    '<path d="M5.6 7L8.4 6.8" stroke="#7a2f2a" stroke-width="0.9"/>';
  const ear = ellipse(-1.4, 1.6, 1.7, 2.8, skin, 'stroke="#000" stroke-opacity="0.2"');
  return behind + group(shape, FLESH) + eye + above + group(ear, FLESH) + hatOf(person, 9.6);
}

function nape(person: Person): string {
  const { hair, skin, longHair } = person;
  const neck = path("M-5 6h10v8h-10z", skin);
  const ears = ellipse(-8.4, 0.5, 1.5, 2.6, skin) + ellipse(8.4, 0.5, 1.5, 2.6, skin);
  const skull = longHair
    ? "M-9 -3C-10 -15 10 -15 9 -3C11 12 10 22 6 23L-6 23C-10 22 -11 12 -9 -3Z"
    : "M-8.8 -3C-10 -15 10 -15 8.8 -3C9 5 6 9.6 0 9.6C-6 9.6 -9 5 -8.8 -3Z";
  return group(neck + ears, FLESH) + path(skull, hair, CLOTH) + hatOf(person, 9.4);
}

function hatOf({ hat }: Person, halfWidth: number): string {
  if (hat === undefined) return "";
  const w = n(halfWidth + 0.6);
  return path(`M-${w} -4.6C-${w} -17 ${w} -17 ${w} -4.6Q0 -8 -${w} -4.6Z`, hat, CLOTH);
}
