import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { makeAuthority } from "../../../hosts/simulator/board/cloud/test-authority.js";
import type { NetworkFaults } from "../../../hosts/simulator/board/network/network-faults.js";
import { buildHost, firmwareOf } from "../../../tools/build-host.js";
import { findPartition, openBoard } from "../../../tools/firmware/boards.js";
import { ROOT } from "../../../tools/project-paths.js";
import { type Cloud, localCloud } from "../../../tools/run/cloud.js";
import { ALWAYS_ASK } from "../../../tools/run/cut-points.js";
import { outageFaults } from "../../../tools/run/outage.js";
import { TwoPlaces } from "../../../tools/run/two-places.js";
import { localWebhook } from "../../../tools/run/webhook.js";
import { httpAnswer, makeTrust } from "../../helpers/asked-cloud.js";
import { openServer, type ReceivedRequest } from "../../helpers/hostile-server.js";
import { cloudAt, openSession, runWakes } from "../../helpers/run-session.js";

const SEED = 7;
const WAKES = 5;
const STORE = findPartition(openBoard(ROOT, "esp32-cam"), "nvs");

interface Left {
  /** All that the board told anybody but the two servers. */
  readonly told: string;
  readonly events: string;
  readonly flash: Buffer;
  readonly secrets: readonly string[];
}

/** A run with a cloud, a webhook and a full outbox: everything it leaves behind. */
async function leftBy(
  cloud: Cloud,
  networkFaults?: (nowMs: () => number) => NetworkFaults,
): Promise<Left> {
  const webhook = await localWebhook();
  const host = await buildHost(() => {});
  let chipPath = "";
  const session = await openSession({
    firmware: (path) => {
      chipPath = path;
      return firmwareOf(host)(path);
    },
    cloud,
    webhook,
    source: new TwoPlaces(),
    seed: SEED,
    settings: { ...ALWAYS_ASK, webhook: { everyDecision: true } },
    ...(networkFaults && { networkFaults }),
  });
  try {
    const rows = await runWakes(session, WAKES);
    assert.ok(rows.every(({ how }) => how === "slept"));
    return {
      told: JSON.stringify(rows.map(({ jpeg, ...row }) => row)),
      events: JSON.stringify(webhook.events),
      flash: readFileSync(chipPath),
      secrets: [cloud.key as string, webhook.secret],
    };
  } finally {
    await session.close();
  }
}

/** As it is, and as any three bytes' base64 would have it. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [secret, ...[0, 1, 2].map((skip) => base64Within(bytes.subarray(skip)))];
}

function base64Within(bytes: Buffer): string {
  return bytes.subarray(0, bytes.length - (bytes.length % 3)).toString("base64");
}

function isIn(bytes: Buffer, secret: string): boolean {
  return formsOf(secret).some((form) => bytes.includes(form));
}

function keepsItsSecrets({ told, events, flash, secrets }: Left): void {
  const from = STORE.offset;
  const to = from + STORE.byteLength;
  for (const secret of secrets) {
    assert.ok(isIn(flash.subarray(from, to), secret), "the store itself has it");
    const elsewhere = [flash.subarray(0, from), flash.subarray(to)];
    assert.ok(!elsewhere.some((part) => isIn(part, secret)), "flash beyond its store");
    assert.ok(!isIn(Buffer.from(told), secret), "what the board told");
    assert.ok(!isIn(Buffer.from(events), secret), "events");
  }
}

/** A server that says back whatever it was sent, wherever HTTP allows words. */
async function echoing(): Promise<Cloud & { readonly requests: readonly ReceivedRequest[] }> {
  const { identity, ca } = await makeTrust();
  const server = await openServer({
    identity,
    onRequest: (socket, { head }) => {
      const [, key = ""] = /authorization: (\S+ \S+)/i.exec(head) ?? [];
      const fields = `location: https://${key}.test/\r\nretry-after: ${key}\r\n`;
      const error = { error: { message: `no such key: ${key}`, type: key, code: key } };
      socket.write(httpAnswer(`429 ${key}`, JSON.stringify(error), fields));
    },
  });
  const key = "sk-echoed-0123456789abcdef";
  const cloud = { ...cloudAt(server.port, ca), key };
  return { ...cloud, requests: server.requests, close: () => server.close() };
}

describe("a board's secrets", function () {
  this.timeout(60_000);

  for (const transport of ["https", "sse", "websocket"]) {
    it(`stay in their store where it asks over ${transport} and is answered`, async () => {
      const left = await leftBy(await localCloud(SEED, { transport }));
      assert.ok(left.told.includes('"sent-answered"'));
      assert.ok(left.events.includes('"decision"'));
      keepsItsSecrets(left);
    });
  }

  it("stay there where nobody can be reached, and all waits in flash", async () => {
    const always = { fromMs: 0, toMs: Number.POSITIVE_INFINITY };
    const left = await leftBy(await localCloud(SEED), (nowMs) => outageFaults(always, nowMs));
    assert.ok(left.told.includes('"network-unreachable"'));
    assert.equal(left.events, "[]");
    keepsItsSecrets(left);
  });

  it("stay there where the certificate is another's", async () => {
    const { caDer } = await makeAuthority();
    const left = await leftBy({ ...(await localCloud(SEED)), ca: caDer });
    assert.ok(left.told.includes('"tls-untrusted"'));
    keepsItsSecrets(left);
  });

  it("stay there where the server turns the key away, and says it back in every place", async () => {
    const cloud = await echoing();
    const left = await leftBy(cloud);
    assert.ok(cloud.requests[0]?.head.includes(cloud.key as string), "the server was told");
    assert.ok(left.told.includes('"cloud-rate-limited"'));
    keepsItsSecrets(left);
  });
});
