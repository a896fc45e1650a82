import { drawHead } from "./head.js";
import type { Person, Stance } from "./person.js";
import { type Pose, poseOf } from "./pose.js";
import { blur, ellipse, group, limb, n, path, relief, svgPage } from "./svg.js";

/** The page of a figure, in centimetres around the middle of its soles. */
export const FIGURE_LEFT_CM = -62;
export const FIGURE_TOP_CM = -192;
export const FIGURE_WIDTH_CM = 124;
export const FIGURE_HEIGHT_CM = 200;
/** How tall everybody is drawn; a person's own height comes in with the scale. */
export const FIGURE_STATURE_CM = 178;

/** The figure as SVG on a page `heightPx` tall, with its shadow where it stands. */
export function drawPerson(person: Person, stance: Stance, heightPx: number): string {
  const unit = heightPx / FIGURE_HEIGHT_CM;
  const widthPx = Math.max(1, Math.round(FIGURE_WIDTH_CM * unit));
  const pose = poseOf(stance, person.build, person.carries === "parcel");
  const mirrored = stance.facing === "left";
  const body = group(
    filters(person.seed, unit) +
      shadow() +
      backOf(person, pose) +
      bodyOf(person, pose) +
      frontOf(person, pose),
    mirrored ? 'transform="scale(-1 1)"' : "",
  );
  const box = `${FIGURE_LEFT_CM} ${FIGURE_TOP_CM} ${FIGURE_WIDTH_CM} ${FIGURE_HEIGHT_CM}`;
  return svgPage(widthPx, Math.max(1, Math.round(heightPx)), box, body);
}

/** Heights are in pixels, so that a small figure is as round as a large one. */
function filters(seed: number, unit: number): string {
  return relief("cloth", 4, 19 * unit, 0.62, seed) + relief("flesh", 3, 3.2 * unit, 0);
}

/** Where the feet keep the light from the ground. */
function shadow(): string {
  return blur("soft", 3) + ellipse(2, 0, 30, 4.5, "#000", 'fill-opacity="0.5" filter="url(#soft)"');
}

const CLOTH = 'filter="url(#cloth)"';
const FLESH = 'filter="url(#flesh)"';

/** The far arm and leg, in shade. */
function backOf(person: Person, pose: Pose): string {
  const far = legOf(person, pose, 1) + armOf(person, pose, 1);
  const pack = person.carries === "backpack" && pose.view === "side" ? backpack(-15, 13) : "";
  return pack + far + shade(legShape(pose, 1), pose.view === "side" ? 0.3 : 0.1);
}

function bodyOf(person: Person, pose: Pose): string {
  const neck = path(limb(pose.neck, 5.6, { x: pose.neck.x, y: pose.neck.y + 9 }, 6.6), person.skin);
  const skirt = person.skirt ? path(skirtShape(pose), person.legs, CLOTH) : "";
  const torso = path(torsoShape(pose, person.coat), person.top, CLOTH);
  const pack = person.carries === "backpack" && pose.view === "back" ? backpack(0, 15) : "";
  return (
    legOf(person, pose, 0) + group(neck, FLESH) + skirt + torso + detailsOf(person, pose) + pack
  );
}

function frontOf(person: Person, pose: Pose): string {
  const parcel = person.carries === "parcel" && pose.view !== "back";
  const head = drawHead(person, pose);
  const arm = armOf(person, pose, 0);
  if (parcel) return head + box(pose) + arm + (pose.view === "front" ? armOf(person, pose, 1) : "");
  const bag = person.carries === "bag" ? handbag(pose) : "";
  return head + arm + bag;
}

function legShape(pose: Pose, side: 0 | 1): string {
  const { hip, knee, ankle } = pose.legs[side];
  return limb(hip, 9.6 * pose.girth, knee, 6.6) + limb(knee, 6.6, ankle, 4.9);
}

function legOf(person: Person, pose: Pose, side: 0 | 1): string {
  const { knee, ankle, toe } = pose.legs[side];
  const shoe = path(limb({ x: ankle.x, y: ankle.y + 4 }, 4.6, toe, 3.6), person.shoes, FLESH);
  if (!person.skirt) return shoe + path(legShape(pose, side), person.legs, CLOTH);
  const calf = path(limb(knee, 5.6, ankle, 3.9), person.skin, FLESH);
  return shoe + calf;
}

function armOf(person: Person, pose: Pose, side: 0 | 1): string {
  const { shoulder, elbow, wrist } = pose.arms[side];
  const hand = { x: wrist.x + (wrist.x - elbow.x) * 0.16, y: wrist.y + (wrist.y - elbow.y) * 0.24 };
  const bare = person.bareArms && !person.coat;
  const sleeve = { x: (shoulder.x + elbow.x) / 2, y: (shoulder.y + elbow.y) / 2 };
  const flesh =
    path(limb(wrist, 3.2, hand, 3.5), person.skin) +
    (bare ? path(limb(sleeve, 4.4, elbow, 4) + limb(elbow, 4, wrist, 3), person.skin) : "");
  const cloth = bare
    ? limb(shoulder, 6.8, sleeve, 5.9)
    : limb(shoulder, 6.8, elbow, 5.4) + limb(elbow, 5.3, wrist, 4.1);
  return group(flesh, FLESH) + path(cloth, person.top, CLOTH);
}

