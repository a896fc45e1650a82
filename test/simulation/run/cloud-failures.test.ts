import assert from "node:assert/strict";
import { noCloud } from "../../../tools/run/cloud.js";
import {
  ASK_ALWAYS,
  ASK_TIMEOUT_MS,
  type Asking,
  askScripted,
  failedWith,
  httpAnswer,
  makeTrust,
  SILENT_WALL_MS,
  type Trust,
} from "../../helpers/asked-cloud.js";
import type { Script } from "../../helpers/hostile-server.js";
import { runOnce } from "../../helpers/run-session.js";

const CHAT = { provider: "openai-chat", transport: "https" };

const REPLIES: readonly (readonly [what: string, reply: Buffer, code: string])[] = [
  ["what is no HTTP", Buffer.from("SSH-2.0-garbage\r\n"), "network-protocol"],
  ["what is no JSON", httpAnswer("200 OK", "<html>no</html>"), "cloud-malformed"],
];

describe("a wake whose cloud fails", () => {
  let trust: Trust;

  before(async () => {
    trust = await makeTrust();
  });

  const wakeWith = (onRequest: NonNullable<Script["onRequest"]>, asking?: Asking) =>
    askScripted(trust, CHAT, onRequest, asking);

  for (const [what, reply, code] of REPLIES) {
    it(`ends in a report and in sleep when it answers ${what}`, async () => {
      const row = await wakeWith((socket) => void socket.write(reply));
      failedWith(row, code);
      assert.ok((row.report?.sleepMs ?? 0) > 0);
    });
  }

  it("ends when it answers nothing, after the firmware's own time-out", async () => {
    const row = await wakeWith(() => {}, { holdWallMsMax: SILENT_WALL_MS });
    failedWith(row, "cloud-timeout");
    const { durationMs } = row;
    assert.ok(durationMs >= ASK_TIMEOUT_MS && durationMs < 2 * ASK_TIMEOUT_MS, `${durationMs} ms`);
  });

  it("ends when it hangs up", async () => {
    failedWith(await wakeWith((socket) => void socket.destroy()), "network-reset");
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
