import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { ModelManifest } from "../../modules/detector/manifest.js";
import type { ByteBuffer } from "../../modules/host/bytes.js";
import type { Checksum } from "../../modules/host/checksum.js";
import type { Detector, DetectorEngine, ModelCode } from "../../modules/host/detector.js";
import type { Host } from "../../modules/host/host.js";
import type { DecodeCode, DecodeRequest, ImageDecoder } from "../../modules/host/image.js";
import type { WifiSettings } from "../../modules/host/network.js";
import type { WakeCause } from "../../modules/host/power.js";
import { OUTBOX_PARTITION } from "../../modules/outbox/outbox-layout.js";
import type { WakeReport } from "../../modules/report/wake-report.js";
import { encodeModelSlot } from "../../tools/model-slot.js";
import { type CameraScript, FakeCamera } from "./fake-camera.js";
import { bytesOf, codec } from "./fake-codec.js";
import { FakeHttps, type ServerScript } from "./fake-https.js";
import { FakeKeyValue } from "./fake-key-value.js";
import { FakeLight } from "./fake-light.js";
import { FakeTime } from "./fake-time.js";
import { memoryRegion, RegionFlash } from "./region-flash.js";

const OUTBOX_BLOCKS = 32;
/** The outbox in memory, erased. */
export function outboxFlash(): RegionFlash {
  return new RegionFlash(OUTBOX_PARTITION, memoryRegion(OUTBOX_BLOCKS));
}

export const WEBHOOK_HOST = "hooks.example";

export const checksum: Checksum = {
  crc32: (bytes) => crc32(bytesOf(bytes)),
  sha256: (bytes) => new Uint8Array(createHash("sha256").update(bytesOf(bytes)).digest()).buffer,
};

export const MANIFEST: ModelManifest = {
  name: "fake",
  version: "1.0.0",
  input: { width: 32, height: 24, channels: 3, fit: "squash" },
  output: { kind: "score", labels: ["person"], scale: 0.125, zeroPoint: 0 },
  calibration: { temperature: 1, bias: 0 },
};

/** What the device looks at: a picture is one byte of luma for all cells, and a score. */
export interface FakePicture {
  readonly signature?: Uint8Array;
  /** Log-odds of a person, in eighths. */
  readonly score?: number;
  readonly decode?: DecodeCode;
  readonly camera?: CameraScript;
}

