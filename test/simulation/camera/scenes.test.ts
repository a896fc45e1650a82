import assert from "node:assert/strict";
import sharp from "sharp";
import { Chance } from "../../../hosts/simulator/board/camera/chance.js";
import { type DayStep, generateDay } from "../../../hosts/simulator/board/camera/day.js";
import { planDay } from "../../../hosts/simulator/board/camera/day-plan.js";
import { FRAME_BYTES_MAX } from "../../../hosts/simulator/board/camera/raster.js";
import { SceneSource } from "../../../hosts/simulator/board/camera/scene-source.js";
import { daylightAt } from "../../../hosts/simulator/board/camera/scenes/light.js";
import { allPlaces, PLACE_NAMES } from "../../../hosts/simulator/board/camera/scenes/places.js";
import { Studio } from "../../../hosts/simulator/board/camera/scenes/studio.js";
import { signatureOf } from "../../../hosts/simulator/board/camera/signature.js";

async function dayOf(seed: number, place: string, steps: number): Promise<DayStep[]> {
  const day: DayStep[] = [];
  for await (const step of generateDay(seed, { place, steps })) day.push(step);
  return day;
}

function largestDifference(one: Uint8Array, other: Uint8Array): number {
  return one.reduce((most, value, at) => Math.max(most, Math.abs(value - (other[at] ?? 0))), 0);
}

describe("generated scenes", function () {
  this.timeout(60_000);

  it("refuse a place that there is not, and name those that there are", async () => {
    await assert.rejects(dayOf(1, "moon", 1), /no place "moon".*front door.*driveway/);
  });

  it("are the same for a seed, and others for another", async () => {
    const [one, again, other] = await Promise.all(
      [1, 1, 2].map((seed) => dayOf(seed, "front door", 30)),
    );
    const essence = (day: DayStep[] = []) =>
      day.map(({ kind, personArea, signature }) => [kind, personArea, Buffer.from(signature)]);
    assert.deepEqual(essence(one), essence(again));
    assert.notDeepEqual(essence(one), essence(other));
  });

  it("give the same JPEG for a seed, whenever it is asked for", async () => {
    const [one, again] = [await dayOf(3, "hallway", 3), await dayOf(3, "hallway", 3)];
    const late = await again[2]?.jpeg();
    assert.deepEqual(await one[2]?.jpeg(), late);
    assert.deepEqual(await again[2]?.jpeg(), late);
  });

  for (const name of PLACE_NAMES) {
    it(`give for the ${name} the signature that its frame has`, async () => {
      const step = (await dayOf(5, name, 8)).at(-1);
      const jpeg = await step?.jpeg();
      const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
      const own = signatureOf({ pixels: data, widthPx: info.width, heightPx: info.height });
      const signature = step?.signature ?? new Uint8Array();
      // The small drawing blurs lines thinner than its pixels; a cell on an edge shows it.
      assert.ok(largestDifference(own, signature) <= 18, `${largestDifference(own, signature)}`);
      const sum = own.reduce((all, value, at) => all + Math.abs(value - (signature[at] ?? 0)), 0);
      assert.ok(sum / own.length <= 3, `${sum / own.length}`);
      assert.ok((jpeg?.length ?? 0) <= FRAME_BYTES_MAX);
    });
  }

  it("differ from wake to wake where nothing has changed: noise and exposure", async () => {
    const day = await dayOf(7, "living room", 40);
    const pairs = day.filter(({ kind, index }) => kind === "still" && index > 0);
    const changed = pairs.map(({ index, signature }) =>
      largestDifference(signature, day[index - 1]?.signature ?? signature),
    );
    assert.ok(changed.filter((levels) => levels > 0).length > changed.length * 0.9);
    assert.ok(Math.max(...changed) < 25, `${Math.max(...changed)}`);
  });

  it("change by much when a lamp is switched at night", async () => {
    const [place] = allPlaces();
    assert.ok(place);
    const studio = await Studio.open(place, 5);
    const shoot = async (lamp: number) => {
      const light = { ...daylightAt(23), lamps: [lamp] };
      const scene = { light, people: [], visitor: undefined, sways: [0, 0] };
      return signatureOf((await studio.shoot(scene, new Chance(1))).raster);
    };
    assert.ok(largestDifference(await shoot(0), await shoot(1)) > 60);
  });

  it("show people where the plan says, of all sizes, and nobody elsewhere", async () => {
    const areas: number[] = [];
    for (const name of PLACE_NAMES) {
      for (const { kind, personArea } of await dayOf(11, name, 80)) {
        if (/^person-(first|stays|and-lamp)$/.test(kind)) areas.push(personArea);
        else assert.equal(personArea, 0, kind);
      }
    }
    assert.ok(areas.filter((area) => area > 0.001).length > areas.length * 0.9);
    assert.ok(Math.max(...areas) > 0.15 && Math.max(...areas) < 0.6, `${Math.max(...areas)}`);
    assert.ok(areas.filter((area) => area < 0.05).length > areas.length / 4);
  });

  it("know their kinds: light changes at a lamp and at dawn, and people do not come then", () => {
    for (const place of allPlaces()) {
      const steps = planDay(13, { place, steps: 200 });
      for (const [index, { kind, scene }] of steps.entries()) {
        const before = steps[index - 1]?.scene;
        if (before === undefined) continue;
        const sameLamps = String(scene.light.lamps) === String(before.light.lamps);
        const sameDay = scene.light.daylight === before.light.daylight;
        const same = { still: [true, true], lamp: [false, true], leaves: [true, true] };
        const wanted = same[kind as keyof typeof same];
        if (wanted !== undefined) assert.deepEqual([sameLamps, sameDay], wanted, kind);
        if (kind === "dawn" || kind === "lamp") assert.equal(scene.people.length, 0);
      }
    }
  });

  it("bring dawn in small steps", () => {
    for (const place of allPlaces()) {
      const steps = planDay(17, { place, steps: 200 });
      for (const [index, { kind, hour }] of steps.entries()) {
        const apart = Math.abs(hour - (steps[index - 1]?.hour ?? hour));
        if (kind === "dawn") assert.ok(apart > 0 && apart <= 6 / 60, `${apart} hours`);
      }
    }
  });

  it("are a source for the camera: labelled by what is in them", async () => {
    const source = new SceneSource({ seed: 1 });
    const labels: (boolean | undefined)[] = [];
    const names = new Set<string>();
    for (let wake = 0; wake < 12; wake++) {
      const view = await source.next();
      names.add(view.name);
      labels.push(view.label);
    }
    assert.equal(names.size, 12);
    assert.ok(labels.every((label) => label !== undefined));
    const again = new SceneSource({ seed: 1 });
    assert.deepEqual(
      await (await again.next()).expose({ index: 0, brightness: 1 }),
      await (await new SceneSource({ seed: 1 }).next()).expose({ index: 0, brightness: 1 }),
    );
  });
});
