import assert from "node:assert/strict";
import { localCloud } from "../../../tools/run/cloud.js";
import { TwoPlaces } from "../../../tools/run/two-places.js";
import { runOnce } from "../../helpers/run-session.js";

const PROVIDERS = ["openai-chat", "openai-responses", "anthropic", "gemini"];
const ASK_ALWAYS = {
  policy: { confidenceThreshold: 0.999, looksAgainMax: 0 },
  escalation: { intervalMs: 0 },
};
const TOOLS = { toolLookAgain: true, toolHistory: true, toolStatus: true };
const SEED = 7;
const WAKES = 6;

for (const provider of PROVIDERS) {
  for (const transport of ["https", "sse"]) {
    describe(`a run that asks ${provider} over ${transport}`, () => {
      it("is answered by a server that takes no request but a right one", async () => {
        const cloud = await localCloud(SEED, { provider, transport });
        const { rows } = await runOnce(
          { cloud, settings: ASK_ALWAYS, source: new TwoPlaces(), seed: SEED },
          WAKES,
        );
        const asked = rows.map(({ report }) => report?.escalation).filter((told) => told?.status);
        assert.ok(asked.length > 0);
        // Its moods are 500 and 429; a request that it does not understand would be 400.
        for (const told of asked) assert.notEqual(told?.status, 400);
        assert.ok(asked.some((told) => told?.outcome === "sent-answered"));
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
}
