import { FirmwareStartError } from "../../hosts/simulator/board/firmware.js";
import { WorkerClient } from "../../hosts/simulator/board/worker-client.js";
import { microWorker } from "../build-host.js";
import { openModel } from "./describe-model.js";
import { ModelFileError } from "./model-error.js";

/** Of the tensor arena by TensorFlow Lite Micro's own count, 64 bits; or why nobody could count. */
export type Arena = { readonly bytes: number } | { readonly bytes: null; readonly why: string };

/** Throws ModelFileError where TensorFlow Lite Micro refuses the model. */
export async function measureArena(model: Uint8Array): Promise<Arena> {
  try {
    const client = await WorkerClient.start(await microWorker());
    try {
      return { bytes: await openModel(client, model) };
    } catch (error) {
      if (!(error instanceof ModelFileError)) throw error;
      throw new ModelFileError(
        error.code,
        `TensorFlow Lite Micro, the board's engine: ${error.message}`,
      );
    } finally {
      client.close();
    }
  } catch (error) {
    if (!(error instanceof FirmwareStartError)) throw error;
    return { bytes: null, why: error.message };
  }
}
