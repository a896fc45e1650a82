import { openHost } from "nightjar/host";
import type { Timers } from "../../../modules/host/clock.js";
import type { Host } from "../../../modules/host/host.js";
import { bytesOfHex } from "../../conformance/native/fixtures.js";
import type { Bench, FreeMemory } from "../bench.js";
import { wakeOnce } from "../cycle.js";
import { embeddedCamera } from "../embedded-camera.js";
import { openBench } from "../esp32/bench.js";
import { GOLDEN_PICTURES } from "../golden-vectors.js";
import { towardsEmulatorsHost } from "./emulators-cloud.js";

const PICTURE_BYTES = 24 * 1024;
const SAMPLE_INTERVAL_MS = 20;
const SEGMENT_BYTES_MAX = 65_535;

/**
 * One cold wake of the firmware's own cycle with the board's settings, on an embedded picture and
 * with a cloud on the emulator's machine (test/helpers/serve-cloud.ts): the report, and how much of
 * the chip's memory was left. The heap's own minimum counts every allocation since the boot; samples
 * tell of the largest free piece, which it does not keep.
 */
export async function runQuestion(): Promise<void> {
  const host = openHost();
  const bench = openBench(host);
  const jpeg = grown(bytesOfHex(GOLDEN_PICTURES[0]?.jpeg ?? []), PICTURE_BYTES);
  const watched: Host = {
    ...host,
    camera: embeddedCamera(host.timers, jpeg),
    network: towardsEmulatorsHost(host.network),
  };
  const before = bench.freeMemory();
  const sampler = new Sampler(bench, host.timers);
  const retained = new Uint8Array(host.power.memory.byteLength);
  const report = await wakeOnce(watched, "power-on", retained);
  sampler.end();
  bench.writeLine(JSON.stringify(report));
  const { least } = sampler;
  const figures = {
    pictureBytes: jpeg.byteLength,
    internalFreeBefore: before?.internal,
    internalFreeMin: bench.freeMemory()?.internalMin,
    internalPieceBefore: before?.internalPiece,
    internalPieceSampledMin: least?.internalPiece,
    externalSampledMin: least?.external,
  };
  bench.writeLine(`# memory: ${JSON.stringify(figures)}`);
  const outcome = report?.escalation?.outcome;
  bench.writeLine(`${outcome === "sent-answered" ? "ok" : "not ok"} - one question: ${outcome}`);
}

/** Looks at the memory again and again, and keeps the least of each. */
class Sampler {
  least: Pick<FreeMemory, "internalPiece" | "external"> | undefined;
  readonly #bench: Bench;
  readonly #timers: Timers;
  #isOver = false;

  constructor(bench: Bench, timers: Timers) {
    this.#bench = bench;
    this.#timers = timers;
    this.#sample();
  }

  end(): void {
    this.#isOver = true;
  }

  #sample(): void {
    const now = this.#bench.freeMemory();
    if (this.#isOver || now === undefined) return;
    const before = this.least ?? now;
    this.least = {
      internalPiece: Math.min(before.internalPiece, now.internalPiece),
      external: Math.min(before.external, now.external),
    };
    this.#timers.set(() => this.#sample(), SAMPLE_INTERVAL_MS);
  }
}

/** A JPEG with a comment after its first marker, so that it has as many bytes as a camera's. */
function grown(jpeg: Uint8Array, byteLength: number): Uint8Array {
  const segmentBytes = byteLength - jpeg.byteLength - 2;
  if (segmentBytes < 2 || segmentBytes > SEGMENT_BYTES_MAX) throw new RangeError("no such picture");
  const larger = new Uint8Array(byteLength);
  larger.set(jpeg.subarray(0, 2));
  larger.set([0xff, 0xfe, segmentBytes >> 8, segmentBytes & 0xff], 2);
  larger.set(jpeg.subarray(2), byteLength - jpeg.byteLength + 2);
  return larger;
}
