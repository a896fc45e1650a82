import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { openScratchFolder, type ScratchFolder } from "../helpers/scratch-folder.js";
import { openTLSServers, type TLSServers } from "../helpers/tls-servers.js";
import { buildDriver, SANITIZED } from "./native-driver.js";

/** Where Mbed TLS 4.0 is installed, as on the board; Debian's 2.28 else, which has no TLS 1.3. */
const PREFIX = process.env.MBEDTLS4_PREFIX;
const HAS_TLS_1_3 = PREFIX !== undefined;
const BIG_BYTES = 20_000;

/** In the order of `enum tls_status`; the driver's own ends last. */
const ENDS: Readonly<Record<number, string>> = {
  1: "closed",
  2: "untrusted",
  3: "wrong-host",
  4: "expired",
  5: "clock-unset",
  6: "failed",
  7: "bad-authority",
  64: "cut-off",
};

interface Talk {
  readonly server: string;
  readonly path?: string;
  readonly host?: string;
  readonly authorities?: readonly string[];
  readonly tls13Only?: boolean;
  readonly pieceBytes?: number;
  /** The one root of the host's bundle. */
  readonly root?: string;
  readonly clockS?: number;
}

function buildTLSDriver(): string {
  const library = HAS_TLS_1_3 ? "tls_mbedtls4" : "tls_mbedtls2";
  const sources = ["tls_anchor", "tls_session", "tls_verdict", library];
  const libraries = ["-lmbedtls", "-lmbedx509", HAS_TLS_1_3 ? "-ltfpsacrypto" : "-lmbedcrypto"];
  return buildDriver({
    name: "tls",
    sources: ["test/native/tls_driver.c", ...sources.map((name) => `native/tls/${name}.c`)],
    flags: [...SANITIZED, ...(HAS_TLS_1_3 ? [`-I${PREFIX}/include`] : [])],
    libraries: [...(HAS_TLS_1_3 ? [`-L${PREFIX}/lib`] : []), ...libraries],
  });
}

