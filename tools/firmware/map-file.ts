/** An input section that the linker kept, with the object or archive member that it came from. */
export interface LinkedSection {
  /** The section of the program that it lies in, such as ".flash.text". */
  readonly output: string;
  readonly address: number;
  /** As far as the next section: strings that were merged keep their old length in the map. */
  readonly byteLength: number;
  /** As the linker names it: "path/libx.a(member.o)" or "path/member.o". */
  readonly source: string;
}

const MEMORY_MAP = /^Linker script and memory map$/;
const OUTPUT_SECTION = /^([._a-zA-Z]\S*)(?:\s|$)/;
/** A long name stands on a line of its own, and its figures on the next. */
const NAME_ALONE = /^ (\S+)$/;
const FIGURES = /^ (?:\S+)?\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) (\S.*)$/;

const BEFORE_MERGING = /^\s+0x([0-9a-f]+) \(size before relaxing\)$/;

/** The source of equal strings of all, which the linker puts where it met the first of them. */
export const MERGED_STRINGS = "merged strings";

/**
 * Reads the map that GNU ld writes with -Map. What it discarded, its own fill and the symbols are
 * left out. No section is returned where the text is no map.
 */
export function parseMapFile(text: string): LinkedSection[] {
  const sections: LinkedSection[] = [];
  let output: string | undefined;
  let inMap = false;
  /** The section of the line before, where it was kept: its old length may follow. */
  let last: LinkedSection | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (!inMap) inMap = MEMORY_MAP.test(line);
    else if (OUTPUT_SECTION.test(line)) output = OUTPUT_SECTION.exec(line)?.[1];
    else if (BEFORE_MERGING.test(line)) takeMerged(sections, last, BEFORE_MERGING.exec(line)?.[1]);
    else if (output !== undefined && !NAME_ALONE.test(line)) {
      const [, at = "0", length = "0", source] = FIGURES.exec(line) ?? [];
      const byteLength = Number.parseInt(length, 16);
      const isKept = source !== undefined && byteLength > 0 && isObject(source);
      last = isKept ? { output, address: Number.parseInt(at, 16), byteLength, source } : undefined;
      if (last !== undefined) sections.push(last);
    }
  }
  return withoutOverlaps(sections);
}

function withoutOverlaps(sections: readonly LinkedSection[]): LinkedSection[] {
  const byOutput = new Map<string, LinkedSection[]>();
  for (const section of sections) {
    const others = byOutput.get(section.output);
    if (others) others.push(section);
    else byOutput.set(section.output, [section]);
  }
  return [...byOutput.values()].flatMap((group) => {
    const sorted = group.toSorted((a, b) => a.address - b.address);
    return sorted.flatMap((section, index) => {
      const next = sorted[index + 1]?.address ?? Number.POSITIVE_INFINITY;
      const byteLength = Math.min(section.byteLength, next - section.address);
      return byteLength > 0 ? [{ ...section, byteLength }] : [];
    });
  });
}

/** A section that has grown holds what it took from others. */
function takeMerged(
  sections: LinkedSection[],
  last: LinkedSection | undefined,
  lengthBefore = "0",
): void {
  if (last === undefined || Number.parseInt(lengthBefore, 16) >= last.byteLength) return;
  sections[sections.length - 1] = { ...last, source: MERGED_STRINGS };
}

function isObject(source: string): boolean {
  return /\.(o|obj)\)?$/.test(source);
}

/** What is in memory but not in the image: zeroed, reserved or for the debugger alone. */
const NOT_IN_IMAGE =
  /bss|noinit|dummy|heap|noload|reserve|debug|comment|xt\.|xtensa|stab|\.eh_frame_hdr/;

export function isInImage({ output }: LinkedSection): boolean {
  return output.startsWith(".") && !NOT_IN_IMAGE.test(output);
}
