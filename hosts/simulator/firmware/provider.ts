import type { CameraEntry } from "../../../modules/host/camera.js";
import type { Lights } from "../../../modules/host/light.js";
import type { Network } from "../../../modules/host/network.js";
import type { FlashModule, KeyValueModule } from "../../../modules/host/storage.js";
import Camera from "./camera.js";
import flash from "./flash.js";
import keyValue from "./key-value.js";
import { SimulatedLight } from "./light.js";
import { network } from "./network.js";

/** The host provider instance (ECMA-419, 30) of the virtual board. */
interface Device {
  readonly flash: FlashModule;
  readonly keyValue: KeyValueModule;
  readonly network: Network;
  readonly imageIn: { readonly camera: CameraEntry };
  readonly lights: Required<Lights>;
}

const device: Device = Object.freeze({
  flash,
  keyValue,
  network,
  imageIn: Object.freeze({ camera: Object.freeze({ io: Camera }) }),
  lights: Object.freeze({
    indicator: Object.freeze({ io: SimulatedLight, light: "indicator" }),
    flash: Object.freeze({ io: SimulatedLight, light: "flash" }),
  }),
});

export default device;
