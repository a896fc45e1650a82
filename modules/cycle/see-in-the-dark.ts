import { lookByFlash } from "../frame/flash-look.js";
import { isDark, lumaOf } from "../motion/signature.js";
import { showAnother } from "./see.js";
import type { Sight, ThisWake } from "./this-wake.js";

/**
 * What a wake does about a scene that is too dark: it tells how dark it is and, where the motion pin
 * woke and the settings allow it, takes one more picture by flash in place of the dark one. False
 * where that shows no more, or was not to be.
 *
 * The motion gate hears nothing of it, since no other picture has that light: the pin has said that
 * something moves.
 */
export async function seeInTheDark(wake: ThisWake, sight: Sight): Promise<boolean> {
  const { host, settings } = wake;
  noteLuma(wake, sight);
  const { flash } = host.lights;
  const isAllowed = settings.camera.flash === "on-pin" && host.power.wakeCause === "pin";
  if (!isAllowed || flash === undefined) return false;
  const shown = showAnother(wake, sight, await lookByFlash(host, flash, settings.camera));
  if (!shown) return false;
  noteLuma(wake, sight, true);
  if (isDark(sight.signature, settings.motion.darkLuma)) return false;
  wake.motion = { reason: "flash", movedCells: 0 };
  return true;
}

/** Tells of the last look how dark it is, since nothing else will be told of it. */
function noteLuma({ looks }: ThisWake, { signature }: Sight, byFlash = false): void {
  const last = looks[looks.length - 1];
  if (last === undefined) return;
  last.luma = Math.round(10 * lumaOf(signature)) / 10;
  if (byFlash) last.flash = true;
}
