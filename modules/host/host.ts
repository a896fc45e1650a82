import type { ByteBuffer } from "./bytes.js";
import type { CameraEntry } from "./camera.js";
import type { Checksum } from "./checksum.js";
import type { Clock, RandomSource, Timers } from "./clock.js";
import type { Codec } from "./codec.js";
import type { DetectorEngine } from "./detector.js";
import type { ImageDecoder } from "./image.js";
import type { Lights } from "./light.js";
import type { Network } from "./network.js";
import type { Power } from "./power.js";
import type { Signature } from "./signature.js";
import type { FlashModule, KeyValueModule } from "./storage.js";

/**
 * Everything the firmware may know of the world. `main.ts` takes one from the platform's provider
 * and hands it down; nothing in `modules/` reaches around it.
 */
export interface Host {
  readonly name: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: RandomSource;
  readonly power: Power;
  readonly camera: CameraEntry;
  readonly lights: Lights;
  readonly image: ImageDecoder;
  readonly detector: DetectorEngine;
  readonly checksum: Checksum;
  readonly signature: Signature;
  readonly codec: Codec;
  readonly flash: FlashModule;
  readonly keyValue: KeyValueModule;
  readonly network: Network;
  /** A partition as read-only memory, without a copy; valid until the wake ends. */
  mapPartition(path: string): ByteBuffer;
  /** One line for whoever listens: the console of a board, the run log of the simulator. */
  report(message: object): void;
}
