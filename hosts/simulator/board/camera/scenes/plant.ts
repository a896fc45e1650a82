import { Chance } from "../chance.js";
import type { Plant } from "./place.js";
import { grain, group, n, path, svgPage } from "./svg.js";

const LEAVES = ["#4e7a34", "#5f8b3e", "#3f682b", "#6f9a49"];

/** A bush whose tips lean by `sway` of its height; the root stays where it is. */
export function drawPlant(plant: Plant, sway: number, scale: number): string {
  const { widthPx, heightPx, seed } = plant;
  const chance = new Chance("plant", seed);
  const leaves = Array.from({ length: 130 }, () => {
    const height = chance.next() ** 0.8;
    const spread = Math.sin(Math.min(1, height * 1.25 + 0.12) * Math.PI) * 0.44 + 0.03;
    const side = chance.between(-1, 1);
    const x = widthPx / 2 + side * spread * widthPx + sway * height * height * heightPx;
    const y = heightPx * (1 - height * 0.92);
    const length = chance.between(0.06, 0.13) * heightPx;
    const turn = chance.between(-70, 70) + side * 50 + sway * 120 * height;
    const leaf = `M0 0Q${n(length * 0.32)} ${n(-length * 0.5)} 0 ${n(-length)}Q${n(-length * 0.32)} ${n(-length * 0.5)} 0 0Z`;
    return path(
      leaf,
      chance.pick(LEAVES),
      `transform="translate(${n(x)} ${n(y)}) rotate(${n(turn)})"`,
    );
  });
  const stem = path(
    `M${n(widthPx / 2 - 3)} ${heightPx}Q${n(widthPx / 2)} ${n(heightPx * 0.5)} ` +
      `${n(widthPx / 2 + sway * heightPx * 0.4)} ${n(heightPx * 0.3)}L${n(widthPx / 2 + 3)} ${heightPx}Z`,
    "#4c3b28",
  );
  const body =
    grain("leaf", "0.05 0.07", 0.6, seed) + group(stem + leaves.join(""), 'filter="url(#leaf)"');
  return svgPage(
    Math.round(widthPx / scale),
    Math.round(heightPx / scale),
    `0 0 ${widthPx} ${heightPx}`,
    body,
  );
}
