import assert from "node:assert/strict";
import {
  type Authority,
  makeAuthority,
  type ServerIdentity,
} from "../../../hosts/simulator/board/cloud/test-authority.js";
import { networkCodeOf } from "../../../hosts/simulator/board/network/network-codes.js";
import {
  type NetworkFault,
  seededFaults,
} from "../../../hosts/simulator/board/network/network-faults.js";
import {
  NETWORK_TIMING,
  NETWORK_TIMING_ROWS,
} from "../../../hosts/simulator/board/network/network-timing.js";
import { Radio } from "../../../hosts/simulator/board/network/radio.js";
import { OperationError } from "../../../hosts/simulator/board/part.js";
import { FakeScheduler } from "../../helpers/fake-scheduler.js";
import { openServer, type ScriptedServer } from "../../helpers/hostile-server.js";
import {
  ask,
  openRig,
  post,
  RIG_HOST,
  type Rig,
  type RigOptions,
  secureOptions,
} from "../../helpers/network-rig.js";

const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
const T = NETWORK_TIMING;
const SCAN_JOIN_MS = T.wifiScanAllMs + T.wifiAssociateMs + T.dhcpMs;
const KNOWN_JOIN_MS = T.wifiScanOneMs + T.wifiAssociateMs;
const CONNECT_MS = T.dnsMs + T.tcpConnectMs;

