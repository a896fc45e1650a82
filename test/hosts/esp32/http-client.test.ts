import assert from "node:assert/strict";
import type { Socket } from "node:net";
import type { HTTPClientEntry, NetworkError } from "../../../modules/host/network.js";
import httpClient from "../../conformance/network/http-client.js";
import { openConformanceServer } from "../../helpers/conformance-server.js";
import { closedPort, openServer, type ScriptedServer } from "../../helpers/hostile-server.js";
import { NodeTCP } from "../../helpers/node-tcp.js";
import { runCases } from "../../helpers/run-cases.js";
import { hasSDK, importSDKHTTPClient } from "../../helpers/sdk-clients.js";

type ClientModule = typeof import("../../../hosts/esp32/firmware/http-client.js");

/** Resolves at once, later. */
class Resolver {
  resolve({
    host,
    onResolved,
    onError,
  }: {
    host: string;
    onResolved: (host: string, address: string) => void;
    onError: (error: unknown) => void;
  }): void {
    setImmediate(() => {
      if (host === "nobody.test")
        onError(Object.assign(new Error(), { code: "network-name-not-found" }));
      else onResolved(host, "127.0.0.1");
    });
  }

  close(): void {}
}

describe(`the SDK's HTTP client, wrapped${hasSDK ? "" : ": skipped, MODDABLE names no SDK"}`, () => {
  let client: HTTPClientEntry;
  let module: ClientModule;

  before(async function () {
    if (!hasSDK) this.skip();
    Object.assign(globalThis, { Native: () => class {} });
    module = await import("../../../hosts/esp32/firmware/http-client.js");
    const HTTP = { io: await importSDKHTTPClient() };
    client = {
      io: module.HTTPClient,
      HTTP,
      socket: { io: NodeTCP },
      dns: { io: Resolver },
    } as unknown as HTTPClientEntry;
  });

  it("passes the conformance suite", async () => {
    const server = await openConformanceServer();
    const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
    try {
      const world = { client, host: "conformance.test", port: server.port };
      await runCases(httpClient, world, { turn, casesMin: 15 });
    } finally {
      await server.close();
    }
  });

  /** The code of one request to a server that answers with `bytes`, and what was read before it. */
  async function ask(
    reply: (socket: Socket) => void,
  ): Promise<{ code: string | undefined; text: string; clientCode: string | undefined }> {
    const server = await openServer({ onRequest: reply });
    try {
      return await askAt(server.port);
    } finally {
      await server.close();
    }
  }

  function askAt(port: number, host = "server.test") {
    return new Promise<{
      code: string | undefined;
      text: string;
      clientCode: string | undefined;
    }>((resolve) => {
      let text = "";
      let code: string | undefined;
      const http = new client.io({
        ...client,
        host,
        port,
        onError(error) {
          resolve({ code, text, clientCode: (error as NetworkError).code });
        },
      });
      http.request({
        onReadable(count) {
          text += Buffer.from(this.read(count) as ArrayBuffer).toString("latin1");
        },
        onDone(error) {
          code = error?.code;
          if (error) return;
          http.close();
          resolve({ code: "none", text, clientCode: undefined });
        },
      });
    });
  }

  it("tells the resolver's code, to the request and to the client", async () => {
    const { code, clientCode } = await askAt(1, "nobody.test");
    assert.equal(code, "network-name-not-found");
    assert.equal(clientCode, "network-name-not-found");
  });

  it("tells that the connection was closed", async () => {
    assert.equal((await askAt(await closedPort())).code, "network-reset");
  });

  const HEAD = "HTTP/1.1 200 OK\r\n";
  const CHUNKED = `${HEAD}transfer-encoding: chunked\r\n\r\n`;
  const senseless: readonly (readonly [string, string])[] = [
    ["no status line", "nonsense\r\n\r\n"],
    ["a status that is no number", "HTTP/1.1 abc OK\r\n\r\n"],
    ["a length that is no number", `${HEAD}content-length: many\r\n\r\nhello`],
    ["a length below nothing", `${HEAD}content-length: -5\r\n\r\nhello`],
    ["a chunk's length below nothing", `${CHUNKED}-5\r\nhello\r\n`],
    ["a head without end", `${HEAD}x: ${"y".repeat(20_000)}`],
  ];
  for (const [what, bytes] of senseless) {
    it(`calls ${what} network-protocol, and throws nowhere`, async () => {
      const { code, clientCode } = await ask((socket) => socket.write(bytes));
      assert.equal(code, "network-protocol");
      assert.equal(clientCode, "network-protocol");
    });
  }

  it("takes a trailer for the end of the reply", async () => {
    const { code, text } = await ask((socket) =>
      socket.write(`${CHUNKED}5\r\nhello\r\n0\r\nx-sum: a b c\r\n\r\n`),
    );
    assert.equal(code, "none");
    assert.equal(text, "hello");
  });

  it("takes a trailer that comes byte by byte, and chunks that do", async () => {
    const { code, text } = await ask((socket) => {
      let at = 0;
      const bytes = `${CHUNKED}2\r\nhe\r\n3\r\nllo\r\n0\r\nx: y\r\n\r\n`;
      const timer = setInterval(() => {
        if (at < bytes.length) socket.write(bytes[at++] as string);
        else clearInterval(timer);
      }, 1);
    });
    assert.equal(code, "none");
    assert.equal(text, "hello");
  });

  it("fails where a reply is cut off", async () => {
    const { code, text } = await ask((socket) =>
      socket.end(`${HEAD}content-length: 10\r\n\r\nhello`),
    );
    assert.equal(code, "network-reset");
    assert.equal(text, "hello");
  });

  it("reads a reply that begins before the request has ended once it has", async () => {
    const server: ScriptedServer = await openServer({
      onConnection: (socket) => socket.write(`${HEAD}content-length: 5\r\n\r\nhello`),
    });
    const text = await new Promise<string>((resolve, reject) => {
      let got = "";
      const http = new client.io({ ...client, host: "server.test", port: server.port });
      http.request({
        method: "POST",
        headers: new Map([["content-length", "10000"]]),
        onWritable(count) {
          this.write(new Uint8Array(count));
        },
        onReadable(count) {
          got += Buffer.from(this.read(count) as ArrayBuffer).toString("latin1");
        },
        onDone: (error) => (error ? reject(error) : resolve(got)),
      });
    });
    await server.close();
    assert.equal(text, "hello");
    assert.equal(server.requests[0]?.body.length, 10_000);
  });

  describe("asked with bad options", () => {
    const bad: readonly (readonly [string, object])[] = [
      ["a method with a blank", { method: "GET IT" }],
      ["a path with a line end", { path: "/\r\nx: y" }],
      ["headers that are no Map", { headers: { a: "b" } }],
      ["a header with a line end", { headers: new Map([["a", "b\r\nc: d"]]) }],
      ["a header name with a blank", { headers: new Map([["a b", "c"]]) }],
      ["an onDone that is no function", { onDone: 1 }],
    ];
    for (const [what, options] of bad) {
      it(`throws a TypeError at ${what}, which names no value`, () => {
        const http = new client.io({ ...client, host: "server.test", port: 1 });
        assert.throws(
          () => http.request(options),
          (error: Error) => error instanceof TypeError && !error.message.includes("c: d"),
        );
        http.close();
      });
    }
  });
});
