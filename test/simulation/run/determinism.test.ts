import assert from "node:assert/strict";
import { SceneSource } from "../../../hosts/simulator/board/camera/scene-source.js";
import { localCloud } from "../../../tools/run/cloud.js";
import { logLine } from "../../../tools/run/run-log.js";
import { runOnce } from "../../helpers/run-session.js";

const WAKES = 12;
/** So that the cloud is asked as well. */
const settings = { policy: { confidenceThreshold: 0.99 }, escalation: { intervalMs: 0 } };

async function logOf(seed: number): Promise<string[]> {
  const cloud = await localCloud(seed);
  const { rows } = await runOnce(
    { source: new SceneSource({ seed }), cloud, seed, settings },
    WAKES,
  );
  assert.ok(
    rows.some(({ bytesSent }) => bytesSent > 0),
    "nothing was sent",
  );
  return rows.map(logLine);
}

describe("two runs of one seed", () => {
  it("write the same log, byte for byte", async () => {
    assert.deepEqual(await logOf(7), await logOf(7));
  });

  it("differ from a run of another seed", async () => {
    assert.notDeepEqual(await logOf(7), await logOf(8));
  });
});
