import assert from "node:assert/strict";
import { Chance } from "../../../hosts/simulator/board/camera/chance.js";
import { planNight } from "../../../hosts/simulator/board/camera/night-plan.js";
import { flashAt } from "../../../hosts/simulator/board/camera/scenes/flash.js";
import { moonlessNight } from "../../../hosts/simulator/board/camera/scenes/light.js";
import { somebody } from "../../../hosts/simulator/board/camera/scenes/person.js";
import type { Place } from "../../../hosts/simulator/board/camera/scenes/place.js";
import { allPlaces } from "../../../hosts/simulator/board/camera/scenes/places.js";
import { Studio } from "../../../hosts/simulator/board/camera/scenes/studio.js";
import { signatureOf } from "../../../hosts/simulator/board/camera/signature.js";
import { isDark } from "../../../modules/motion/signature.js";
import { DEFAULT_SETTINGS } from "../../../modules/settings/settings.js";

const { darkLuma } = DEFAULT_SETTINGS.motion;

/** Signatures are taken from pictures drawn this much smaller. */
const SCALE = 5;

/** What the camera makes of somebody so far away, or of nobody. */
async function shoot(
  studio: Studio,
  place: Place,
  flash: boolean,
  awayM?: number,
): Promise<Uint8Array> {
  const person = somebody(new Chance("night"));
  const stance = { facing: "front", stride: undefined } as const;
  const people = awayM === undefined ? [] : [{ person, stance, at: { rightM: 0, awayM } }];
  const light = { ...moonlessNight(place.lamps.length), flash };
  const sways = place.plants.map(() => 0);
  const scene = { light, people, visitor: undefined, sways };
  return signatureOf((await studio.shoot(scene, new Chance("night", place.name))).raster);
}

describe("the flash of the drawn nights", () => {
  it("falls with the square of the distance, and no further up near the lens", () => {
    assert.equal(flashAt(1) / flashAt(2), 4);
    assert.ok(Math.abs(flashAt(2) / flashAt(6) - 9) < 1e-9);
    assert.equal(flashAt(0.01), flashAt(0.3));
  });
});

describe("a drawn night", function () {
  this.timeout(120_000);

  for (const place of allPlaces()) {
    it(`is too dark for anything at the ${place.name}, and shows by flash who is near`, async () => {
      const studio = await Studio.open(place, SCALE);
      assert.equal(isDark(await shoot(studio, place, false, 1.5), darkLuma), true);
      const [near, far, nobody] = [
        await shoot(studio, place, true, 1.5),
        await shoot(studio, place, true, 4),
        await shoot(studio, place, true),
      ];
      assert.equal(isDark(near, darkLuma), false);
      const changed = (one: Uint8Array) =>
        one.reduce((most, luma, cell) => Math.max(most, Math.abs(luma - (nobody[cell] ?? 0))), 0);
      assert.ok(changed(near) > changed(far), `${changed(near)}, ${changed(far)}`);
    });
  }

  it("has the comings and goings of a day and no change of light", () => {
    const [place] = allPlaces();
    assert.ok(place);
    const steps = planNight(1, { place, steps: 120 });
    const kinds = new Set(steps.map(({ kind }) => kind));
    assert.ok(kinds.has("person-first") && kinds.has("still"));
    for (const kind of ["lamp", "dawn", "later"] as const) assert.equal(kinds.has(kind), false);
    assert.equal(new Set(steps.map(({ scene }) => scene.light)).size, 1);
  });
});
