import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Board } from "../../hosts/simulator/board/board.js";
import { CameraPart } from "../../hosts/simulator/board/camera/camera-part.js";
import type { FrameSource } from "../../hosts/simulator/board/camera/frame-source.js";
import type { ServedFrame } from "../../hosts/simulator/board/camera/served-frame.js";
import { BoardClock } from "../../hosts/simulator/board/clock.js";
import type { Firmware } from "../../hosts/simulator/board/firmware.js";
import { BoardFlash } from "../../hosts/simulator/board/flash/board-flash.js";
import { NetworkPart } from "../../hosts/simulator/board/network/network-part.js";
import type { WakeRecord } from "../../hosts/simulator/board/wake-record.js";
import type { WakeReport } from "../../modules/report/wake-report.js";
import { MODEL_FOLDER, PARTITION_TABLE } from "../project-paths.js";
import type { Cloud } from "./cloud.js";
import { provision } from "./provision.js";

export interface SessionOptions {
  /** Given the file of the board's flash chip. */
  readonly firmware: (flashPath: string) => Firmware;
  readonly source: FrameSource;
  readonly cloud: Cloud;
  readonly seed: number;
  readonly pace: "max" | "real";
  /** Differences from the firmware's defaults. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly modelFolder?: string;
  /** Given the board's flash before its first power: for tests that damage it. */
  readonly onProvisioned?: (flash: BoardFlash) => void;
  /** Told of each firmware process as it starts. */
  readonly onStart?: (pid: number) => void;
}

/** One wake as people look at it: what the board saw, with what the firmware told. */
export interface WakeRow extends WakeRecord {
  readonly wallMs: number;
  readonly picture: string | undefined;
  readonly label: boolean | undefined;
  /** The frame that was judged, or the first where none was. */
  readonly jpeg: Buffer | undefined;
  readonly report: WakeReport | undefined;
  readonly probability: number | undefined;
  readonly decision: string | undefined;
  /** What came of the cloud, in a few words. */
  readonly cloud: string;
  readonly bytesSent: number;
  readonly skippedByMotion: boolean;
  /** What went wrong, in a line; empty where nothing did. */
  readonly trouble: string;
}

const WAKE_SCHEMA: WakeReport["schema"] = "nightjar.wake/1";
/** A morning in June: daylight in the drawn scenes, and the same for every run. */
export const EPOCH_MS = Date.UTC(2026, 5, 1, 8);
/**
 * From reset to script: ROM and second-stage boot loader without image check, flash mapped, XS
 * started. ESTIMATE: Espressif's low-power examples show 100-300 ms to app_main with defaults.
 */
const BOOT_MS = 180;

/** One virtual board with everything around it, from its first power to the end of the run. */
export class Session {
  readonly #board: Board;
  readonly #camera: CameraPart;
  readonly #network: NetworkPart;
  readonly #flash: BoardFlash;
  readonly #cloud: Cloud;
  readonly #folder: string;
  #served: ServedFrame[] = [];
  #sourceError: unknown;

  constructor(options: SessionOptions) {
    const { cloud, seed, settings } = options;
    this.#cloud = cloud;
    this.#folder = mkdtempSync(join(tmpdir(), "nightjar-board-"));
    const chipPath = join(this.#folder, "flash.bin");
    this.#flash = new BoardFlash({ chipPath, tablePath: PARTITION_TABLE });
    provision(this.#flash, {
      settings: { ...settings, cloud: { ...cloudGroup(settings), ...cloud.settings } },
      modelFolder: options.modelFolder ?? MODEL_FOLDER,
      ...(cloud.key === undefined ? {} : { cloudKey: cloud.key }),
      ...(cloud.ca === undefined ? {} : { cloudCa: cloud.ca }),
    });
    options.onProvisioned?.(this.#flash);
    const clock = new BoardClock({ pace: options.pace });
    this.#camera = this.#openCamera(options, clock);
    this.#network = new NetworkPart({
      scheduler: clock,
      routes: cloud.routes,
      holdWallMsMax: cloud.holdWallMsMax,
    });
    this.#board = new Board({
      firmware: options.firmware(chipPath),
      seed,
      clock,
      parts: [this.#flash.flashPart, this.#flash.keyValuePart, this.#camera, this.#network],
      epochMs: EPOCH_MS,
      bootMs: BOOT_MS,
      ...(options.onStart ? { onStart: options.onStart } : {}),
    });
  }

  #openCamera({ source, seed }: SessionOptions, clock: BoardClock): CameraPart {
    return new CameraPart({
      source,
      scheduler: clock,
      seed,
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

  async runWake(): Promise<WakeRow> {
    this.#served = [];
    const bytesSentBefore = this.bytesSent;
    this.#camera.prepareWake();
    const record = await this.#board.runWake();
    if (this.#sourceError !== undefined) throw this.#sourceError;
    return rowOf(record, this.#served, this.bytesSent - bytesSentBefore);
  }

  async close(): Promise<void> {
    await this.#board.close();
    this.#flash.close();
    await this.#cloud.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function cloudGroup(settings: Readonly<Record<string, unknown>>): object {
  return (settings.cloud as object | undefined) ?? {};
}

/** Firmware of other people's may report what it likes besides. */
function lastWakeReport({ reports }: WakeRecord): WakeReport | undefined {
  const report: object | undefined = reports.findLast(({ schema }) => schema === WAKE_SCHEMA);
  return report as WakeReport | undefined;
}

function rowOf(record: WakeRecord, served: readonly ServedFrame[], bytesSent: number): WakeRow {
  const report = lastWakeReport(record);
  return {
    ...record,
    wallMs: EPOCH_MS + record.startMs,
    picture: served[0]?.name,
    label: served[0]?.label,
    jpeg: (served.find(({ settled }) => settled) ?? served[0])?.jpeg,
    report,
    probability: report?.chip?.probability,
    decision: report?.decision,
    cloud: report ? cloudText(report) : "-",
    bytesSent,
    skippedByMotion: report?.skippedByMotion ?? false,
    trouble: troubleOf(record, report),
  };
}

function cloudText({ escalation, verdict }: WakeReport): string {
  switch (escalation.outcome) {
    case "not-needed":
      return "-";
    case "sent-answered":
      return verdict?.person
        ? `person (${verdict.confidence})`
        : `no person (${verdict?.confidence})`;
    case "sent-failed":
      return escalation.code ?? "failed";
    default:
      return escalation.code ?? escalation.outcome;
  }
}

function troubleOf(record: WakeRecord, report: WakeReport | undefined): string {
  const parts = (report?.failures ?? []).map(({ stage, code }) => `${stage}: ${code}`);
  if (record.how !== "slept") parts.push(`the firmware ended: ${record.how} ${record.said}`.trim());
  else if (!report) parts.push("no report");
  return parts.join("; ");
}
