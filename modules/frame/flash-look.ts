import type { Light, LightEntry } from "../host/light.js";
import type { Outcome } from "../host/outcome.js";
import { type Frame, type LookCode, type LookHost, type LookOptions, look } from "./look.js";

/** Takes one picture as `look` does, with the flash lit from before the camera opens to its end. */
export async function lookByFlash(
  host: LookHost,
  flash: LightEntry,
  options: LookOptions,
): Promise<Outcome<Frame, LookCode | "flash-failed">> {
  let light: Light | undefined;
  try {
    light = new flash.io({ ...flash });
    light.write(1);
  } catch {
    closed(light);
    return { ok: false, code: "flash-failed" };
  }
  const taken = await look(host, options);
  closed(light);
  return taken;
}

function closed(light: Light | undefined): void {
  try {
    light?.close();
  } catch {
    // The host's sleep holds it dark.
  }
}
