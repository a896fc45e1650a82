import { network } from "../../../hosts/simulator/firmware/network.js";
import conformance from "../../conformance/network/http-client.js";
import { openConformanceServer } from "../../helpers/conformance-server.js";
import { openRig, RIG_HOST } from "../../helpers/network-rig.js";
import { runCases } from "../../helpers/run-cases.js";

/** The same cases that run inside XS, here in Node, where a failure is quicker to look into. */
describe("the HTTP client, against the conformance suite, in Node", () => {
  it("passes every case", async () => {
    const server = await openConformanceServer();
    const rig = openRig({ port: server.port });
    const world = { client: network.http.client, host: RIG_HOST, port: 80 };
    try {
      await runCases(conformance, world, { turn: () => rig.run(), casesMin: 15 });
    } finally {
      rig.close();
      await server.close();
    }
  });
});
