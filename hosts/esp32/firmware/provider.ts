import type { CameraEntry } from "../../../modules/host/camera.js";
import type { FlashModule, KeyValueModule } from "../../../modules/host/storage.js";
import Camera from "./camera.js";
import flash from "./flash.js";
import keyValue from "./key-value.js";

/**
 * The host provider instance (ECMA-419, 30) of an ESP32 or ESP32-S3 with a camera. Its network is
 * made anew by each wake (network.ts): what is preloaded lies in flash and can keep nothing.
 */
interface Device {
  readonly flash: FlashModule;
  readonly keyValue: KeyValueModule;
  readonly imageIn: { readonly camera: CameraEntry };
}

const device: Device = Object.freeze({
  flash,
  keyValue,
  imageIn: Object.freeze({ camera: Object.freeze({ io: Camera }) }),
});

export default device;
