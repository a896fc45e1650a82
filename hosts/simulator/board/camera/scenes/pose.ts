import type { Stance } from "./person.js";
import type { Point } from "./svg.js";

/** Joints in centimetres, x to the walker's front in a side view, y up is negative. */
export interface Pose {
  readonly view: "front" | "back" | "side";
  readonly girth: number;
  /** How far the shoulders are ahead of the hips. */
  readonly lean: number;
  readonly head: Point;
  readonly neck: Point;
  /** Near side first. */
  readonly legs: readonly [Leg, Leg];
  readonly arms: readonly [Arm, Arm];
}

interface Leg {
  readonly hip: Point;
  readonly knee: Point;
  readonly ankle: Point;
  readonly toe: Point;
}

interface Arm {
  readonly shoulder: Point;
  readonly elbow: Point;
  readonly wrist: Point;
}

const THIGH_CM = 43;
const SHIN_CM = 42;
const UPPER_ARM_CM = 29;
const FOREARM_CM = 26;
const THIGH_SWING_RAD = 0.46;
const ARM_SWING_RAD = 0.42;

/** `holding`: both arms are round something in front of the body. */
export function poseOf({ facing, stride }: Stance, girth: number, holding: boolean): Pose {
  const phase = stride === undefined ? undefined : stride * 2 * Math.PI;
  const sideways = facing === "left" || facing === "right";
  const pose = sideways ? sidePose(phase, girth) : frontPose(facing, phase, girth);
  return holding && facing !== "back" ? { ...pose, arms: holdingArms(pose) } : pose;
}

function holdingArms({ view, girth, arms: [near, far] }: Pose): readonly [Arm, Arm] {
  const bent = ({ shoulder }: Arm, side: number): Arm =>
    view === "side"
      ? { shoulder, elbow: { x: shoulder.x - 1, y: -117 }, wrist: { x: 23, y: -101 } }
      : {
          shoulder,
          elbow: { x: side * 26 * girth, y: -119 },
          wrist: { x: side * 19, y: -100 },
        };
  return [bent(near, 1), bent(far, -1)];
}

function sidePose(phase: number | undefined, girth: number): Pose {
  const lean = phase === undefined ? 0 : 2.5;
  const swing = phase === undefined ? 0.06 : Math.sin(phase);
  const lift = phase === undefined ? 0 : Math.cos(phase);
  return {
    view: "side",
    girth,
    lean,
    head: { x: lean + 2, y: -166.5 },
    neck: { x: lean + 0.5, y: -158 },
    legs: [sideLeg(swing, lift), sideLeg(-swing, -lift)],
    arms: [sideArm(-swing, lean), sideArm(swing, lean)],
  };
}

/** A leg bends at the knee while it swings forward (`lift` above 0), and little while it carries. */
function sideLeg(swing: number, lift: number): Leg {
  const hip = { x: 0, y: -91 };
  const thigh = swing * THIGH_SWING_RAD + Math.max(0, lift) * 0.22;
  const bend = 0.08 + Math.max(0, lift) * 0.75 + Math.max(0, -swing) * 0.25;
  const knee = along(hip, thigh, THIGH_CM);
  const ankle = along(knee, thigh - bend, SHIN_CM);
  const tilt = Math.max(0, bend - 0.3) * 14;
  return { hip, knee, ankle, toe: { x: ankle.x + 15, y: ankle.y + 5 + tilt } };
}

function sideArm(swing: number, lean: number): Arm {
  const shoulder = { x: lean, y: -145 };
  const upper = swing * ARM_SWING_RAD;
  const elbow = along(shoulder, upper, UPPER_ARM_CM);
  return { shoulder, elbow, wrist: along(elbow, upper + 0.3, FOREARM_CM) };
}

function frontPose(view: "front" | "back", phase: number | undefined, girth: number): Pose {
  const swing = phase === undefined ? 0 : Math.sin(phase);
  return {
    view,
    girth,
    lean: 0,
    head: { x: swing * 0.8, y: -166.5 },
    neck: { x: 0, y: -158 },
    legs: [frontLeg(1, swing, girth), frontLeg(-1, -swing, girth)],
    arms: [frontArm(1, -swing, girth), frontArm(-1, swing, girth)],
  };
}

/** Seen from the front a leg ahead reaches lower, and one behind is shorter. */
function frontLeg(side: 1 | -1, swing: number, girth: number): Leg {
  const ahead = Math.max(0, swing);
  const behind = Math.max(0, -swing);
  const x = side * 8.4 * girth;
  return {
    hip: { x, y: -90 },
    knee: { x: x + side * 0.8 - side * ahead * 1.5, y: -49 - ahead * 2 },
    ankle: { x: x - side * (0.4 + ahead * 2), y: -9 + ahead * 2 - behind * 13 },
    toe: { x: x + side * 1.6 - side * ahead, y: -2.5 + ahead * 3 - behind * 8 },
  };
}

function frontArm(side: 1 | -1, swing: number, girth: number): Arm {
  const shoulder = { x: side * 19.5 * girth, y: -144 };
  const elbow = { x: side * (24 * girth + 1), y: -117 - Math.max(0, swing) * 3 };
  return {
    shoulder,
    elbow,
    wrist: { x: side * (24.5 * girth - swing * 4), y: -91 - Math.max(0, swing) * 12 },
  };
}

/** From `from`, hanging down and turned forward by `angle`. */
function along(from: Point, angle: number, length: number): Point {
  return { x: from.x + Math.sin(angle) * length, y: from.y + Math.cos(angle) * length };
}
