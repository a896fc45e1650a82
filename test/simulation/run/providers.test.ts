import assert from "node:assert/strict";
import { makeAuthority } from "../../../hosts/simulator/board/cloud/test-authority.js";
import { localCloud } from "../../../tools/run/cloud.js";
import { TwoPlaces } from "../../../tools/run/two-places.js";
import { WAYS } from "../../helpers/asked-cloud.js";
import { runOnce } from "../../helpers/run-session.js";

const ASK_ALWAYS = {
  policy: { confidenceThreshold: 0.999, looksAgainMax: 0 },
  escalation: { intervalMs: 0 },
};
const TOOLS = { toolLookAgain: true, toolHistory: true, toolStatus: true };
const SEED = 7;
const WAKES = 6;

for (const { provider, transport } of WAYS) {
  describe(`a run that asks ${provider} over ${transport}`, () => {
    it("is answered by a server that takes no request but a right one", async () => {
      const cloud = await localCloud(SEED, { provider, transport });
      const { rows } = await runOnce(
        { cloud, settings: ASK_ALWAYS, source: new TwoPlaces(), seed: SEED },
        WAKES,
      );
      const asked = rows.flatMap(({ report }) => (report ? [report.escalation] : []));
      // Its moods are 500 and 429; a request that it does not understand would be rejected.
      for (const told of asked) assert.notEqual(told.code, "cloud-rejected");
      assert.ok(asked.some((told) => told.outcome === "sent-answered"));
    });

    it("lets it look again, and sends what it saw", async () => {
      const cloud = await localCloud(SEED, { provider, transport });
      const settings = { ...ASK_ALWAYS, cloud: TOOLS };
      const { rows } = await runOnce(
        { cloud, settings, source: new TwoPlaces(), seed: SEED },
        WAKES,
      );
      const called = rows.filter(({ report }) => (report?.escalation.toolCalls ?? 0) > 0);
      assert.ok(called.length > 0, "the cloud called a tool in some wake");
      for (const { report } of called) {
        assert.equal(report?.escalation.outcome, "sent-answered", report?.escalation.code);
        assert.equal(report?.looks.length, 2);
      }
    });
  });
}

describe("a run that asks over a WebSocket", () => {
  const settings = ASK_ALWAYS;
  const codeOf = ({ rows }: Awaited<ReturnType<typeof runOnce>>) =>
    rows[0]?.report?.escalation.code;

  it("sends nothing where it does not trust the certificate", async () => {
    const { caDer } = await makeAuthority();
    const cloud = await localCloud(SEED, { transport: "websocket" });
    const ran = await runOnce({ cloud: { ...cloud, ca: caDer }, settings }, 1);
    assert.deepEqual([codeOf(ran), ran.bytesSent], ["tls-untrusted", 0]);
  });

  it("is told that its key is wrong", async () => {
    const cloud = await localCloud(SEED, { transport: "websocket" });
    const ran = await runOnce({ cloud: { ...cloud, key: "sk-wrong" }, settings }, 1);
    assert.deepEqual(
      [codeOf(ran), ran.rows[0]?.report?.escalation.status],
      ["cloud-unauthorized", 401],
    );
  });
});
