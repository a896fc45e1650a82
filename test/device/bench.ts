import type { Host } from "../../modules/host/host.js";

/** Parts of a board that a bench may be without: an emulator, or a virtual board. */
export const PARTS = [
  "camera",
  "network",
  "app-slots",
  "psram",
  "bluetooth",
  "deep-sleep",
] as const;
export type Part = (typeof PARTS)[number];

/** Bytes free, of the chip's own RAM and of PSRAM. */
export interface FreeMemory {
  readonly internal: number;
  readonly internalPiece: number;
  /** The least since the boot. */
  readonly internalMin: number;
  readonly external: number;
}

export interface AppSlot {
  readonly name: string;
  readonly state: string;
}

/** What the self-test needs beside a host: a console, and looks at what no host offers. */
export interface Bench {
  /** Parts that this bench never has, whatever its settings say. */
  readonly without: readonly Part[];
  writeLine(line: string): void;
  /** Undefined where there is no such memory to tell of. */
  freeMemory(): FreeMemory | undefined;
  appSlot(): AppSlot | undefined;
  /** Fills that many bytes of PSRAM with a pattern and reads it back; how many were wrong. */
  wrongExternalBytes(byteLength: number): number;
  /** Begin and end of a span whose instructions a counter in an emulator counts; spans nest not. */
  beginSpan(name: string): void;
  endSpan(): void;
}

export type OpenBench = (host: Host) => Bench;
