import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { Socket } from "node:net";
import type { NetworkError } from "../../../modules/host/network.js";
import type { WebSocketClientEntry } from "../../../modules/host/web-socket.js";
import webSocketClient from "../../conformance/network/web-socket-client.js";
import { openConformanceServer } from "../../helpers/conformance-server.js";
import { closedPort, openServer } from "../../helpers/hostile-server.js";
import { NodeTCP } from "../../helpers/node-tcp.js";
import { runCases } from "../../helpers/run-cases.js";
import { hasSDK, importSDKWebSocketClient } from "../../helpers/sdk-clients.js";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const SWITCHING =
  "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";

/** Resolves at once, later. */
class Resolver {
  resolve({ host, onResolved }: { host: string; onResolved: (h: string, a: string) => void }) {
    setImmediate(() => onResolved(host, "127.0.0.1"));
  }

  close(): void {}
}

const acceptOf = (key: string) => createHash("sha1").update(`${key}${GUID}`).digest("base64");

describe(`the SDK's WebSocket client, wrapped${hasSDK ? "" : ": skipped, MODDABLE names no SDK"}`, () => {
  let client: WebSocketClientEntry;

  before(async function () {
    if (!hasSDK) this.skip();
    Object.assign(globalThis, { Native: () => class {} });
    const module = await import("../../../hosts/esp32/firmware/web-socket-client.js");
    client = {
      io: module.WebSocketClient,
      WebSocket: { io: await importSDKWebSocketClient() },
      acceptOf,
      socket: { io: NodeTCP },
      dns: { io: Resolver },
    } as unknown as WebSocketClientEntry;
  });

  it("passes the conformance suite", async () => {
    const server = await openConformanceServer();
    const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
    try {
      const world = { client, host: "conformance.test", port: server.port };
      await runCases(webSocketClient, world, { turn, casesMin: 18 });
    } finally {
      await server.close();
    }
  });

  interface Heard {
    readonly code: string | undefined;
    readonly status: number | undefined;
    readonly messages: readonly string[];
  }

  /** How a connection ends, and what it said before; `late` reads once the callback is over. */
  function listenAt(port: number, { late = false, until = 1 } = {}): Promise<Heard> {
    return new Promise((resolve) => {
      const messages: string[] = [];
      let text = "";
      const end = (code?: string, status?: number) => {
        socket.close();
        resolve({ code, status, messages });
      };
      const take = (count: number, more: boolean) => {
        text += Buffer.from(socket.read(count) ?? new ArrayBuffer(0)).toString("latin1");
        if (more) return;
        messages.push(text);
        text = "";
        if (messages.length === until) end();
      };
      const socket = new client.io({
        ...client,
        host: "server.test",
        port,
        onReadable: (count, { more }) => {
          if (late) setTimeout(() => take(count, more), 2);
          else take(count, more);
        },
        onClose: () => end("closed"),
        onError: (error) => end((error as NetworkError).code, error?.status),
      });
    });
  }

  /** A server that switches with these fields besides, and then sends these bytes. */
  async function heardFrom(
    bytes: readonly number[],
    { fields = "", byteByByte = false, late = false, until = 1 } = {},
  ): Promise<Heard> {
    const answer = (socket: Socket, { head }: { readonly head: string }) => {
      const key = /sec-websocket-key: (\S+)/i.exec(head)?.[1] ?? "";
      const text = `${SWITCHING}${fields}Sec-WebSocket-Accept: ${acceptOf(key)}\r\n\r\n`;
      const all = Buffer.concat([Buffer.from(text), Uint8Array.from(bytes)]);
      if (byteByByte) dribble(socket, all);
      else socket.write(all);
    };
    const server = await openServer({ onRequest: answer });
    try {
      return await listenAt(server.port, { late, until });
    } finally {
      await server.close();
    }
  }

  const A = 0x41;
  const senseless: readonly (readonly [what: string, bytes: readonly number[]])[] = [
    ["a masked message", [0x81, 0x81, 1, 2, 3, 4, 0x40]],
    ["a masked message without a byte", [0x81, 0x80, 1, 2, 3, 4]],
    ["a masked ping", [0x89, 0x80, 1, 2, 3, 4]],
    ["an opcode that nobody has defined", [0x83, 0x01, A]],
    ["a control frame that nobody has defined", [0x8b, 0x00]],
    ["a message within a message", [0x01, 0x01, A, 0x81, 0x01, A]],
    ["the rest of no message", [0x80, 0x01, A]],
    ["a ping in pieces", [0x09, 0x00]],
    ["a ping that is too long", [0x89, 0x7e, 0, 126]],
    ["a frame of more than any server's answer", [0x82, 0x7f, 0, 0, 1, 0, 0, 0, 0, 0, A]],
  ];
  for (const [what, bytes] of senseless) {
    it(`calls ${what} network-protocol, also where it is read late`, async () => {
      for (const late of [false, true]) {
        const { code, status, messages } = await heardFrom(bytes, { late });
        assert.equal(code, "network-protocol");
        assert.equal(status, undefined);
        assert.deepEqual(messages, []);
      }
    });
  }

  it("refuses what nobody asked for: an extension, a protocol", async () => {
    for (const fields of [
      "Sec-WebSocket-Extensions: permessage-deflate\r\n",
      "Sec-WebSocket-Protocol: chat\r\n",
    ]) {
      assert.equal((await heardFrom([0x81, 1, A], { fields })).code, "network-protocol");
    }
  });

  it("refuses a head without end", async () => {
    const fields = `X: ${"y".repeat(20_000)}\r\n`;
    assert.equal((await heardFrom([], { fields })).code, "network-protocol");
  });

  it("refuses a switch without the answer to its key", async () => {
    const server = await openServer({ onRequest: (socket) => socket.write(`${SWITCHING}\r\n`) });
    const { code, status } = await listenAt(server.port);
    await server.close();
    assert.equal(code, "network-protocol");
    assert.equal(status, undefined);
  });

  const TALK = [0x01, 1, A, 0x89, 1, 0x70, 0x80, 2, 0x42, 0x43, 0x81, 0x7e, 0, 3, 0x44, 0x45, 0x46];
  for (const byteByByte of [false, true]) {
    for (const late of [false, true]) {
      it(`hears messages around a ping, ${byteByByte ? "byte by byte" : "at once"}, read ${late ? "late" : "soon"}`, async () => {
        const { code, messages } = await heardFrom(TALK, { byteByByte, late, until: 2 });
        assert.equal(code, undefined);
        assert.deepEqual(messages, ["ABC", "DEF"]);
      });
    }
  }

  it("tells that the connection was closed", async () => {
    assert.equal((await listenAt(await closedPort())).code, "network-reset");
  });

  it("says network-reset wherever in its head or its frames the connection is cut", async () => {
    let cut = 0;
    const talk = (key: string) =>
      Buffer.concat([
        Buffer.from(`${SWITCHING}Sec-WebSocket-Accept: ${acceptOf(key)}\r\n\r\n`),
        Uint8Array.from(TALK),
      ]);
    const server = await openServer({
      onRequest: (socket, { head }) => {
        const bytes = talk(/sec-websocket-key: (\S+)/i.exec(head)?.[1] ?? "");
        socket.end(bytes.subarray(0, cut));
      },
    });
    const talkBytes = talk("any").length;
    for (cut = 0; cut < talkBytes; cut++) {
      const { code, messages } = await listenAt(server.port, { until: 2 });
      assert.equal(code, "network-reset", `cut at ${cut} of ${talkBytes}`);
      assert.deepEqual(messages, cut >= talkBytes - 7 ? ["ABC"] : [], `cut at ${cut}`);
    }
    await server.close();
  });

  describe("asked with bad options", () => {
    const bad: readonly (readonly [string, object])[] = [
      ["a path with a line end", { path: "/\r\nx: y" }],
      ["a protocol with a blank", { protocol: "a b" }],
      ["headers that are no Map", { headers: { a: "b" } }],
      ["a header with a line end", { headers: new Map([["a", "b\r\nc: d"]]) }],
      ["an onClose that is no function", { onClose: 1 }],
    ];
    for (const [what, options] of bad) {
      it(`throws a TypeError at ${what}, which names no value`, () => {
        assert.throws(
          () => new client.io({ ...client, host: "server.test", port: 1, ...options }),
          (error: Error) => error instanceof TypeError && !error.message.includes("c: d"),
        );
      });
    }
  });
});

function dribble(socket: Socket, bytes: Uint8Array): void {
  let at = 0;
  const timer = setInterval(() => {
    if (at < bytes.length) socket.write(Uint8Array.of(bytes[at++] as number));
    else clearInterval(timer);
  }, 1);
}
