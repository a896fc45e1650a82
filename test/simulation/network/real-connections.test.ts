import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { HTTPConnection } from "../../../hosts/simulator/board/network/http-connection.js";
import { WebSocketConnection } from "../../../hosts/simulator/board/network/web-socket-connection.js";
import { openServer } from "../../helpers/hostile-server.js";

const ADDRESS = "127.0.0.1";
const NO_PORT = 70_000;
const UPGRADE = { hostHeader: "a.test", path: "/", protocol: undefined, headers: [] };
const KIB_64 = 64 * 1024;

describe("what Node's library throws", () => {
  it("is the failure of an HTTP connection that cannot be begun", async () => {
    const connection = new HTTPConnection({ address: ADDRESS, port: NO_PORT });
    const outcome = await connection.connect();
    assert.deepEqual(outcome, { ok: false, code: "network-unreachable", phase: "connect" });
  });

  it("is the failure of a WebSocket that cannot be begun", async () => {
    const connection = new WebSocketConnection({ address: ADDRESS, port: NO_PORT }, UPGRADE);
    const outcome = await connection.connect();
    assert.deepEqual(outcome, { ok: false, code: "network-unreachable", phase: "connect" });
  });

  it("is the reply to a request that cannot be sent", async () => {
    const server = await openServer({});
    const connection = new HTTPConnection({ address: ADDRESS, port: server.port });
    await connection.connect();
    connection.start({ method: "GET", path: "/", headers: [["trailer", "x"]] });
    connection.write(Uint8Array.of(1));
    assert.deepEqual(await connection.finish(), { ok: false, code: "network-protocol" });
    connection.destroy();
    await server.close();
  });

  it("is the failure of an upgrade that cannot be sent", async () => {
    const server = await openServer({});
    const upgrade = { ...UPGRADE, headers: [["trailer", "x"]] as const };
    const connection = new WebSocketConnection({ address: ADDRESS, port: server.port }, upgrade);
    const outcome = await connection.connect();
    assert.equal(outcome.ok ? undefined : outcome.code, "network-unreachable");
    connection.destroy();
    await server.close();
  });
});

describe("messages that wait at a WebSocket", () => {
  let server: WebSocketServer;

  beforeEach(async () => {
    server = new WebSocketServer({ host: ADDRESS, port: 0 });
    await once(server, "listening");
  });

  afterEach(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });

  /** What was heard of a server that says `count` messages of `byteLength` at once. */
  async function hear(count: number, byteLength: number) {
    server.on("connection", (client: WebSocket) => {
      client.on("error", () => {});
      for (let sent = 0; sent < count; sent++) client.send(new Uint8Array(byteLength));
    });
    const { port } = server.address() as AddressInfo;
    const connection = new WebSocketConnection({ address: ADDRESS, port }, UPGRADE);
    assert.equal((await connection.connect()).ok, true);
    const { messages, ended } = await connection.settle(false);
    connection.destroy();
    return { count: messages.length, ended };
  }

  it("are heard up to 1 MiB", async () => {
    assert.deepEqual(await hear(16, KIB_64), { count: 16, ended: undefined });
  });

  it("are a broken protocol beyond that, and none of them counts", async () => {
    assert.deepEqual(await hear(64, KIB_64), { count: 0, ended: "network-protocol" });
  });

  it("are no more than 4,096, however short", async () => {
    assert.deepEqual(await hear(4_096, 1), { count: 4_096, ended: undefined });
    server.removeAllListeners("connection");
    assert.deepEqual(await hear(4_097, 1), { count: 0, ended: "network-protocol" });
  });
});
