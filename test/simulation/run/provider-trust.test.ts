import assert from "node:assert/strict";
import {
  type Authority,
  expiredValidity,
  type LeafOptions,
  makeAuthority,
} from "../../../hosts/simulator/board/cloud/test-authority.js";
import { askOnce, failedWith, WAYS } from "../../helpers/asked-cloud.js";
import { openServer } from "../../helpers/hostile-server.js";
import { CLOUD_HOST } from "../../helpers/run-session.js";

interface Impostor {
  readonly what: string;
  readonly leaf: Partial<LeafOptions>;
  readonly isForeign?: boolean;
  readonly code: string;
}

const IMPOSTORS: readonly Impostor[] = [
  { what: "another authority's", leaf: {}, isForeign: true, code: "tls-untrusted" },
  { what: "another host's", leaf: { names: ["elsewhere.test"] }, code: "tls-wrong-host" },
  { what: "an expired", leaf: { validity: expiredValidity() }, code: "tls-expired" },
];

describe("a server that cannot show who it is", function () {
  this.timeout(60_000);
  let trusted: Authority;
  let foreign: Authority;

  before(async () => {
    [trusted, foreign] = await Promise.all([makeAuthority(), makeAuthority()]);
  });

  for (const way of WAYS) {
    for (const { what, leaf, isForeign = false, code } of IMPOSTORS) {
      it(`but ${what} certificate, is told nothing by ${way.provider} over ${way.transport}`, async () => {
        const issuer = isForeign ? foreign : trusted;
        const identity = await issuer.issue({ names: [CLOUD_HOST], ...leaf });
        const server = await openServer({ identity });
        const row = await askOnce(server, trusted.caDer, way);
        failedWith(row, code);
        assert.equal(row.bytesSent, 0);
        assert.equal(server.bytesReceived, 0);
        assert.equal(server.connectionCount, 1);
      });
    }
  }
});
