import {
  between,
  type Chance,
  type Lamp,
  type Light,
  makeFigure,
  type Scene,
  withFigure,
} from "./synthetic-scene.js";

/** What can happen between two wakes: each gives the scene as it is afterwards. */
export type Change = (scene: Scene, chance: Chance) => Scene;

/** Nothing but the sun's slow way and the camera's little corrections. */
export const staysStill: Change = (scene, chance) =>
  lit(scene, {
    ambient: scene.light.ambient * between(chance, 0.99, 1.01),
    slopeX: scene.light.slopeX + between(chance, -0.005, 0.005),
    haze: scene.light.haze + between(chance, -0.1, 0.1),
  });

/** Somebody comes into the picture who covers a fiftieth of it or more. */
export const somebodyComes: Change = (scene, chance) =>
  withFigure(staysStill(scene, chance), makeFigure(chance, 0.02));

/** A lamp is switched on, indoors or out, and the camera turns its exposure down, or not yet. */
export const lampGoesOn: Change = (scene, chance) => {
  const lamp: Lamp = {
    x: between(chance, -0.2, 1.2),
    y: between(chance, -0.3, 0.8),
    strength: 10 ** between(chance, -0.5, 1.2),
    radius: between(chance, 0.25, 1),
  };
  return exposed(lit(scene, { lamps: [...scene.light.lamps, lamp] }), lamp.strength / 2, chance);
};

/** A scene that was lit by a lamp and is no longer. */
export const lampGoesOff: Change = (scene) => lit(scene, { lamps: [] });

/** Dawn between two wakes far apart, or a cloud, or the blinds. */
export const dayBreaks: Change = (scene, chance) => {
  const factor = 10 ** between(chance, -0.7, 0.7);
  const brighter = lit(scene, {
    ambient: scene.light.ambient * factor,
    slopeX: scene.light.slopeX + between(chance, -0.3, 0.3),
    slopeY: scene.light.slopeY + between(chance, -0.3, 0.3),
    haze: Math.max(0, scene.light.haze + between(chance, -5, 10)),
  });
  return exposed(brighter, factor - 1, chance);
};

function lit(scene: Scene, light: Partial<Light>): Scene {
  return { ...scene, light: { ...scene.light, ...light } };
}

/** The camera makes up for a part of `added`, the light that came on top of 1. */
function exposed(scene: Scene, added: number, chance: Chance): Scene {
  const made = (1 + Math.max(-0.9, added)) ** -between(chance, 0, 1);
  return lit(scene, { exposure: Math.min(4, scene.light.exposure * made) });
}
