import assert from "node:assert/strict";
import type { Socket } from "node:net";
import HTTPClient from "../../../hosts/simulator/firmware/http-client.js";
import type {
  HTTPClientOptions,
  HTTPRequest,
  HTTPRequestOptions,
} from "../../../modules/host/network.js";
import { openServer, type ScriptedServer } from "../../helpers/hostile-server.js";
import { ask, openRig, plainOptions, post, type Rig } from "../../helpers/network-rig.js";

const HELLO = "HTTP/1.1 200 OK\r\nX-Kind: Greeting\r\ncontent-length: 5\r\n\r\nhello";

describe("the HTTP client", () => {
  let server: ScriptedServer;
  let rig: Rig;
  let reply: (socket: Socket) => void;

  beforeEach(async () => {
    reply = (socket) => socket.write(HELLO);
    server = await openServer({ onRequest: (socket) => reply(socket) });
    rig = openRig({ port: server.port });
  });

  afterEach(async () => {
    rig.close();
    await server.close();
  });

  describe("constructed with bad options", () => {
    const bad: readonly (readonly [string, unknown, typeof Error])[] = [
      ["none", undefined, TypeError],
      ["no host", { ...plainOptions(), host: undefined }, TypeError],
      ["an empty host", { ...plainOptions(), host: "" }, TypeError],
      ["no socket", { ...plainOptions(), socket: undefined }, TypeError],
      ["no dns", { ...plainOptions(), dns: undefined }, TypeError],
      ["a port that is text", { ...plainOptions(), port: "80" }, TypeError],
      ["a port beyond all ports", { ...plainOptions(), port: 65_536 }, RangeError],
      ["an onError that is no function", { ...plainOptions(), onError: 1 }, TypeError],
      ["TLS without a host", { ...plainOptions(), socket: { tls: {} } }, TypeError],
      ["TLS before 1.2", withTLS({ minimumVersion: "TLSv1.1" }), RangeError],
      ["a client certificate", withTLS({ clientKey: new ArrayBuffer(1) }), Error],
      ["an authority that is text", withTLS({ ca: "PEM" }), TypeError],
      ["an authority that is no certificate", withTLS({ ca: new ArrayBuffer(3) }), TypeError],
      ["an authority of wide numbers", withTLS({ ca: new Uint16Array(2) }), TypeError],
    ];
    for (const [name, options, kind] of bad) {
      it(`throws at ${name} and keeps nothing`, () => {
        assert.throws(() => new HTTPClient(options as HTTPClientOptions), kind);
        assert.equal(rig.link.listenerCount(), 0);
      });
    }

    it("refuses the secure entry without its tls options, rather than talk plainly", async () => {
      const { network } = await import("../../../hosts/simulator/firmware/network.js");
      const options = { ...network.https.client, host: "cloud.nightjar.test" };
      assert.throws(() => new HTTPClient(options), TypeError);
    });
  });

  it("takes frozen options, ignores strangers among them and keeps target", () => {
    const options = Object.freeze({ ...plainOptions(), colour: "red", target: 7 });
    const client = new HTTPClient(options);
    assert.equal(client.target, 7);
  });

  describe("asked with bad options", () => {
    const bad: readonly (readonly [string, object])[] = [
      ["a method with a blank", { method: "GET IT" }],
      ["CONNECT", { method: "CONNECT" }],
      ["a path with a line end", { path: "/\r\nx: y" }],
      ["headers that are no Map", { headers: { a: "b" } }],
      ["a header with a line end", { headers: new Map([["a", "b\r\nc: d"]]) }],
      ["a header name with a blank", { headers: new Map([["a b", "c"]]) }],
      ["a length that is no number", { headers: new Map([["content-length", "many"]]) }],
      ["a length below nothing", { headers: new Map([["Content-Length", "-1"]]) }],
      ["an unknown transfer-encoding", { headers: new Map([["transfer-encoding", "gzip"]]) }],
      [
        "a length and chunks",
        {
          headers: new Map([
            ["content-length", "3"],
            ["transfer-encoding", "chunked"],
          ]),
        },
      ],
      ["an onDone that is no function", { onDone: 1 }],
    ];
    for (const [name, options] of bad) {
      it(`throws a TypeError at ${name} and sends nothing`, async () => {
        const client = rig.client();
        assert.throws(() => client.request(options as HTTPRequestOptions), TypeError);
        await rig.run();
        assert.equal(server.connectionCount, 0);
      });
    }

    it("does not repeat a header's value in its complaint: it may be a key", () => {
      const headers = new Map([["authorization", "Bearer sk-secret\n"]]);
      assert.throws(
        () => rig.client().request({ headers }),
        (error: Error) => !error.message.includes("sk-secret"),
      );
    });
  });

  it("opens no socket before the first request", async () => {
    rig.client();
    await rig.run();
    assert.equal(server.connectionCount, 0);
    assert.equal(rig.part.totals().socketsOpened, 0);
  });

  it("sends GET / by default, with the host that was asked for", async () => {
    ask(rig.client());
    await rig.run();
    assert.match(server.requests[0]?.head ?? "", /^GET \/ HTTP\/1\.1\r\n/);
    assert.match(server.requests[0]?.head ?? "", /^host: cloud\.nightjar\.test\r?$/im);
  });

  it("says a POST without body has length 0", async () => {
    ask(rig.client(), { method: "POST" });
    await rig.run();
    assert.match(server.requests[0]?.head ?? "", /\r\ncontent-length: 0$/im);
  });

  it("calls back in order, on the request, with lower-case headers", async () => {
    const seen: string[] = [];
    const receivers = new Set<unknown>();
    const request = rig.client().request({
      onHeaders(status, headers, statusText) {
        receivers.add(this);
        seen.push(`${status} ${statusText} ${headers.get("x-kind")}`);
      },
      onReadable(count) {
        receivers.add(this);
        seen.push(`readable ${count} ${text(this.read())}`);
      },
      onDone(error) {
        receivers.add(this);
        seen.push(`done ${error}`);
      },
    });
    await rig.run();
    assert.deepEqual(seen, ["200 OK Greeting", "readable 5 hello", "done null"]);
    assert.deepEqual([...receivers], [request]);
  });

  it("gives only the headers of the mask", async () => {
    const { transcript } = ask(rig.client(), { headersMask: Object.freeze(["x-kind"]) });
    await rig.run();
    assert.deepEqual([...transcript.headers], [["x-kind", "Greeting"]]);
  });

  it("never calls back from within a method, nor offers to write where there is no body", async () => {
    let inside = false;
    const guard = () => assert.equal(inside, false);
    inside = true;
    const client = rig.client({ onError: guard });
    client.request({
      onHeaders: guard,
      onWritable: () => assert.fail("writable"),
      onReadable(this: HTTPRequest) {
        guard();
        inside = true;
        this.read();
        inside = false;
      },
      onDone: guard,
    });
    inside = false;
    await rig.run();
    inside = true;
    client.close();
  });

  describe("writing", () => {
    it("sends a body of a known length, window by window", async () => {
      const body = "b".repeat(10_000);
      const { transcript } = ask(rig.client(), post(body), body);
      await rig.run();
      assert.equal(server.requests[0]?.body, body);
      assert.deepEqual(transcript.calls.slice(0, 3), [
        "writable 4096",
        "writable 4096",
        "writable 1808",
      ]);
    });

    it("counts the window down over several writes, to nothing at the end", async () => {
      const left: number[] = [];
      rig.client().request({
        ...post("x".repeat(100)),
        onWritable() {
          left.push(this.write(new Uint8Array(60)), this.write(new Uint8Array(40)));
        },
      });
      await rig.run();
      assert.deepEqual(left, [40, 0]);
    });

    it("throws at more than may be written, and writes none of it", async () => {
      const { error, body } = await tryInWritable("abc", (request) => {
        request.write(new Uint8Array(4));
      });
      assert.match(String(error), /4 bytes/);
      assert.equal(body, "abc");
    });

    it("throws at an end that chunks alone have", async () => {
      const { error } = await tryInWritable("abc", (request) => request.write());
      assert.match(String(error), /chunked/);
    });

    it("throws at what is no Byte Buffer", async () => {
      const wide = new Uint16Array(1) as unknown as Uint8Array;
      const { error } = await tryInWritable("abc", (request) => request.write(wide));
      assert.ok(error instanceof TypeError);
    });

    it("throws before the body's turn and after its end", async () => {
      const { request } = ask(rig.client(), post("abc"), "abc");
      assert.throws(() => request.write(new Uint8Array(1)), Error);
      await rig.run();
      assert.throws(() => request.write(new Uint8Array(1)), Error);
    });

    it("sends chunks until a write without arguments", async () => {
      let writes = 0;
      const { transcript } = ask(rig.client());
      await rig.run();
      assert.equal(transcript.error, null);
      rig.client().request({
        method: "POST",
        headers: new Map([["transfer-encoding", "chunked"]]),
        onWritable(count) {
          assert.ok(count <= 4096 - 8);
          writes += 1;
          if (writes === 1) this.write(bytes("abc"));
          else if (writes === 2) {
            this.write(new Uint8Array(0));
            assert.equal(this.write(), 0);
          }
        },
      });
      await rig.run();
      assert.equal(server.requests[1]?.body, "3\r\nabc\r\n0\r\n\r\n");
    });

    it("sends the part of a view that the view shows", async () => {
      const whole = bytes("__abc__");
      rig.client().request({
        ...post("abc"),
        onWritable() {
          this.write(new DataView(whole.buffer as ArrayBuffer, 2, 3));
        },
      });
      await rig.run();
      assert.equal(server.requests[0]?.body, "abc");
    });

    /** Does something wrong in `onWritable`, then writes the body rightly. */
    async function tryInWritable(
      body: string,
      act: (request: HTTPRequest) => unknown,
    ): Promise<{ error: unknown; body: string | undefined }> {
      let thrown: unknown;
      rig.client().request({
        ...post(body),
        onWritable() {
          try {
            act(this);
          } catch (error) {
            thrown = error;
          }
          this.write(bytes(body));
        },
      });
      await rig.run();
      return { error: thrown, body: server.requests[0]?.body };
    }
  });

  describe("reading", () => {
    it("reads as many bytes as asked for, and no more than there are", async () => {
      const got = await readAll((request) => [
        text(request.read(2)),
        text(request.read(0)),
        text(request.read(100)),
        request.read(1),
      ]);
      assert.deepEqual(got, ["he", "", "llo", undefined]);
    });

    it("fills a buffer and says how far", async () => {
      const buffer = new Uint8Array(8);
      const got = await readAll((request) => [
        readInto(request, new DataView(buffer.buffer, 1, 3)),
        readInto(request, buffer.subarray(4)),
        readInto(request, buffer),
      ]);
      assert.deepEqual(got, [3, 2, undefined]);
      assert.equal(Buffer.from(buffer).toString("latin1"), "\0hello\0\0");
    });

    it("throws at lengths that are none", async () => {
      const got = await readAll((request) => [
        kindOfError(() => request.read(-1)),
        kindOfError(() => request.read(Number.NaN)),
        kindOfError(() => request.read("5" as unknown as number)),
        text(request.read()),
      ]);
      assert.deepEqual(got, ["RangeError", "RangeError", "TypeError", "hello"]);
    });

    it("gives undefined before the body and after its end", async () => {
      const { request } = ask(rig.client());
      assert.equal(request.read(), undefined);
      await rig.run();
      assert.equal(request.read(), undefined);
    });

    it("is not done before everything was read, and holds the sender back meanwhile", async () => {
      reply = (socket) => {
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 20000\r\n\r\n");
        socket.write("x".repeat(20_000));
      };
      const counts: number[] = [];
      let done = false;
      const request = rig.client().request({
        onReadable: (count) => counts.push(count),
        onDone: () => {
          done = true;
        },
      });
      await rig.run();
      assert.deepEqual(counts, [1024, 2048, 3072, 4096, 5120]);
      let byteLength = 0;
      for (let part = request.read(); part !== undefined; part = request.read()) {
        byteLength += part.byteLength;
        await rig.run();
        assert.equal(done, byteLength === 20_000);
      }
      assert.equal(byteLength, 20_000);
    });

    async function readAll(act: (request: HTTPRequest) => unknown[]): Promise<unknown[]> {
      let got: unknown[] = [];
      rig.client().request({
        onReadable() {
          got = act(this);
        },
      });
      await rig.run();
      return got;
    }
  });

  it("has one format", async () => {
    const { request } = ask(rig.client());
    const formatted = request as HTTPRequest & { format: string };
    assert.equal(formatted.format, "buffer");
    assert.throws(() => {
      formatted.format = "number";
    }, Error);
  });

  it("sends queued requests one after the other on one connection", async () => {
    const client = rig.client();
    const one = ask(client, { path: "/1" });
    const two = ask(client, { path: "/2" });
    await rig.run();
    const three = ask(client, { path: "/3" });
    await rig.run();
    for (const { transcript } of [one, two, three]) assert.equal(transcript.body, "hello");
    assert.deepEqual(
      server.requests.map(({ head }) => head.split(" ")[1]),
      ["/1", "/2", "/3"],
    );
    assert.equal(server.connectionCount, 1);
  });

  it("takes a further request from within onDone", async () => {
    const client = rig.client();
    let body = "";
    client.request({
      onReadable() {
        this.read();
      },
      onDone() {
        client.request({
          onReadable() {
            body = text(this.read());
          },
        });
      },
    });
    await rig.run();
    assert.equal(body, "hello");
  });

  it("fails what is queued, in order, then itself, when the connection closes", async () => {
    reply = (socket) =>
      socket.end("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    const order: string[] = [];
    const client = rig.client({
      onError(error) {
        order.push(`client ${(error as { code?: string }).code}`);
      },
    });
    for (const name of ["one", "two", "three"]) {
      client.request({ onDone: (error) => order.push(`${name} ${error?.code}`) });
    }
    await rig.run();
    assert.deepEqual(order, [
      "one undefined",
      "two network-reset",
      "three network-reset",
      "client network-reset",
    ]);
    assert.throws(() => client.request({}), Error);
  });

  describe("closed", () => {
    it("calls nothing back any more, whatever was under way", async () => {
      for (const stopAtMs of [0, 1, 500, 2_000, 2_800]) {
        const client = rig.client({ onError: () => assert.fail("onError") });
        const nowMs = rig.scheduler.nowMs();
        const { transcript } = ask(client, post("abc"), "abc");
        await rig.run(nowMs + stopAtMs);
        const callCount = transcript.calls.length;
        client.close();
        await rig.run();
        assert.equal(transcript.calls.length, callCount);
      }
      assert.equal(rig.link.listenerCount(), 0);
    });

    it("throws at every method but close", async () => {
      const client = rig.client();
      const { request } = ask(client);
      client.close();
      client.close();
      assert.throws(() => client.request({}), Error);
      assert.throws(() => request.read(), Error);
      assert.throws(() => request.write(), Error);
    });

    it("from within a callback, ends the callbacks of a failure", async () => {
      reply = (socket) => socket.destroy();
      const client = rig.client({ onError: () => assert.fail("onError") });
      client.request({ onDone: () => client.close() });
      client.request({ onDone: () => assert.fail("onDone of the second") });
      await rig.run();
      assert.equal(rig.link.listenerCount(), 0);
    });

    it("from within onHeaders, brings no body", async () => {
      const client = rig.client();
      client.request({
        onHeaders: () => client.close(),
        onReadable: () => assert.fail("onReadable"),
        onDone: () => assert.fail("onDone"),
      });
      await rig.run();
      assert.equal(rig.records[0]?.code, "cancelled");
    });
  });
});

function withTLS(tls: object): object {
  return { ...plainOptions(), socket: { tls: { host: "cloud.nightjar.test", ...tls } } };
}

function bytes(content: string): Uint8Array {
  return Uint8Array.from(Buffer.from(content, "latin1"));
}

function text(part: ArrayBuffer | undefined): string {
  assert.ok(part !== undefined, "there is something to read");
  return Buffer.from(part).toString("latin1");
}

function readInto(request: HTTPRequest, buffer: Uint8Array | DataView): unknown {
  return (request as unknown as { read(into: unknown): unknown }).read(buffer);
}

function kindOfError(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).name;
  }
  return "none";
}
