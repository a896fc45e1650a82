import { boot } from "../../../native/boot/boot.js";
import type { Bench, FreeMemory, OpenBench } from "../bench.js";

function nativeFreeMemory(this: void, ...args: []): ArrayBuffer {
  return native("xs_bench_free_memory").call(this, ...args) as ArrayBuffer;
}

function wrongExternalBytes(this: void, ...args: [byteLength: number]): number {
  return native("xs_bench_wrong_external_bytes").call(this, ...args) as number;
}

function mark(this: void, ...args: []): void {
  native("xs_bench_mark").call(this, ...args);
}

function freeMemory(): FreeMemory {
  const bytes = new Uint32Array(nativeFreeMemory());
  const [internal = 0, internalPiece = 0, internalMin = 0, external = 0] = bytes;
  return { internal, internalPiece, internalMin, external };
}

/** The SDK's `trace` goes to the console of a release, and to the debugger of a debug build. */
function writeLine(line: string): void {
  trace(`${line}\n`);
}

/** A board of an ESP32 or ESP32-S3, or an emulator of one. */
export const openBench: OpenBench = (): Bench => ({
  // Nothing of the firmware uses it yet.
  without: ["bluetooth"],
  writeLine,
  freeMemory,
  appSlot: () => ({ name: boot.slot(), state: boot.slotState() }),
  wrongExternalBytes,
  beginSpan(name) {
    writeLine(`# span: ${name}`);
    mark();
  },
  endSpan: () => mark(),
});
