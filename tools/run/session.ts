import { Board, type BoardOptions } from "../../hosts/simulator/board/board.js";
import { CameraPart } from "../../hosts/simulator/board/camera/camera-part.js";
import type { FrameSource } from "../../hosts/simulator/board/camera/frame-source.js";
import type { ServedFrame } from "../../hosts/simulator/board/camera/served-frame.js";
import { CHIP_TIMING_ROWS } from "../../hosts/simulator/board/chip-timing.js";
import { BoardClock } from "../../hosts/simulator/board/clock.js";
import { LoadLog } from "../../hosts/simulator/board/energy/load-log.js";
import type { Firmware } from "../../hosts/simulator/board/firmware.js";
import type { BoardFlash } from "../../hosts/simulator/board/flash/board-flash.js";
import { type LightChange, LightPart } from "../../hosts/simulator/board/light-part.js";
import type { NetworkFaults } from "../../hosts/simulator/board/network/network-faults.js";
import { NetworkPart } from "../../hosts/simulator/board/network/network-part.js";
import { NETWORK_TIMING } from "../../hosts/simulator/board/network/network-timing.js";
import type { Interruption } from "../../hosts/simulator/board/wake-record.js";
import type { Cloud } from "./cloud.js";
import { ScratchFlash } from "./scratch-flash.js";
import { brownOut, type Supply } from "./supply.js";
import { rowOf, type WakeRow } from "./wake-row.js";
import type { Webhook } from "./webhook.js";

export interface SessionOptions {
  /** Given the file of the board's flash chip. */
  readonly firmware: (flashPath: string) => Firmware;
  /** Made with the board's clock where what is before the lens hangs on the time. */
  readonly source: FrameSource | ((nowMs: () => number) => FrameSource);
  readonly cloud: Cloud;
  /** Missing: nobody is told of events. */
  readonly webhook?: Webhook | undefined;
  readonly seed: number;
  readonly pace: "max" | "real";
  /** Differences from the firmware's defaults. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly modelFolder?: string;
  /** Given the board's flash before its first power: for tests that damage it. */
  readonly onProvisioned?: (flash: BoardFlash) => void;
  /** When somebody passes the motion sensor, during the sleep after a wake. */
  readonly pinAfterMs?: (wake: number) => number | undefined;
  readonly networkFaults?: (nowMs: () => number) => NetworkFaults;
  /** Wall clock at first power; a morning in June where nothing is said. */
  readonly epochMs?: number;
  /** What the cells give under a load, volts at the board; missing: enough. */
  readonly supply?: Supply | undefined;
  /** What else bears on boots and sleeps. */
  readonly power?: BoardOptions["power"];
  /** Told of each firmware process as it starts. */
  readonly onStart?: (pid: number) => void;
}

/** A morning in June: daylight in the drawn scenes, and the same for every run. */
export const EPOCH_MS = Date.UTC(2026, 5, 1, 8);
/** One virtual board with everything around it, from its first power to the end of the run. */
export class Session {
  readonly #board: Board;
  readonly #camera: CameraPart;
  readonly #network: NetworkPart;
  readonly #scratch: ScratchFlash;
  readonly #cloud: Cloud;
  readonly #webhook: Webhook | undefined;
  readonly #clock: BoardClock;
  readonly #loads: LoadLog;
  readonly #epochMs: number;
  #served: ServedFrame[] = [];
  #lights: LightChange[] = [];
  #sourceError: unknown;

  constructor(options: SessionOptions) {
    const { cloud, webhook, seed } = options;
    this.#cloud = cloud;
    this.#webhook = webhook;
    this.#scratch = new ScratchFlash(options);
    const { flash, chipPath } = this.#scratch;
    const clock = new BoardClock({ pace: options.pace });
    const nowMs = () => clock.nowMs();
    this.#clock = clock;
    this.#loads = new LoadLog(nowMs);
    this.#epochMs = options.epochMs ?? EPOCH_MS;
    const lights = new LightPart({
      scheduler: clock,
      onChange: (change) => {
        this.#lights.push(change);
        if (change.light === "flash") this.#loads.turn("flash", change.lit);
      },
    });
    this.#camera = this.#openCamera(options, clock, lights);
    this.#network = new NetworkPart({
      scheduler: clock,
      routes: new Map([...cloud.routes, ...(webhook?.routes ?? [])]),
      holdWallMsMax: cloud.holdWallMsMax,
      ...(options.networkFaults ? { faults: options.networkFaults(nowMs) } : {}),
      onPower: (on) => this.#loads.turn("radio", on),
      onRequestEnd: ({ bytesSent }) =>
        this.#loads.sent((bytesSent / 1_024) * NETWORK_TIMING.uploadMsPerKiB),
    });
    this.#board = new Board({
      firmware: options.firmware(chipPath),
      seed,
      clock,
      parts: [flash.flashPart, flash.keyValuePart, this.#camera, lights, this.#network],
      epochMs: this.#epochMs,
      bootMs: CHIP_TIMING_ROWS.bootMs.value + CHIP_TIMING_ROWS.scriptMs.value,
      power: {
        ...(options.pinAfterMs ? { pinAfterMs: options.pinAfterMs } : {}),
        ...options.power,
      },
      ...(options.onStart ? { onStart: options.onStart } : {}),
      isBrownedOut: options.supply && brownOut(options.supply, this.#loads),
    });
  }

  #openCamera({ source, seed }: SessionOptions, clock: BoardClock, lights: LightPart): CameraPart {
    return new CameraPart({
      source: typeof source === "function" ? source(() => clock.nowMs()) : source,
      onPower: (on) => this.#loads.turn("camera", on),
      scheduler: clock,
      seed,
      isFlashLit: () => lights.isLit("flash"),
      onFrameServed: (frame) => {
        this.#served.push(frame);
        if (frame.label !== undefined) this.#cloud.learn(frame.sha256, frame.label);
      },
      onSourceError: (error) => {
        this.#sourceError = error;
      },
    });
  }

  get engine(): { xs: string; detector: string } {
    return this.#board.engine;
  }

  /** Bytes of requests so far, as they went into TLS. */
  get bytesSent(): number {
    return this.#network.totals().bytesSent;
  }

  /** Sockets that the firmware has opened so far. */
  get socketsOpened(): number {
    return this.#network.totals().socketsOpened;
  }

  /** Ends the next wake from outside, if it does not end before. */
  interruptNext(interruption: Interruption): void {
    this.#board.interruptNext(interruption);
  }

  async runWake(): Promise<WakeRow> {
    this.#served = [];
    this.#lights = [];
    const bytesSentBefore = this.bytesSent;
    this.#camera.prepareWake();
    const record = await this.#board.runWake();
    if (this.#sourceError !== undefined) throw this.#sourceError;
    const endMs = record.startMs + record.durationMs;
    const bytesSent = this.bytesSent - bytesSentBefore;
    return rowOf(record, this.#served, {
      wallMs: this.#epochMs + record.startMs,
      bytesSent,
      lights: this.#lights,
      loads: this.#loads.take(record.durationMs, this.#clock.nowMs() - endMs),
    });
  }

  async close(): Promise<void> {
    await this.#board.close();
    this.#scratch.close();
    await this.#cloud.close();
    await this.#webhook?.close();
  }
}