function torsoShape({ view, girth, lean }: Pose, coat: boolean): string {
  const hem = coat ? -58 : -84;
  const flare = coat ? 1.12 : 1;
  if (view === "side") {
    const front = n(lean + 12.5 * girth);
    return (
      `M${n(lean - 7)} -153C${n(lean - 16 * girth)} -146 ${n(-14 * girth)} -118 ` +
      `${n(-10.5 * girth * flare)} -100L${n(-13 * girth * flare)} ${hem}` +
      `Q0 ${hem + 4} ${n(12.5 * girth * flare)} ${hem}L${n(11 * girth)} -104` +
      `C${n(14 * girth)} -122 ${front} -146 ${n(lean + 6)} -153Z`
    );
  }
  const shoulder = 21.5 * girth;
  return (
    `M-7 -155Q0 -151 7 -155C14 -152 ${n(shoulder)} -152 ${n(shoulder + 1)} -143` +
    `C${n(shoulder - 1)} -128 ${n(14.5 * girth)} -118 ${n(15 * girth)} -106` +
    `L${n(17.5 * girth * flare)} ${hem}Q0 ${hem + 4} ${n(-17.5 * girth * flare)} ${hem}` +
    `L${n(-15 * girth)} -106C${n(-14.5 * girth)} -118 ${n(-shoulder + 1)} -128 ` +
    `${n(-shoulder - 1)} -143C${n(-shoulder)} -152 -14 -152 -7 -155Z`
  );
}

function skirtShape({ girth, view }: Pose): string {
  const waist = (view === "side" ? 10.5 : 15) * girth;
  return `M${n(-waist)} -104L${n(waist)} -104L${n(waist * 1.55)} -52Q0 -47 ${n(-waist * 1.55)} -52Z`;
}

/** A zip, a collar, a belt's shadow: what tells a body from a sack. */
function detailsOf(person: Person, pose: Pose): string {
  const hem = person.coat ? -58 : -84;
  const half = (pose.view === "side" ? 9 : 14) * pose.girth;
  const under = shade(
    `M${n(-half)} ${hem}Q0 ${hem + 5} ${n(half)} ${hem}L${n(half)} ${hem + 6}` +
      `Q0 ${hem + 10} ${n(-half)} ${hem + 6}Z`,
    0.25,
  );
  if (pose.view !== "front") return under;
  const collar = path("M-7 -155L0 -143L7 -155Q0 -151 -7 -155Z", person.skin, FLESH);
  if (person.shirt !== undefined) return under + openJacket(person.shirt, hem) + collar;
  const zip = `<path d="M0 -144L0.5 ${hem + 2}" stroke="#000" stroke-opacity="0.28" stroke-width="0.9"/>`;
  const lapels =
    '<path d="M-8 -154L-1 -140M8 -154L1 -140" stroke="#000" stroke-opacity="0.3" stroke-width="1.3"/>';
  return under + collar + zip + lapels;
}

function openJacket(shirt: string, hem: number): string {
  const panel = path(
    `M-7 -155L-6 -120L-8 ${hem - 4}L8 ${hem - 4}L6 -120L7 -155Q0 -150 -7 -155Z`,
    shirt,
    CLOTH,
  );
  const edges =
    `<path d="M-7 -155L-6 -120L-9 ${hem}M7 -155L6 -120L9 ${hem}" stroke="#000" ` +
    'stroke-opacity="0.35" stroke-width="1.4" fill="none"/>';
  return panel + edges;
}

function shade(d: string, opacity: number): string {
  return path(d, "#000", `fill-opacity="${n(opacity)}"`);
}

function backpack(x: number, halfWidth: number): string {
  return path(
    `M${x - halfWidth} -146Q${x} -156 ${x + halfWidth} -146L${x + halfWidth} -104` +
      `Q${x} -98 ${x - halfWidth} -104Z`,
    "#2b3a30",
    CLOTH,
  );
}

function box(pose: Pose): string {
  const x = pose.view === "side" ? 27 : 0;
  const tape = path(`M${x - 2} -123h4v27h-4z`, "#d9c49a");
  return (
    path(`M${x - 19} -123h38v27h-38z`, "#b58a57", FLESH) +
    path(`M${x - 19} -123h38l-4 -5h-30z`, "#c99f6b") +
    tape
  );
}

function handbag(pose: Pose): string {
  const { wrist } = pose.arms[0];
  return (
    path(`M${n(wrist.x - 9)} ${n(wrist.y + 14)}h19l2 20h-23z`, "#5a2f22", CLOTH) +
    ellipse(wrist.x, wrist.y + 12, 5, 9, "none", 'stroke="#3a2018" stroke-width="1.6"')
  );
}
