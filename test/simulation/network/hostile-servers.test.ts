import assert from "node:assert/strict";
import type { Socket } from "node:net";
import {
  type Authority,
  expiredValidity,
  futureValidity,
  makeAuthority,
  makeSelfSigned,
  type ServerIdentity,
} from "../../../hosts/simulator/board/cloud/test-authority.js";
import type { RequestRecord } from "../../../hosts/simulator/board/network/radio.js";
import {
  closedPort,
  openServer,
  type Script,
  type ScriptedServer,
} from "../../helpers/hostile-server.js";
import {
  ask,
  openRig,
  post,
  RIG_HOST,
  type Rig,
  secureOptions,
  type Transcript,
} from "../../helpers/network-rig.js";

const SILENT_WALL_MS = 60;

interface Meeting {
  readonly transcript: Transcript;
  readonly record: RequestRecord | undefined;
  readonly server: ScriptedServer;
  readonly rig: Rig;
  readonly onError: string | undefined;
}

describe("hostile servers", () => {
  let authority: Authority;
  let good: ServerIdentity;
  const closers: (() => unknown)[] = [];

  before(async () => {
    authority = await makeAuthority();
    good = await authority.issue({ names: [RIG_HOST] });
  });

  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });

  async function meet(script: Script, holdWallMsMax?: number, untilMs?: number): Promise<Meeting> {
    const server = await openServer({ identity: good, ...script });
    const bound = holdWallMsMax === undefined ? {} : { holdWallMsMax };
    const rig = openRig({ port: server.port, certificateStore: [authority.caDer], ...bound });
    closers.push(
      () => rig.close(),
      () => server.close(),
    );
    let onError: string | undefined;
    const client = rig.client({
      ...secureOptions(),
      onError: (error) => {
        onError = (error as { code?: string }).code;
      },
    });
    const { transcript } = ask(client, post("secret picture"), "secret picture");
    await rig.run(untilMs);
    return { transcript, record: rig.records[0], server, rig, onError };
  }

  describe("with a certificate that must not be believed", () => {
    async function refused(identity: ServerIdentity, code: string): Promise<void> {
      const { transcript, server, record, onError } = await meet({ identity });
      assert.equal(transcript.error?.code, code);
      assert.equal(onError, code);
      assert.equal(server.bytesReceived, 0, "nothing of the request may reach it");
      assert.equal(record?.bytesSent, 0);
    }

    it("refuses one of another authority", async () => {
      const other = await makeAuthority("Somebody else");
      await refused(await other.issue({ names: [RIG_HOST] }), "tls-untrusted");
    });

    it("refuses a self-signed one", async () => {
      await refused(await makeSelfSigned({ names: [RIG_HOST] }), "tls-untrusted");
    });

    it("refuses one for another host", async () => {
      await refused(await authority.issue({ names: ["other.test"] }), "tls-wrong-host");
    });

    it("refuses one that has expired", async () => {
      const validity = expiredValidity();
      await refused(await authority.issue({ names: [RIG_HOST], validity }), "tls-expired");
    });

    it("refuses one that is not valid yet", async () => {
      const validity = futureValidity();
      await refused(await authority.issue({ names: [RIG_HOST], validity }), "tls-expired");
    });

    it("refuses a good one where the firmware trusts another authority alone", async () => {
      const other = await makeAuthority("Somebody else");
      const server = await openServer({ identity: good });
      const rig = openRig({ port: server.port, certificateStore: [authority.caDer] });
      closers.push(
        () => rig.close(),
        () => server.close(),
      );
      const { transcript } = ask(rig.client(secureOptions(other.caDer)));
      await rig.run();
      assert.equal(transcript.error?.code, "tls-untrusted");
    });

    it("refuses the run's own where only the machine's store is asked", async () => {
      const server = await openServer({ identity: good });
      const rig = openRig({ port: server.port });
      closers.push(
        () => rig.close(),
        () => server.close(),
      );
      const { transcript } = ask(rig.client(secureOptions()));
      await rig.run();
      assert.equal(transcript.error?.code, "tls-untrusted");
    });

    it("is not talked out of it by the environment", async () => {
      const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      const { emitWarning } = process;
      process.emitWarning = () => {};
      process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
      try {
        await refused(await makeSelfSigned({ names: [RIG_HOST] }), "tls-untrusted");
      } finally {
        process.emitWarning = emitWarning;
        if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
        else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
      }
    });
  });

  it("calls a plain server that is asked for TLS a TLS failure", async () => {
    const server = await openServer({
      onConnection: (socket) => socket.end("HTTP/1.1 400 no\r\n"),
    });
    const rig = openRig({ port: server.port, certificateStore: [authority.caDer] });
    closers.push(
      () => rig.close(),
      () => server.close(),
    );
    const { transcript } = ask(rig.client(secureOptions()));
    await rig.run();
    assert.equal(transcript.error?.code, "tls-failed");
  });

  it("tells of a port that nobody listens on", async () => {
    const rig = openRig({ port: await closedPort() });
    closers.push(() => rig.close());
    const { transcript } = ask(rig.client());
    await rig.run();
    assert.equal(transcript.error?.code, "network-refused");
  });

  for (const [status, text] of [
    [401, "Unauthorized"],
    [429, "Too Many Requests"],
    [500, "Internal Server Error"],
  ] as const) {
    it(`hands over a ${status} like any other reply`, async () => {
      const { transcript } = await meet({
        onRequest: (socket) =>
          socket.write(
            `HTTP/1.1 ${status} ${text}\r\nRetry-After: 7\r\ncontent-length: 2\r\n\r\n{}`,
          ),
      });
      assert.equal(transcript.status, status);
      assert.equal(transcript.statusText, text);
      assert.equal(transcript.headers.get("retry-after"), "7");
      assert.equal(transcript.body, "{}");
      assert.equal(transcript.error, null);
    });
  }

  it("does not follow a redirect", async () => {
    const { transcript, server } = await meet({
      onRequest: (socket) =>
        socket.write(
          `HTTP/1.1 302 Found\r\nlocation: https://${RIG_HOST}/else\r\ncontent-length: 0\r\n\r\n`,
        ),
    });
    assert.equal(transcript.status, 302);
    assert.equal(transcript.error, null);
    assert.equal(server.requests.length, 1);
  });

  it("puts a chunked reply together", async () => {
    const { transcript } = await meet({
      onRequest: (socket) =>
        socket.write(
          "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n",
        ),
    });
    assert.equal(transcript.body, "abcdefg");
    assert.equal(transcript.error, null);
  });

  it("joins a header that comes twice and puts names in lower case", async () => {
    const { transcript } = await meet({
      onRequest: (socket) =>
        socket.write("HTTP/1.1 200 OK\r\nX-One: a\r\nx-ONE: b\r\ncontent-length: 0\r\n\r\n"),
    });
    assert.equal(transcript.headers.get("x-one"), "a, b");
  });

  const broken: readonly (readonly [string, string, (socket: Socket) => void])[] = [
    ["garbage instead of HTTP", "network-protocol", (socket) => socket.end("\0\x01\x02 hello\r\n")],
    ["a bad chunk length", "network-protocol", (socket) => socket.end(`${CHUNKED}zz\r\nabc\r\n`)],
    ["a header flood", "network-protocol", (socket) => socket.end(headerFlood())],
    ["an endless first line", "network-protocol", (socket) => socket.end("H".repeat(65_536))],
    ["a farewell without a word", "network-reset", (socket) => socket.end()],
    ["a reset", "network-reset", (socket) => resetOf(socket)],
    [
      "headers and then a reset",
      "network-reset",
      (socket) => {
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc", () => resetOf(socket));
      },
    ],
  ];
  for (const [name, code, act] of broken) {
    it(`reports ${name} as ${code}`, async () => {
      const { transcript, onError } = await meet({ onRequest: act });
      assert.equal(transcript.error?.code, code);
      assert.equal(onError, code);
      assert.equal(transcript.calls.filter((call) => call === "done").length, 1);
    });
  }

  it("hands over what came of a body that is shorter than promised, then fails", async () => {
    const { transcript } = await meet({
      onRequest: (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc"),
    });
    assert.equal(transcript.status, 200);
    assert.equal(transcript.body, "abc");
    assert.equal(transcript.error?.code, "network-reset");
  });

  it("hands over what came of a chunked body that is cut, then fails", async () => {
    const { transcript } = await meet({
      onRequest: (socket) => socket.end(`${CHUNKED}3\r\nabc\r\n`),
    });
    assert.equal(transcript.body, "abc");
    assert.equal(transcript.error?.code, "network-reset");
  });

  it("stops reading a body after 1 MiB and fails", async () => {
    const { transcript, record } = await meet({
      onRequest: (socket) => {
        socket.write("HTTP/1.1 200 OK\r\ncontent-length: 3000000\r\n\r\n");
        socket.write("x".repeat(3_000_000));
      },
    });
    assert.equal(transcript.body.length, 1024 * 1024);
    assert.equal(transcript.error?.code, "network-protocol");
    assert.equal(record?.bytesReceived, 1024 * 1024);
  });

  it("takes a body without length as over when the connection is", async () => {
    const { transcript, onError } = await meet({
      onRequest: (socket) => socket.end("HTTP/1.1 200 OK\r\n\r\nall of it"),
    });
    assert.equal(transcript.body, "all of it");
    assert.equal(transcript.error, null);
    assert.equal(onError, "network-reset", "the remote connection has closed");
  });

  it("lets virtual time go on where a server says nothing, and gives up in the end", async () => {
    const { transcript, rig } = await meet({}, SILENT_WALL_MS);
    assert.equal(transcript.error?.code, "network-timeout");
    assert.ok(rig.scheduler.nowMs() >= 60_000, `${rig.scheduler.nowMs()} ms`);
  });

  it("keeps quiet towards the firmware while a server says nothing", async () => {
    const { transcript, rig } = await meet({}, SILENT_WALL_MS, 30_000);
    assert.equal(transcript.error, undefined);
    assert.equal(rig.scheduler.nowMs(), 30_000);
  });

  it("drops the late bytes of a reply that trickles", async () => {
    const { transcript } = await meet(
      {
        onRequest: (socket) => {
          socket.write("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n");
          const drip = setInterval(() => socket.write("x"), 5);
          socket.once("close", () => clearInterval(drip));
        },
      },
      SILENT_WALL_MS,
    );
    assert.equal(transcript.status, undefined);
    assert.equal(transcript.body, "");
    assert.equal(transcript.error?.code, "network-timeout");
  });

  it("bounds a TLS handshake that never ends", async () => {
    const server = await openServer({});
    const rig = openRig({ port: server.port, holdWallMsMax: SILENT_WALL_MS });
    closers.push(
      () => rig.close(),
      () => server.close(),
    );
    const { transcript } = ask(rig.client(secureOptions()));
    await rig.run();
    assert.equal(transcript.error?.code, "network-timeout");
  });
});

const CHUNKED = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";

function headerFlood(): string {
  const headers = Array.from({ length: 2_000 }, (_, index) => `x-${index}: y\r\n`);
  return `HTTP/1.1 200 OK\r\n${headers.join("")}\r\n`;
}

/** RST, not FIN. Under TLS the plain socket below has to be found. */
function resetOf(socket: Socket): void {
  const below = (socket as unknown as { readonly _parent?: Socket })._parent ?? socket;
  below.resetAndDestroy();
}
