import type { Chance } from "../chance.js";

export type Facing = "front" | "back" | "left" | "right";

/** How somebody looks; the same person comes back with the same clothes. */
export interface Person {
  readonly skin: string;
  readonly hair: string;
  readonly longHair: boolean;
  readonly hat: string | undefined;
  readonly top: string;
  /** Under an open jacket. */
  readonly shirt: string | undefined;
  readonly coat: boolean;
  readonly bareArms: boolean;
  readonly legs: string;
  readonly skirt: boolean;
  readonly shoes: string;
  /** Width of the body, 1 for the average. */
  readonly build: number;
  readonly heightM: number;
  readonly carries: "nothing" | "parcel" | "bag" | "backpack";
  readonly seed: number;
}

export interface Stance {
  readonly facing: Facing;
  /** Where in a double step, 0 to 1; undefined for somebody who stands. */
  readonly stride: number | undefined;
}

const SKINS = ["#f0c8a8", "#e3b08c", "#d39b74", "#b87f58", "#8f5f3f", "#6b4530", "#4c3226"];
const HAIRS = [
  "#1c1713",
  "#2e2119",
  "#4a3323",
  "#6e4c2d",
  "#9a6d3c",
  "#c7a46a",
  "#8b8782",
  "#d8d4cc",
];
/** As a street has them: most are dark, gray, navy or white; one in seven is a colour. */
const TOPS = [
  "#22252b",
  "#1f2a40",
  "#3b4048",
  "#6b6f78",
  "#d8d3c8",
  "#e6e4df",
  "#2f3b33",
  "#30425e",
  "#26282c",
  "#4a3a30",
  "#1b1e25",
  "#8f8a80",
  "#7a2326",
  "#3f7fae",
];
const SHIRTS = ["#ece9e2", "#d5dbe3", "#c7b89a", "#26282c", "#a8c0d6"];
const LEGS = ["#27395a", "#1b1e25", "#2e3440", "#3a4a63", "#22252b", "#46515f", "#7a6a52"];
const SHOES = ["#1a1816", "#4a3424", "#e8e6e1", "#30343c"];
const HATS = ["#22252b", "#a3262d", "#32507a", "#5a5f45"];

export function somebody(chance: Chance): Person {
  return {
    skin: chance.pick(SKINS),
    hair: chance.pick(HAIRS),
    longHair: chance.happens(0.4),
    hat: chance.happens(0.12) ? chance.pick(HATS) : undefined,
    top: chance.pick(TOPS),
    shirt: chance.happens(0.3) ? chance.pick(SHIRTS) : undefined,
    coat: chance.happens(0.15),
    bareArms: chance.happens(0.4),
    legs: chance.pick(LEGS),
    skirt: chance.happens(0.06),
    shoes: chance.pick(SHOES),
    build: chance.between(0.88, 1.16),
    heightM: chance.between(1.56, 1.9),
    carries: chance.pick(["nothing", "nothing", "nothing", "parcel", "bag", "backpack"] as const),
    seed: chance.whole(1, 999),
  };
}
