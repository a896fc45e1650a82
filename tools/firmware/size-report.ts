import { basename } from "node:path";
import { isInImage, type LinkedSection, MERGED_STRINGS } from "./map-file.js";

/** What a slot must keep free, so that the next version fits as well. */
export const FREE_SHARE_MIN = 0.05;

export interface SizeReport {
  readonly imageBytes: number;
  readonly slotBytes: number;
  /** From the largest to the smallest; the last is what no library accounts for. */
  readonly shares: readonly Share[];
}

export interface Share {
  readonly name: string;
  readonly byteLength: number;
}

const SDK_ARCHIVE = /^xs_\w+\.a$/;
const REST = "headers, alignment and tables";

/** `nativeNames`: basenames of the project's own C, which the SDK puts into its archive. */
export function reportSize(
  sections: readonly LinkedSection[],
  sizes: { readonly imageBytes: number; readonly slotBytes: number },
  nativeNames: ReadonlySet<string>,
): SizeReport {
  const byName = new Map<string, number>();
  for (const section of sections.filter(isInImage)) {
    const name = shareOf(section.source, nativeNames);
    byName.set(name, (byName.get(name) ?? 0) + section.byteLength);
  }
  const shares = [...byName]
    .map(([name, byteLength]) => ({ name, byteLength }))
    .sort((a, b) => b.byteLength - a.byteLength || a.name.localeCompare(b.name));
  const known = shares.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return { ...sizes, shares: [...shares, { name: REST, byteLength: sizes.imageBytes - known }] };
}

/** Component or library of a linked object; the SDK's one archive is taken apart. */
function shareOf(source: string, nativeNames: ReadonlySet<string>): string {
  if (source === MERGED_STRINGS) return "strings, merged";
  const [, archive, member] = /^(.*)\((.*)\)$/.exec(source) ?? ["", source, basename(source)];
  const name = basename(archive as string);
  if (!SDK_ARCHIVE.test(name)) return name.replace(/^lib/, "").replace(/\.(a|o|obj)$/, "");
  const object = (member as string).replace(/\.(o|obj)$/, "");
  if (object === "mc.xs.c") return "scripts (mc.xs)";
  if (nativeNames.has(object)) return "native/ and hosts/";
  return /^(xs\w*|e_pow)\.c$/.test(object) ? "XS" : "Moddable SDK's modules";
}

export function freeShare({ imageBytes, slotBytes }: SizeReport): number {
  return (slotBytes - imageBytes) / slotBytes;
}

export function keepsFreeShare(report: SizeReport): boolean {
  return freeShare(report) >= FREE_SHARE_MIN;
}

/** The table as people read it. */
export function describeSize(report: SizeReport): string {
  const { imageBytes, slotBytes, shares } = report;
  const percent = (part: number) => `${((100 * part) / slotBytes).toFixed(1)} %`;
  const row = (name: string, bytes: number) =>
    `${name.padEnd(34)} ${String(bytes).padStart(9)} ${percent(bytes).padStart(8)}`;
  const free = slotBytes - imageBytes;
  const verdict = keepsFreeShare(report)
    ? `at least ${percent(FREE_SHARE_MIN * slotBytes)} is free`
    : `less than ${percent(FREE_SHARE_MIN * slotBytes)} is free: too large`;
  return [
    row("slot", slotBytes),
    row("image", imageBytes),
    row("free", free),
    "",
    ...shares.map(({ name, byteLength }) => row(name, byteLength)),
    "",
    verdict,
    "",
  ].join("\n");
}
