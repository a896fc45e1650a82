import assert from "node:assert/strict";
import {
  type Authority,
  makeAuthority,
  type ServerIdentity,
} from "../../../hosts/simulator/board/cloud/test-authority.js";
import { network } from "../../../hosts/simulator/firmware/network.js";
import WebSocketClient from "../../../hosts/simulator/firmware/web-socket-client.js";
import type { HTTPClientOptions } from "../../../modules/host/network.js";
import type { WebSocketClientOptions, WebSocketError } from "../../../modules/host/web-socket.js";
import { openServer, type ScriptedServer } from "../../helpers/hostile-server.js";
import { ask, openRig, RIG_HOST, type Rig, secureOptions } from "../../helpers/network-rig.js";

const NOT_FOUND = "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n";

/** Options that Node's library has rules of its own about: none may end the board's process. */
describe("options at the edge of what can be meant", () => {
  let authority: Authority;
  let identity: ServerIdentity;
  let server: ScriptedServer;
  let rig: Rig;

  before(async () => {
    authority = await makeAuthority();
    identity = await authority.issue({ names: [RIG_HOST] });
  });

  beforeEach(async () => {
    server = await openServer({ identity, onRequest: (socket) => socket.write(NOT_FOUND) });
    rig = openRig({ port: server.port });
  });

  afterEach(async () => {
    rig.close();
    await server.close();
  });

  async function dial(options: object): Promise<WebSocketError | undefined> {
    let failure: WebSocketError | undefined;
    new WebSocketClient({
      ...network.ws?.client,
      host: RIG_HOST,
      onError: (error?: WebSocketError) => {
        failure = error;
      },
      ...options,
    } as WebSocketClientOptions);
    await rig.run();
    return failure;
  }

  const secure = () => ({ socket: secureOptions(authority.caDer).socket });
  const heads = () => server.requests.map(({ head }) => head);

  it("looks a host up that no URL could name", async () => {
    for (const host of ["example.123", "1.2.3.4.5", "a:b"]) {
      const failure = await dial({ host, port: 9 });
      assert.match(String(failure?.code), /^network-/, host);
    }
    assert.equal((await dial(secure()))?.status, 404, "the next one is dialled as ever");
  });

  it("dials a secure WebSocket at port 443 where none is said", async () => {
    await dial(secure());
    assert.match(heads()[0] ?? "", /^host: cloud\.nightjar\.test\r?$/im);
  });

  it("sends the host of a WebSocket as it is given, or the header that takes its place", async () => {
    await dial({ ...secure(), headers: new Map([["Host", "Else.test"]]) });
    assert.equal(
      heads()[0]
        ?.match(/^host: .*$/gim)
        ?.join(),
      "Host: Else.test",
    );
  });

  it("sends a method as it is given: methods are case-sensitive", async () => {
    const client = rig.client(secureOptions(authority.caDer));
    ask(client, { method: "Get", path: "/x" });
    await rig.run();
    assert.match(heads()[0] ?? "", /^Get \/x HTTP\/1\.1\r\n/);
  });

  it("refuses a trailer where there are no chunks that it could follow", () => {
    const headers = new Map([["Trailer", "x"]]);
    assert.throws(() => rig.client().request({ headers }), TypeError);
  });

  for (const name of ["Content-Length", "Expect", "Trailer", "Transfer-Encoding"]) {
    it(`refuses ${name} of an upgrade, which has no body`, async () => {
      await assert.rejects(dial({ headers: new Map([[name, "1"]]) }), TypeError);
      assert.equal(rig.link.listenerCount(), 0);
    });
  }

  it("refuses more authorities than 8, and a name that is too long, for both clients", async () => {
    const ca = Array.from({ length: 9 }, () => authority.caDer);
    for (const tls of [
      { host: RIG_HOST, ca },
      { host: "a".repeat(254), ca: authority.caDer },
    ]) {
      const socket = { ...network.https.client.socket, tls };
      const options: Partial<HTTPClientOptions> = { port: 443, socket };
      assert.throws(() => rig.client(options), RangeError);
      await assert.rejects(dial(options), RangeError);
    }
    const socket = { ...network.https.client.socket, tls: { host: RIG_HOST, ca: ca.slice(1) } };
    const { transcript } = ask(rig.client({ port: 443, socket }));
    await rig.run();
    assert.equal(transcript.status, 404);
  });
});
