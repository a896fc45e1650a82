import assert from "node:assert/strict";
import { network } from "../../../hosts/simulator/firmware/network.js";
import conformance from "../../conformance/network/http-client.js";
import { openConformanceServer } from "../../helpers/conformance-server.js";
import { openRig, RIG_HOST } from "../../helpers/network-rig.js";

/** The same cases that run inside XS, here in Node, where a failure is quicker to look into. */
describe("the HTTP client, against the conformance suite, in Node", () => {
  it("passes every case", async () => {
    const server = await openConformanceServer();
    const rig = openRig({ port: server.port });
    const failures: string[] = [];
    let caseCount = 0;
    let finished = false;
    const suite = conformance(
      async (name, act) => {
        caseCount += 1;
        try {
          await act();
        } catch (error) {
          failures.push(`${name}: ${error}`);
        }
      },
      { client: network.http.client, host: RIG_HOST, port: 80 },
    ).finally(() => {
      finished = true;
    });
    try {
      while (!finished) {
        await rig.run();
        await new Promise(setImmediate);
      }
      await suite;
    } finally {
      rig.close();
      await server.close();
    }
    assert.deepEqual(failures, []);
    assert.ok(caseCount >= 15, `${caseCount} cases`);
  });
});
