/** An input section that the linker kept, with the object or archive member that it came from. */
export interface LinkedSection {
  /** The section of the program that it lies in, such as ".flash.text". */
  readonly output: string;
  readonly byteLength: number;
  /** As the linker names it: "path/libx.a(member.o)" or "path/member.o". */
  readonly source: string;
}

const MEMORY_MAP = /^Linker script and memory map$/;
const OUTPUT_SECTION = /^([._a-zA-Z]\S*)(?:\s|$)/;
/** A long name stands on a line of its own, and its figures on the next. */
const NAME_ALONE = /^ (\S+)$/;
const FIGURES = /^ (?:\S+)?\s+0x[0-9a-f]+\s+0x([0-9a-f]+) (\S.*)$/;

/**
 * Reads the map that GNU ld writes with -Map. What it discarded, its own fill and the symbols are
 * left out. No section is returned where the text is no map.
 */
export function parseMapFile(text: string): LinkedSection[] {
  const sections: LinkedSection[] = [];
  let output: string | undefined;
  let inMap = false;
  for (const line of text.split(/\r?\n/)) {
    if (!inMap) inMap = MEMORY_MAP.test(line);
    else if (OUTPUT_SECTION.test(line)) output = OUTPUT_SECTION.exec(line)?.[1];
    else if (output !== undefined && !NAME_ALONE.test(line)) {
      const [, length, source] = FIGURES.exec(line) ?? [];
      const byteLength = Number.parseInt(length ?? "0", 16);
      if (source !== undefined && byteLength > 0 && isObject(source)) {
        sections.push({ output, byteLength, source });
      }
    }
  }
  return sections;
}

/** Not a note such as "(size before relaxing)". */
function isObject(source: string): boolean {
  return /\.(o|obj)\)?$/.test(source);
}

/** What is in memory but not in the image: zeroed, reserved or for the debugger alone. */
const NOT_IN_IMAGE =
  /bss|noinit|dummy|heap|noload|reserve|debug|comment|xt\.|xtensa|stab|\.eh_frame_hdr/;

export function isInImage({ output }: LinkedSection): boolean {
  return output.startsWith(".") && !NOT_IN_IMAGE.test(output);
}