describe("the network part", () => {
  let authority: Authority;
  let identity: ServerIdentity;
  let server: ScriptedServer;
  const rigs: Rig[] = [];
  let headers = "";

  before(async () => {
    authority = await makeAuthority();
    identity = await authority.issue({ names: [RIG_HOST] });
  });

  beforeEach(async () => {
    headers = "";
    server = await openServer({
      identity,
      onRequest: (socket) => socket.write(OK.replace("\r\n\r\n", `\r\n${headers}\r\n`)),
    });
  });

  afterEach(async () => {
    for (const rig of rigs.splice(0)) rig.close();
    await server.close();
  });

  function rigWith(options: Partial<RigOptions> = {}): Rig {
    const rig = openRig({ port: server.port, certificateStore: [authority.caDer], ...options });
    rigs.push(rig);
    return rig;
  }

  function askOnce(rig: Rig, body = "body") {
    return ask(rig.client(secureOptions()), post(body), body).transcript;
  }

  describe("with faults", () => {
    const only = (fault: NetworkFault) => (index: number) => (index === 0 ? fault : undefined);

    it("opens nothing during an outage, and recovers after it", async () => {
      const rig = rigWith({ faults: only({ kind: "outage" }) });
      const lost = askOnce(rig);
      await rig.run();
      assert.equal(lost.error?.code, "network-unreachable");
      assert.equal(rig.part.totals().socketsOpened, 0);
      assert.equal(server.connectionCount, 0);
      const found = askOnce(rig);
      await rig.run();
      assert.equal(found.body, "ok");
    });

    it("breaks a connection after the request and before the reply", async () => {
      const rig = rigWith({ faults: only({ kind: "reset" }) });
      const transcript = askOnce(rig);
      await rig.run();
      assert.equal(transcript.error?.code, "network-reset");
      assert.equal(transcript.status, undefined);
      assert.ok((rig.records[0]?.bytesSent ?? 0) > 0);
    });

    it("adds latency to the reply alone", async () => {
      const plain = await timeOfHeaders(rigWith());
      const slow = await timeOfHeaders(
        rigWith({ faults: only({ kind: "latency", addedMs: 777 }) }),
      );
      assert.equal(slow - plain, 777);
    });

    it("draws them by seed and number, independent of order", () => {
      const options = { outageShare: 0.2, resetShare: 0.2, latencyShare: 0.2, addedMsMax: 100 };
      const faults = seededFaults({ seed: 5, ...options });
      const again = seededFaults({ seed: 5, ...options });
      const kinds = new Map<string, number>();
      for (let index = 999; index >= 0; index--) {
        assert.deepEqual(again(index), faults(index));
        const fault = faults(index);
        kinds.set(fault?.kind ?? "none", (kinds.get(fault?.kind ?? "none") ?? 0) + 1);
        if (fault?.kind === "latency") assert.ok(fault.addedMs >= 0 && fault.addedMs < 100);
      }
      for (const kind of ["outage", "reset", "latency"]) {
        assert.ok(Math.abs((kinds.get(kind) ?? 0) - 200) < 65, `${kind}: ${kinds.get(kind)}`);
      }
    });

    it("refuses shares that make no sense", () => {
      assert.throws(() => seededFaults({ seed: 1, outageShare: -0.1 }), RangeError);
      assert.throws(() => seededFaults({ seed: 1, outageShare: 0.6, resetShare: 0.6 }), RangeError);
    });
  });

  describe("in virtual time", () => {
    it("scans once, and afterwards joins the network that it knows", async () => {
      const rig = rigWith();
      const first = await timeOfWritable(rig);
      rig.part.reset();
      const second = await timeOfWritable(rig);
      assert.equal(first - second, SCAN_JOIN_MS - KNOWN_JOIN_MS);
    });

    it("joins once a wake, however many clients there are", async () => {
      const rig = rigWith();
      await timeOfWritable(rig);
      const again = await timeOfWritable(rig);
      assert.ok(again < CONNECT_MS + T.tlsHandshakeMs + 20, `${again} ms`);
    });

    it("charges a TLS handshake to secure connections alone", async () => {
      const plainServer = await openServer({ onRequest: (socket) => socket.write(OK) });
      try {
        const plain = openRig({ port: plainServer.port });
        rigs.push(plain);
        ask(plain.client(), post("body"), "body");
        await plain.run();
        const secure = rigWith();
        askOnce(secure);
        await secure.run();
        assert.equal(timeOf(secure, "writable") - timeOf(plain, "writable"), T.tlsHandshakeMs);
      } finally {
        await plainServer.close();
      }
    });

    it("reports a bad certificate after the handshake's time, not before", async () => {
      const other = await makeAuthority("Somebody else");
      const rig = openRig({ port: server.port, certificateStore: [other.caDer] });
      rigs.push(rig);
      askOnce(rig);
      await rig.run();
      assert.equal(timeOf(rig, "failed"), SCAN_JOIN_MS + CONNECT_MS + T.tlsHandshakeMs);
    });

    it("takes the table's time for every KiB up and down", async () => {
      const rig = rigWith();
      askOnce(rig, "x".repeat(8192));
      await rig.run();
      const [first, second] = timesOf(rig, "writable");
      assert.equal((second as number) - (first as number), 4 * T.uploadMsPerKiB);
      const sentAndAnswered = 4 * T.uploadMsPerKiB + T.replyLatencyMs;
      assert.equal(timeOf(rig, "headers") - (second as number), sentAndAnswered);
      assert.equal(timeOf(rig, "readable") - timeOf(rig, "headers"), 1);
    });

    it("adds the server's own account of its time, within a bound", async () => {
      const plain = await timeOfHeaders(rigWith());
      headers = "openai-processing-ms: 2345\r\n";
      assert.equal((await timeOfHeaders(rigWith())) - plain, 2345);
      headers = "openai-processing-ms: 999999999\r\n";
      assert.equal((await timeOfHeaders(rigWith())) - plain, 120_000);
      headers = "openai-processing-ms: -5 or so\r\n";
      assert.equal((await timeOfHeaders(rigWith())) - plain, 0);
    });

    it("keeps to whole milliseconds", async () => {
      const rig = rigWith();
      askOnce(rig, "x".repeat(5_001));
      await rig.run();
      for (const event of rig.events) assert.match(event, /^\d+ /);
    });

    async function timeOfWritable(rig: Rig): Promise<number> {
      const startMs = rig.scheduler.nowMs();
      const before = timesOf(rig, "writable").length;
      askOnce(rig);
      await rig.run();
      return (timesOf(rig, "writable")[before] as number) - startMs;
    }
  });

  it("counts plain bytes exactly as the server gets them", async () => {
    const rig = rigWith();
    askOnce(rig, "x".repeat(3_000));
    await rig.run();
    assert.equal(rig.records[0]?.bytesSent, server.bytesReceived);
    assert.equal(rig.part.totals().bytesSent, server.bytesReceived);
  });

  it("counts the framing of chunks too", async () => {
    const rig = rigWith();
    let pieces = 3;
    rig.client(secureOptions()).request({
      method: "POST",
      headers: new Map([["transfer-encoding", "chunked"]]),
      onWritable() {
        pieces -= 1;
        if (pieces >= 0) this.write(new Uint8Array(9 + pieces * 300));
        else this.write();
      },
      onReadable() {
        this.read();
      },
    });
    await rig.run();
    assert.equal(rig.records[0]?.bytesSent, server.bytesReceived);
  });

  it("counts the bytes of each request on a shared connection apart", async () => {
    const rig = rigWith();
    const client = rig.client(secureOptions());
    ask(client, post("a"), "a");
    ask(client, post("bb"), "bb");
    await rig.run();
    assert.deepEqual(
      rig.records.map(({ bytesSent }) => bytesSent),
      server.requests.map(({ byteLength }) => byteLength),
    );
  });

  it("sums up a run over its wakes", async () => {
    const rig = rigWith();
    askOnce(rig);
    await rig.run();
    rig.part.reset();
    const client = rig.client(secureOptions());
    ask(client);
    client.close();
    await rig.run();
    const { requests, answered, cancelled, failed, socketsOpened } = rig.part.totals();
    assert.deepEqual(
      { requests, answered, cancelled, failed, socketsOpened },
      { requests: 2, answered: 1, cancelled: 1, failed: 0, socketsOpened: 1 },
    );
  });

  it("drops a wake's connections when the machine is gone, and holds no time for them", async () => {
    const rig = rigWith();
    const transcript = askOnce(rig);
    await rig.run(SCAN_JOIN_MS + CONNECT_MS);
    rig.part.reset();
    rig.scheduler.cancelAll();
    await rig.run();
    assert.equal(transcript.error, undefined);
    assert.deepEqual(rig.scheduler.held, []);
    assert.equal(rig.records[0]?.code, "cancelled");
  });

  it("gives up its hold at once when it is closed while a server is silent", async () => {
    const silent = await openServer({});
    try {
      const rig = openRig({ port: silent.port });
      rigs.push(rig);
      ask(rig.client(), post("abc"), "abc");
      const running = rig.run();
      while (silent.requests.length === 0) await new Promise(setImmediate);
      assert.deepEqual(rig.scheduler.held, [`http reply ${RIG_HOST}`]);
      rig.part.close();
      await running;
      assert.deepEqual(rig.scheduler.held, []);
    } finally {
      await silent.close();
    }
  });

  it("bounds clients and queues", () => {
    const rig = rigWith();
    const client = rig.client();
    for (let index = 0; index < 16; index++) client.request({});
    assert.throws(() => client.request({}), { code: "http-too-many-requests" });
    for (let index = 1; index < 8; index++) rig.client();
    assert.throws(() => rig.client(), { code: "http-too-many-clients" });
  });

  it("refuses a client that it does not know", () => {
    const read = rigWith().part.operations["http.read"];
    assert.throws(() => read?.({ op: "http.read", client: 9 }, new Uint8Array(0)), OperationError);
  });

  it("names the host in the handshake, for servers of many names", async () => {
    const rig = rigWith();
    askOnce(rig);
    await rig.run();
    assert.deepEqual(server.names, [RIG_HOST]);
  });

  it("verifies against the address where the firmware names one", async () => {
    const byAddress = await openServer({
      identity: await authority.issue({ names: ["127.0.0.1"] }),
      onRequest: (socket) => socket.write(OK),
    });
    try {
      const rig = openRig({ port: byAddress.port, certificateStore: [authority.caDer] });
      rigs.push(rig);
      const { socket } = secureOptions(undefined, "127.0.0.1");
      const client = rig.client({ host: "127.0.0.1", port: byAddress.port, socket });
      const { transcript } = ask(client);
      await rig.run();
      assert.equal(transcript.body, "ok");
    } finally {
      await byAddress.close();
    }
  });

  async function timeOfHeaders(rig: Rig): Promise<number> {
    askOnce(rig);
    await rig.run();
    return timeOf(rig, "headers");
  }
});

