import assert from "node:assert/strict";
import {
  type Authority,
  makeAuthority,
  type ServerIdentity,
} from "../../../hosts/simulator/board/cloud/test-authority.js";
import { noCloud } from "../../../tools/run/cloud.js";
import type { WakeRow } from "../../../tools/run/wake-row.js";
import { openServer, type Script } from "../../helpers/hostile-server.js";
import { cloudAt, runOnce } from "../../helpers/run-session.js";

const HOST = "cloud.nightjar.test";
/** After this long a server that says nothing counts as silent; the handshake must fit into it. */
const SILENT_WALL_MS = 1_000;
/** Every picture is uncertain enough to be asked about, at once. */
const ASK_ALWAYS = {
  policy: { confidenceThreshold: 0.999, looksAgainMax: 0 },
  escalation: { intervalMs: 0 },
};

const answer = (status: string, headers = "", body = "") =>
  `HTTP/1.1 ${status}\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

function chat(content: string): string {
  const message = { role: "assistant", content, refusal: null };
  return JSON.stringify({
    id: "1",
    object: "chat.completion",
    choices: [{ index: 0, message, finish_reason: "stop" }],
  });
}

const VERDICT = JSON.stringify({ person: true, confidence: 0.9, count: 1, summary: "someone" });

const REPLIES: readonly (readonly [what: string, reply: string, code: string])[] = [
  ["401", answer("401 Unauthorized"), "cloud-unauthorized"],
  ["429 with retry-after", answer("429 Too Many", "retry-after: 7\r\n"), "cloud-rate-limited"],
  ["500", answer("500 Oops"), "cloud-server-error"],
  ["a redirect", answer("302 Found", "location: https://elsewhere.test/\r\n"), "cloud-redirected"],
  ["what is no HTTP", "SSH-2.0-garbage\r\n", "network-protocol"],
  ["what is no JSON", answer("200 OK", "", "<html>no</html>"), "cloud-malformed"],
  ["a verdict of another shape", answer("200 OK", "", chat('{"person":"yes"}')), "cloud-malformed"],
  ["an over-long body", answer("200 OK", "", "x".repeat(100_000)), "cloud-reply-too-large"],
];

describe("a wake whose cloud fails", () => {
  let authority: Authority;
  let good: ServerIdentity;

  before(async () => {
    authority = await makeAuthority();
    good = await authority.issue({ names: [HOST] });
  });

  async function wakeWith(
    script: Script,
    ca = authority.caDer,
    holdWallMsMax?: number,
  ): Promise<WakeRow> {
    const server = await openServer({ identity: good, ...script });
    try {
      const cloud = cloudAt(server.port, ca, { timeoutMs: 5000 }, holdWallMsMax);
      const { rows } = await runOnce({ cloud, settings: ASK_ALWAYS }, 1);
      return rows[0] as WakeRow;
    } finally {
      await server.close();
    }
  }

  function failedWith(row: WakeRow, code: string): void {
    assert.equal(row.how, "slept", row.said);
    assert.equal(row.report?.escalation.outcome, "sent-failed", JSON.stringify(row.report));
    assert.equal(row.report?.escalation.code, code);
    assert.equal(row.report?.verdict, undefined);
    assert.ok((row.report?.sleepMs ?? 0) > 0);
  }

  for (const [what, reply, code] of REPLIES) {
    it(`ends in a report and in sleep when it answers ${what}`, async () => {
      failedWith(await wakeWith({ onRequest: (socket) => void socket.write(reply) }), code);
    });
  }

  it("ends when it answers nothing, after the firmware's own time-out", async () => {
    const row = await wakeWith({ onRequest: () => {} }, authority.caDer, SILENT_WALL_MS);
    failedWith(row, "cloud-timeout");
    assert.ok(row.durationMs >= 5000 && row.durationMs < 20_000, `${row.durationMs} ms`);
  });

  it("ends when it hangs up", async () => {
    failedWith(await wakeWith({ onRequest: (socket) => void socket.destroy() }), "network-reset");
  });

  it("sends nothing to a server with another authority's certificate", async () => {
    const other = await makeAuthority();
    const row = await wakeWith({}, other.caDer);
    failedWith(row, "tls-untrusted");
    assert.equal(row.bytesSent, 0);
  });

  it("sends nothing to a server with another name", async () => {
    const identity = await authority.issue({ names: ["other.nightjar.test"] });
    const row = await wakeWith({ identity });
    failedWith(row, "tls-wrong-host");
    assert.equal(row.bytesSent, 0);
  });

  it("takes the verdict of one that answers", async () => {
    const reply = answer("200 OK", "", chat(VERDICT));
    const row = await wakeWith({ onRequest: (socket) => void socket.write(reply) });
    assert.equal(row.report?.escalation.outcome, "sent-answered", row.report?.escalation.code);
    assert.deepEqual(row.report?.verdict, JSON.parse(VERDICT));
    assert.equal(row.report?.decision, "person");
    assert.ok(row.bytesSent > 1000);
  });

  it("opens no socket while the cloud is off, however unsure the chip is", async () => {
    const { rows, socketsOpened, bytesSent } = await runOnce(
      { cloud: noCloud(), settings: ASK_ALWAYS },
      3,
    );
    assert.equal(rows[0]?.report?.escalation.outcome, "off");
    assert.equal(socketsOpened, 0);
    assert.equal(bytesSent, 0);
  });
});
