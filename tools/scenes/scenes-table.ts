import { basename } from "node:path";
import { PLACE_NAMES } from "../../hosts/simulator/board/camera/scenes/places.js";
import type { JudgedScene } from "./judged-scenes.js";

const WRONG_SHOWN = 40;
const AREAS = [
  ["people under 2 % of the picture", 0, 0.02],
  ["people of 2 to 10 %", 0.02, 0.1],
  ["people of 10 % and more", 0.1, Number.POSITIVE_INFINITY],
] as const;

/** Rows of a name and of how many frames were judged rightly; then the wrong ones by name. */
export function scenesTable(judged: readonly JudgedScene[]): string {
  const people = judged.filter(({ kind }) => kind === "person");
  const empty = judged.filter(({ kind }) => kind === "noperson");
  const rows: (readonly [string, readonly JudgedScene[]])[] = [
    ["with people", people],
    ["without people", empty],
    ["too dark to judge (apart)", judged.filter(({ kind }) => kind === "dark")],
    ...AREAS.map(([name, from, to]) => [name, people.filter(within(from, to))] as const),
    ...PLACE_NAMES.flatMap((place) => [
      [`${place}, with people`, people.filter((scene) => scene.place === place)] as const,
      [`${place}, without`, empty.filter((scene) => scene.place === place)] as const,
    ]),
  ];
  return rows.map(([name, scenes]) => row(name, scenes)).join("") + wrongLines(judged);
}

function within(from: number, to: number): (scene: JudgedScene) => boolean {
  return ({ personArea }) => personArea >= from && personArea < to;
}

function row(name: string, scenes: readonly JudgedScene[]): string {
  const right = scenes.filter((scene) => scene.right).length;
  const share = scenes.length === 0 ? "-" : `${((100 * right) / scenes.length).toFixed(1)} %`;
  return `  ${name.padEnd(34)}${share.padStart(8)} right of ${scenes.length}\n`;
}

function wrongLines(judged: readonly JudgedScene[]): string {
  const wrong = judged.filter(({ kind, right }) => kind !== "dark" && !right);
  if (wrong.length === 0) return "";
  const lines = wrong.slice(0, WRONG_SHOWN).map(({ path, kind, probability }) => {
    return `  ${kind.padEnd(9)}${probability.toFixed(2)}  ${basename(path)}\n`;
  });
  const more = wrong.length - lines.length;
  return `judged wrongly, with the chance of a person:\n${lines.join("")}${more > 0 ? `  and ${more} more\n` : ""}`;
}