/** A host in memory. What it sees, and how its world fails, is set before a wake or during it. */
export class FakeHost implements Host {
  readonly name = "fake";
  readonly time = new FakeTime();
  readonly clock = this.time;
  readonly timers = this.time;
  readonly random = { next: () => 0.5 };
  readonly checksum = checksum;
  readonly signature: Host["signature"] = {
    verify: () => ({ ok: false, code: "signature-mismatch" }),
  };
  readonly codec = codec;
  readonly keyValue = new FakeKeyValue();
  readonly reports: WakeReport[] = [];
  readonly sleeps: number[] = [];
  readonly retained = new Uint8Array(2_048).fill(0xa5);
  /** One for each look; the last one stays. */
  pictures: FakePicture[] = [{}];
  server: ServerScript = {};
  /** What a time server tells a connection whose clock is not set; undefined where none is asked. */
  timeServer: (() => number) | undefined;
  cause: WakeCause = "power-on";
  modelRefusal: ModelCode | undefined;
  partition: Uint8Array | undefined = encodeModelSlot({
    manifest: MANIFEST,
    model: new Uint8Array(64).fill(7),
  });
  decodes = 0;
  clockRequests = 0;
  detectorsOpen = 0;
  inferences = 0;
  memoryWrites = 0;
  /** The stage named throws something that nobody expects. */
  sabotage: "decode" | "invoke" | "memory" | "write" | "report" | undefined;
  readonly scriptedCamera = new FakeCamera(this.time, (opening) => this.#cameraScript(opening));
  readonly camera = this.scriptedCamera.entry;
  readonly indicator = new FakeLight(this.time);
  readonly flashLight = new FakeLight(this.time);
  lights: Host["lights"] = { indicator: this.indicator.entry, flash: this.flashLight.entry };
  /** Who answers at WEBHOOK_HOST. */
  webhook: ServerScript = { status: 204 };
  readonly https: FakeHttps = new FakeHttps(this.time, (request) => {
    const isWebhook = this.https.exchanges[request]?.client.host === WEBHOOK_HOST;
    const script = isWebhook ? this.webhook : this.server;
    if (script.refuses === undefined) this.#setClock();
    return script;
  });
  /** What the firmware said of its network, in order. */
  readonly wifi: WifiSettings[] = [];
  readonly network = {
    http: { client: this.https.entry },
    https: { client: this.https.entry },
    configure: (wifi: WifiSettings) => {
      this.wifi.push(wifi);
    },
    setClock: (callback: (isSet: boolean) => void) => {
      this.clockRequests += 1;
      if (this.server.refuses === undefined) this.#setClock();
      this.time.set(() => callback(this.time.isSet()), 1_000);
    },
  };
  #looksBefore = 0;

  readonly power: Host["power"] = powerOf(this);
  readonly image: ImageDecoder = { decode: (_, request) => this.#decode(request) };
  readonly detector: DetectorEngine = {
    name: "fake",
    open: () =>
      this.modelRefusal === undefined
        ? { ok: true, value: this.#openDetector() }
        : { ok: false, code: this.modelRefusal },
  };
  flash: Host["flash"] = outboxFlash();
  mapPartition(path: string): ByteBuffer {
    if (path !== "model_0" || this.partition === undefined) throw new Error(`no ${path}`);
    return this.partition;
  }

  report(message: object): void {
    if (this.sabotage === "report") throw new Error("nobody listens");
    this.reports.push(JSON.parse(JSON.stringify(message)) as WakeReport);
  }

  /** The machine boots again after its sleep. */
  reboot(cause: WakeCause = "timer"): void {
    this.time.reboot(this.sleeps.at(-1) ?? 0);
    this.cause = cause;
    this.#looksBefore = this.scriptedCamera.openings.length;
  }

  /** Power goes in the middle of a wake and comes again: what was open is gone with the machine. */
  cyclePower(): void {
    this.reboot("power-on");
    this.retained.fill(0xa5);
    this.indicator.losePower();
    this.flashLight.losePower();
    this.scriptedCamera.open = 0;
    this.scriptedCamera.buffersOpen = 0;
  }

  #setClock(): void {
    if (this.timeServer !== undefined && !this.time.isSet()) this.time.setWall(this.timeServer());
  }

  #picture(look: number): FakePicture {
    return this.pictures[Math.min(look, this.pictures.length - 1)] ?? {};
  }

  #cameraScript(opening: number): CameraScript {
    const blank = new Uint8Array(3_000).fill(0xd8);
    return this.#picture(opening - this.#looksBefore).camera ?? { frames: Array(4).fill(blank) };
  }

  #decode({ signature, tensor }: DecodeRequest): ReturnType<ImageDecoder["decode"]> {
    if (this.sabotage === "decode") throw new Error("an invariant of the decoder");
    this.decodes += 1;
    const picture = this.#picture(this.scriptedCamera.openings.length - 1 - this.#looksBefore);
    if (picture.decode !== undefined) return { ok: false, code: picture.decode };
    signature.set(picture.signature ?? new Uint8Array(256).fill(100));
    tensor[0] = picture.score ?? -40;
    return { ok: true, value: { width: 640, height: 480 } };
  }

  #openDetector(): Detector {
    this.detectorsOpen += 1;
    const { width, height, channels } = MANIFEST.input;
    const { labels, scale, zeroPoint } = MANIFEST.output;
    return {
      engine: "fake",
      input: { type: "int8", shape: [height, width, channels], scale: 1 / 255, zeroPoint: -128 },
      output: { type: "int8", shape: [labels.length], scale, zeroPoint },
      arenaBytes: 0,
      arenaMemory: "unknown",
      invoke: (input, output) => {
        if (this.sabotage === "invoke") return { ok: false, code: "detector-failed" };
        this.inferences += 1;
        output[0] = input[0] as number;
        return { ok: true, value: undefined };
      },
      close: () => {
        this.detectorsOpen -= 1;
      },
    };
  }
}

/** The end of a wake, as every host ends it: nothing runs after. */
export class Asleep extends Error {}

function powerOf(host: FakeHost): Host["power"] {
  return {
    get wakeCause() {
      return host.cause;
    },
    memory: {
      byteLength: host.retained.byteLength,
      read(buffer) {
        if (host.sabotage === "memory") throw new Error("the bus is stuck");
        buffer.set(host.retained.subarray(0, buffer.byteLength));
      },
      write(buffer) {
        if (host.sabotage === "write") throw new Error("the bus is stuck");
        host.memoryWrites += 1;
        host.retained.set(bytesOf(buffer));
      },
    },
    sleep({ durationMs }) {
      host.sleeps.push(durationMs);
      throw new Asleep();
    },
  };
}
