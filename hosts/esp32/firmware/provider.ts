import type { CameraEntry } from "../../../modules/host/camera.js";
import type { FlashModule, KeyValueModule } from "../../../modules/host/storage.js";
import Camera from "./camera.js";
import flash from "./flash.js";
import keyValue from "./key-value.js";
import { network } from "./network.js";

/** The host provider instance (ECMA-419, 30) of an ESP32 or ESP32-S3 with a camera. */
interface Device {
  readonly flash: FlashModule;
  readonly keyValue: KeyValueModule;
  readonly network: typeof network;
  readonly imageIn: { readonly camera: CameraEntry };
}

const device: Device = Object.freeze({
  flash,
  keyValue,
  network,
  imageIn: Object.freeze({ camera: Object.freeze({ io: Camera }) }),
});

export default device;