describe("the radio", () => {
  it("does one real thing at a time, so that no socket overtakes another", async () => {
    const radio = new Radio({
      scheduler: new FakeScheduler(),
      timing: NETWORK_TIMING,
      faults: () => undefined,
      holdWallMsMax: 5_000,
    });
    const order: string[] = [];
    const slow = radio.takeTurn(async () => {
      order.push("first begins");
      await new Promise(setImmediate);
      order.push("first ends");
    });
    const quick = radio.takeTurn(async () => order.push("second"));
    await Promise.all([slow, quick]);
    assert.deepEqual(order, ["first begins", "first ends", "second"]);
  });
});

describe("the network's timing table", () => {
  for (const [name, row] of Object.entries(NETWORK_TIMING_ROWS)) {
    it(`says where ${name} comes from`, () => {
      assert.ok(row.value > 0);
      assert.ok(row.source.length > 20);
    });
  }
});

describe("network codes", () => {
  it("look into the several attempts of one connection", () => {
    const error = Object.assign(new Error(), { errors: [{ code: "ECONNREFUSED" }] });
    assert.equal(networkCodeOf(error, "connect"), "network-refused");
  });

  it("name an unknown error after the phase that it ended", () => {
    assert.equal(networkCodeOf({ code: "toString" }, "name"), "network-name-not-found");
    assert.equal(networkCodeOf({}, "connect"), "network-unreachable");
    assert.equal(networkCodeOf(new Error(), "tls"), "tls-failed");
    assert.equal(networkCodeOf({ code: "HPE_X" }, "http"), "network-protocol");
  });
});

function timesOf(rig: Rig, event: string): number[] {
  return rig.events
    .filter((line) => line.includes(`"event":"${event}"`))
    .map((line) => Number(line.split(" ")[0]));
}

function timeOf(rig: Rig, event: string): number {
  const [first] = timesOf(rig, event);
  assert.ok(first !== undefined, `there is an event "${event}"`);
  return first;
}
