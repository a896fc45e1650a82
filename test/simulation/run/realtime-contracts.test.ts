import assert from "node:assert/strict";
import type { Duplex } from "node:stream";
import { seededRandom } from "../../../hosts/simulator/board/random.js";
import { VERDICT_TOOL } from "../../../modules/cloud/turn.js";
import type { WakeRow } from "../../../tools/run/wake-row.js";
import {
  ASK_TIMEOUT_MS,
  type Asking,
  answered,
  askOnce,
  failedWith,
  httpAnswer,
  makeTrust,
  REFUSALS,
  RETRY_FIELDS,
  SILENT_WALL_MS,
  type Trust,
  VERDICT,
} from "../../helpers/asked-cloud.js";
import { type Meaning, realtimeEvents } from "../../helpers/cloud-words.js";
import {
  openRealtimeServer,
  type RealtimeScript,
  textFrame,
} from "../../helpers/realtime-server.js";

const WAY = { provider: "openai-responses", transport: "websocket" };
const CUTS = 8;
const SEED = Number(process.env.CUT_SEED ?? 1);
const GOOD: Meaning = { kind: "calls", calls: [{ id: "v", name: VERDICT_TOOL, args: VERDICT }] };
const UNWELL = JSON.stringify({ type: "error", error: { type: "server_error" } });

function said(meaning: Meaning): Buffer {
  return Buffer.concat(realtimeEvents(meaning).map((event) => textFrame(JSON.stringify(event))));
}

const BAD: readonly (readonly [what: string, bytes: Buffer, code: string])[] = [
  ["a refusal", said({ kind: "refused" }), "cloud-refused"],
  ["half an answer", said({ kind: "truncated" }), "cloud-truncated"],
  ["a filter", said({ kind: "filtered" }), "cloud-filtered"],
  ["a verdict of another shape", said(verdictOf({ person: "yes" })), "cloud-malformed"],
  ["no verdict", said({ kind: "text", text: "I see a door." }), "cloud-malformed"],
  ["what is no JSON", textFrame("hello"), "cloud-malformed"],
  ["an error", textFrame(UNWELL), "cloud-server-error"],
  ["bytes that are no text", Buffer.of(0x82, 2, 0xff, 0xfe), "network-protocol"],
  ["a masked frame", Buffer.of(0x81, 0x81, 1, 2, 3, 4, 5), "network-protocol"],
  ["a message that is too long", textFrame("x".repeat(20_000)), "cloud-reply-too-large"],
];

function verdictOf(args: object): Meaning {
  return { kind: "calls", calls: [{ id: "v", name: VERDICT_TOOL, args }] };
}

describe("Realtime over a WebSocket, by a real connection", function () {
  this.timeout(60_000);
  let trust: Trust;

  before(async () => {
    trust = await makeTrust();
  });

  async function wakeWith(
    script: Omit<RealtimeScript, "identity">,
    asking?: Asking,
  ): Promise<WakeRow> {
    const server = await openRealtimeServer({ identity: trust.identity, ...script });
    return askOnce(server, trust.ca, WAY, asking);
  }

  const saying = (bytes: Uint8Array) => ({ says: (socket: Duplex) => void socket.write(bytes) });

  for (const [what, bytes, code] of BAD) {
    it(`takes ${what} for ${code}`, async () => {
      failedWith(await wakeWith(saying(bytes)), code);
    });
  }

  for (const [status, code] of REFUSALS) {
    it(`takes ${status} for ${code}, and goes nowhere else`, async () => {
      const refusal = httpAnswer(status, "{}", "location: https://elsewhere.test/\r\n");
      failedWith(await wakeWith({ refuses: () => refusal }), code);
    });
  }

  it("refuses a stream that does not end", async () => {
    const chatter = textFrame(
      JSON.stringify({ type: "rate_limits.updated", pad: "x".repeat(999) }),
    );
    failedWith(
      await wakeWith(saying(Buffer.concat(Array(200).fill(chatter)))),
      "cloud-reply-too-large",
    );
  });

  it("waits for one that trickles no longer than its time", async () => {
    const bytes = said(GOOD);
    const half = bytes.subarray(0, bytes.length >> 2);
    const row = await wakeWith(saying(half), { holdWallMsMax: SILENT_WALL_MS });
    failedWith(row, "cloud-timeout");
    assert.ok(row.durationMs < ASK_TIMEOUT_MS + 13_000, `${row.durationMs} ms`);
  });

  for (const [header, value] of RETRY_FIELDS) {
    it(`asks again after 429 with ${header}, and takes the answer`, async () => {
      const refusal = httpAnswer("429 Too Many Requests", "{}", `${header}: ${value}\r\n`);
      const refuses = (connection: number) => (connection === 1 ? refusal : undefined);
      answered(await wakeWith({ refuses, ...saying(said(GOOD)) }, { attemptsMax: 2 }), 2);
    });
  }

  it("comes back no sooner than a server that refuses it wants", async () => {
    const refusal = httpAnswer("429 Too Many Requests", "{}", "retry-after: 3600\r\n");
    const { report } = await wakeWith({ refuses: () => refusal }, { attemptsMax: 2 });
    assert.deepEqual(
      [report?.escalation.code, report?.escalation.requests],
      ["cloud-rate-limited", 1],
    );
  });

  it("asks again after 500, and takes the answer", async () => {
    const refusal = httpAnswer("500 Internal Server Error", "{}");
    const refuses = (connection: number) => (connection === 1 ? refusal : undefined);
    answered(await wakeWith({ refuses, ...saying(said(GOOD)) }, { attemptsMax: 2 }), 2);
  });

  it("asks again after an error of the server's, and takes the answer", async () => {
    const says = (socket: Duplex, question: number) =>
      void socket.write(question === 1 ? textFrame(UNWELL) : said(GOOD));
    answered(await wakeWith({ says }, { attemptsMax: 2 }), 2);
  });

  it(`is cut anywhere (CUT_SEED=${SEED} replays), and ends in a report all the same`, async () => {
    const bytes = said(GOOD);
    const noise = seededRandom(SEED);
    for (let cut = 0; cut < CUTS; cut++) {
      const at = Math.floor(noise() * bytes.length);
      const says = (socket: Duplex) =>
        void socket.write(bytes.subarray(0, at), () => socket.destroy());
      const row = await wakeWith({ says });
      // The verdict may have come before the cut did.
      if (row.report?.escalation.outcome === "sent-answered") answered(row, 1);
      else failedWith(row, "network-reset");
    }
  });

  it("takes the verdict of one that answers", async () => {
    answered(await wakeWith(saying(said(GOOD))), 1);
  });
});