describe(`native/tls over Mbed TLS ${HAS_TLS_1_3 ? "4.0" : "2.28"}`, () => {
  let program: string;
  let servers: TLSServers;
  let folder: ScratchFolder;

  before(async () => {
    program = buildTLSDriver();
    folder = openScratchFolder();
    servers = await openTLSServers("127.0.0.1", (request, reply) => {
      reply.end(request.url === "/big" ? "x".repeat(BIG_BYTES) : "hello");
    });
    for (const name of ["authority", "otherAuthority"] as const) {
      writeFileSync(folder.path(name), Buffer.from(servers.catalogue[name], "hex"));
    }
    writeFileSync(folder.path("nonsense"), "no certificate");
  });

  after(async () => {
    await servers.close();
    folder.remove();
  });

  /** Joins the driver to a server; what it ends with, and the plaintext that it was given. */
  async function talk({
    server,
    path = "/hello",
    host = servers.catalogue.host,
    authorities = ["authority"],
    tls13Only = false,
    pieceBytes = 4_096,
    root,
    clockS,
  }: Talk): Promise<{ end: string | undefined; text: string }> {
    const files = authorities.map((name) => folder.path(name));
    const args = [host, tls13Only ? "1" : "0", String(pieceBytes), path, ...files];
    const env = {
      ...(root === undefined ? {} : { TLS_DRIVER_ROOT: folder.path(root) }),
      ...(clockS === undefined ? {} : { TLS_DRIVER_CLOCK_S: String(clockS) }),
    };
    const driver = spawn(program, args, { env });
    const socket = connect(servers.catalogue.ports[server] as number, "127.0.0.1");
    for (const stream of [socket, driver.stdin, driver.stdout]) stream.on("error", () => {});
    socket.pipe(driver.stdin);
    driver.stdout.pipe(socket);
    let text = "";
    driver.stderr.on("data", (bytes: Buffer) => {
      text += bytes.toString("latin1");
    });
    const [code] = (await once(driver, "close")) as [number | null];
    socket.destroy();
    return { end: ENDS[code ?? -1] ?? `exit code ${code}: ${text}`, text };
  }

  async function refused(question: Talk, end: string): Promise<void> {
    const before = servers.requests[question.server];
    assert.equal((await talk(question)).end, end);
    assert.equal(servers.requests[question.server], before, "nothing was asked");
  }

  const refusals: readonly (readonly [server: string, end: string])[] = [
    ["forged-leaf", "untrusted"],
    ["forged-intermediate", "untrusted"],
    ["forged-intermediate-first", "untrusted"],
    ["leaf-as-authority", "untrusted"],
    ["self-signed", "untrusted"],
    ["wrong-purpose", "untrusted"],
    ["wrong-host", "wrong-host"],
    ["expired", "expired"],
    ["not-yet-valid", "expired"],
    ["expired-intermediate", "expired"],
    ["tls-1.1", "failed"],
    ["spoiled-key-exchange", "failed"],
    ["cut-handshake", "cut-off"],
  ];
  for (const [server, end] of refusals) {
    it(`refuses the server "${server}" as ${end}`, () => refused({ server }, end));
  }

  it("refuses a server of another authority's", () =>
    refused({ server: "direct", authorities: ["otherAuthority"] }, "untrusted"));

  it("refuses everybody where it was given no authority and the host has none", () =>
    refused({ server: "direct", authorities: [] }, "untrusted"));

  it("refuses what is no certificate as authority", () =>
    refused({ server: "direct", authorities: ["authority", "nonsense"] }, "bad-authority"));

  it("refuses TLS 1.2 where 1.3 is asked for", () =>
    refused({ server: "tls-1.2", tls13Only: true }, "failed"));

  it("refuses a host name that is too long or missing", async () => {
    await refused({ server: "direct", host: "x".repeat(254) }, "failed");
    await refused({ server: "direct", host: "" }, "failed");
  });

  it("refuses everybody while the clock was never set", () =>
    refused({ server: "direct", clockS: 1_735_689_599 }, "clock-unset"));

  it("goes by the clock in what is valid", async () => {
    await refused({ server: "direct", clockS: Date.now() / 1000 + 30 * 86_400 }, "expired");
  });

  describe("with the roots of a host", () => {
    const bundled = { authorities: [], root: "authority" };

    for (const server of ["direct", "tls-1.2", "cross-signed"]) {
      it(`talks to the server "${server}"`, async () => {
        assert.match((await talk({ server, ...bundled })).text, /hello$/);
      });
    }

    for (const [server, end] of refusals) {
      it(`refuses the server "${server}" as ${end}`, () => refused({ server, ...bundled }, end));
    }

    it("refuses whom another root has signed", () =>
      refused({ server: "tls-1.2", authorities: [], root: "otherAuthority" }, "untrusted"));
  });

  it("fails at a spoilt record of TLS 1.2", async () => {
    assert.equal((await talk({ server: "spoiled-reply-1.2" })).end, "failed");
  });

  it("sees that a reply was cut off: there is no goodbye", async () => {
    assert.equal((await talk({ server: "cut-reply" })).end, "cut-off");
  });

  const good = HAS_TLS_1_3 ? ["tls-1.2", "tls-1.3", "direct"] : ["tls-1.2", "direct"];
  for (const server of good) {
    for (const pieceBytes of [1, 7, 1_000, 4_096]) {
      it(`talks to "${server}" in pieces of ${pieceBytes} bytes`, async () => {
        const { end, text } = await talk({ server, path: "/big", pieceBytes });
        assert.equal(end, "closed");
        assert.ok(text.endsWith(`\r\n\r\n${"x".repeat(BIG_BYTES)}`), text.slice(0, 300));
      });
    }
  }

  it("takes one of several authorities", async () => {
    const authorities = ["otherAuthority", "authority"];
    assert.match((await talk({ server: "tls-1.2", authorities })).text, /hello$/);
  });

  if (HAS_TLS_1_3) {
    it("talks TLS 1.3 where nothing less will do", async () => {
      assert.match((await talk({ server: "tls-1.3", tls13Only: true })).text, /hello$/);
    });

    it("fails at a spoilt record of TLS 1.3", async () => {
      assert.equal((await talk({ server: "spoiled-reply-1.3" })).end, "failed");
    });
  }
});
