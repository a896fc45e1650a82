import assert from "node:assert/strict";
import { SceneSource } from "../../../hosts/simulator/board/camera/scene-source.js";
import { openSession, runWakes } from "../../helpers/run-session.js";

const WAKES = 4;

describe("a moonless night", () => {
  it("is told as too dark at every wake, without an inference or a lit flash", async () => {
    const session = await openSession({
      source: new SceneSource({ seed: 1, night: true }),
      settings: { camera: { flash: "on-pin" } },
    });
    try {
      for (const row of await runWakes(session, WAKES)) {
        assert.equal(row.how, "slept", row.said);
        assert.equal(row.report?.motion?.reason, "too-dark");
        assert.equal(row.report?.inferences, 0);
        assert.ok((row.report?.looks[0]?.luma ?? 255) < 16);
        assert.deepEqual(row.report?.failures, []);
        assert.equal(
          row.lights.some(({ light }) => light === "flash"),
          false,
        );
      }
    } finally {
      await session.close();
    }
  });

  it("is lit once where the pin woke, for one look, which is judged", async () => {
    const session = await openSession({
      source: new SceneSource({ seed: 1, night: true }),
      settings: { camera: { flash: "on-pin" } },
      pinAfterMs: (wake) => (wake === 2 ? undefined : 1_500),
    });
    try {
      const rows = await runWakes(session, WAKES);
      assert.deepEqual(
        rows.map(({ cause, report }) => [cause, report?.motion?.reason]),
        [
          ["power-on", "too-dark"],
          ["pin", "flash"],
          ["timer", "too-dark"],
          ["pin", "flash"],
        ],
      );
      const [, lit] = rows;
      assert.equal(lit?.report?.inferences, 1);
      assert.equal(lit?.report?.looks[1]?.flash, true);
      const flash = lit?.lights.filter(({ light }) => light === "flash") ?? [];
      assert.deepEqual(
        flash.map((change) => change.lit),
        [true, false],
      );
      const [on, off] = flash.map(({ atMs }) => atMs);
      // The camera's opening, two frames thrown away, and one kept.
      assert.ok((off ?? 0) - (on ?? 0) < 1_000, `${(off ?? 0) - (on ?? 0)} ms`);
      assert.equal(
        lit?.lights.some(({ light }) => light === "indicator"),
        false,
      );
    } finally {
      await session.close();
    }
  });
});
