import { network } from "../../../hosts/simulator/firmware/network.js";
import conformance from "../../conformance/network/http-client.js";
import tlsAccepts from "../../conformance/network/tls-accepts.js";
import tlsRefuses from "../../conformance/network/tls-refuses.js";
import { type ConformanceServer, openConformanceServer } from "../../helpers/conformance-server.js";
import { openRig, RIG_HOST, type Rig } from "../../helpers/network-rig.js";
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

describe("the HTTPS client, against the conformance suites, in Node", () => {
  let server: ConformanceServer;
  let rig: Rig;

  beforeEach(async () => {
    server = await openConformanceServer();
    rig = openRig({ port: server.port });
  });

  afterEach(async () => {
    rig.close();
    await server.close();
  });

  const world = {
    plain: network.http.client,
    secure: network.https.client,
    host: RIG_HOST,
    port: 80,
    address: "127.0.0.1",
  };
  const turn = () => rig.run();

  it("talks to whom it must", () => runCases(tlsAccepts, world, { turn, casesMin: 10 }));

  it("refuses whom it must, by name", () => runCases(tlsRefuses, world, { turn, casesMin: 19 }));
});
