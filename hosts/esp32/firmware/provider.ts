import type { CameraEntry } from "../../../modules/host/camera.js";
import type { FlashModule, KeyValueModule } from "../../../modules/host/storage.js";
import Camera from "./camera.js";
import flash from "./flash.js";
import keyValue from "./key-value.js";
import { type BoardNetwork, openNetwork } from "./network.js";

/**
 * The host provider instance (ECMA-419, 30) of an ESP32 or ESP32-S3 with a camera. Not preloaded:
 * its network keeps what a wake learns.
 */
interface Device {
  readonly flash: FlashModule;
  readonly keyValue: KeyValueModule;
  readonly network: BoardNetwork;
  readonly imageIn: { readonly camera: CameraEntry };
}

const device: Device = Object.freeze({
  flash,
  keyValue,
  network: openNetwork(),
  imageIn: Object.freeze({ camera: Object.freeze({ io: Camera }) }),
});

export default device;
