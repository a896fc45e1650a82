import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { seededRandom } from "../../../hosts/simulator/board/random.js";
import type { ProviderName } from "../../../modules/cloud/provider.js";
import {
  ASK_TIMEOUT_MS,
  type Asking,
  answered,
  askScripted,
  failedWith,
  httpAnswer,
  makeTrust,
  REFUSALS,
  RETRY_FIELDS,
  SILENT_WALL_MS,
  type Trust,
  VERDICT,
} from "../../helpers/asked-cloud.js";
import { eventStream, type Meaning, WORDS } from "../../helpers/cloud-words.js";
import type { Script } from "../../helpers/hostile-server.js";

const CUTS = 6;
const SEED = Number(process.env.CUT_SEED ?? 1);

const PROVIDERS = Object.keys(WORDS) as ProviderName[];
const TRANSPORTS = ["https", "sse"] as const;
type Transport = (typeof TRANSPORTS)[number];

function said(provider: ProviderName, transport: Transport, meaning: Meaning): Buffer {
  const words = WORDS[provider];
  return transport === "sse"
    ? httpAnswer("200 OK", eventStream(words.events(meaning)), "", "text/event-stream")
    : httpAnswer("200 OK", JSON.stringify(words.whole(meaning)));
}

const VERDICT_TEXT: Meaning = { kind: "text", text: JSON.stringify(VERDICT) };
const BAD: readonly (readonly [what: string, meaning: Meaning, code: string])[] = [
  ["half an answer", { kind: "truncated" }, "cloud-truncated"],
  ["a verdict of another shape", { kind: "text", text: '{"person":"yes"}' }, "cloud-malformed"],
  ["no verdict", { kind: "text", text: "I see a door." }, "cloud-malformed"],
];

for (const provider of PROVIDERS) {
  for (const transport of TRANSPORTS) {
    describe(`${provider} over ${transport}, by a real connection`, function () {
      this.timeout(60_000);
      let trust: Trust;

      before(async () => {
        trust = await makeTrust();
      });

      const wakeWith = (onRequest: NonNullable<Script["onRequest"]>, asking?: Asking) =>
        askScripted(trust, { provider, transport }, onRequest, asking);

      const say = (bytes: Buffer) => (socket: Socket) => void socket.write(bytes);

      it("takes a refusal for what it is", async () => {
        const row = await wakeWith(say(said(provider, transport, { kind: "refused" })));
        // Gemini has no word for it: it blocks.
        failedWith(row, provider === "gemini" ? "cloud-filtered" : "cloud-refused");
      });

      for (const [what, meaning, code] of BAD) {
        it(`takes ${what} for ${code}`, async () => {
          failedWith(await wakeWith(say(said(provider, transport, meaning))), code);
        });
      }

      for (const [status, code] of REFUSALS) {
        it(`takes ${status} for ${code}, and goes nowhere else`, async () => {
          const reply = httpAnswer(status, "{}", "location: https://elsewhere.test/\r\n");
          failedWith(await wakeWith(say(reply)), code);
        });
      }

      it("refuses an answer that does not end", async () => {
        const type = transport === "sse" ? "text/event-stream" : "application/json";
        const flood = httpAnswer("200 OK", "x".repeat(200_000), "", type);
        failedWith(await wakeWith(say(flood)), "cloud-reply-too-large");
      });

      it("waits for one that trickles no longer than its time", async () => {
        const bytes = said(provider, transport, VERDICT_TEXT);
        const trickle = (socket: Socket) => void socket.write(bytes.subarray(0, bytes.length >> 1));
        const row = await wakeWith(trickle, { holdWallMsMax: SILENT_WALL_MS });
        failedWith(row, "cloud-timeout");
        assert.ok(row.durationMs < ASK_TIMEOUT_MS + 13_000, `${row.durationMs} ms`);
      });

      for (const [header, value] of RETRY_FIELDS) {
        it(`asks again after 429 with ${header}, and takes the answer`, async () => {
          let requests = 0;
          const row = await wakeWith(
            (socket) => {
              requests += 1;
              const refused = httpAnswer("429 Too Many Requests", "{}", `${header}: ${value}\r\n`);
              socket.write(requests === 1 ? refused : said(provider, transport, VERDICT_TEXT));
            },
            { attemptsMax: 2 },
          );
          answered(row, 2);
        });
      }

      it("asks again after 500, and takes the answer", async () => {
        let requests = 0;
        const row = await wakeWith(
          (socket) => {
            requests += 1;
            const failed = httpAnswer("500 Internal Server Error", "{}");
            socket.write(requests === 1 ? failed : said(provider, transport, VERDICT_TEXT));
          },
          { attemptsMax: 2 },
        );
        answered(row, 2);
      });

      it(`is cut anywhere (CUT_SEED=${SEED} replays), and ends in a report all the same`, async () => {
        const bytes = said(provider, transport, VERDICT_TEXT);
        const noise = seededRandom(SEED);
        for (let cut = 0; cut < CUTS; cut++) {
          const at = Math.floor(noise() * (bytes.length - 1));
          const { how, report } = await wakeWith((socket) => {
            socket.write(bytes.subarray(0, at), () => socket.destroy());
          });
          const { outcome, code } = report?.escalation ?? {};
          assert.equal(how, "slept", `cut at ${at}`);
          // A stream may have said all that counts before it was cut.
          const isWhole = transport === "sse" && outcome === "sent-answered";
          const isLost = ["network-reset", "network-protocol"].includes(code ?? "");
          assert.ok(isWhole || isLost, `cut at ${at} of ${bytes.length}: ${outcome} ${code}`);
          if (isWhole) assert.deepEqual(report?.verdict, VERDICT);
        }
      });

      it("takes the verdict of one that answers", async () => {
        answered(await wakeWith(say(said(provider, transport, VERDICT_TEXT))), 1);
      });
    });
  }
}
