import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { request } from "node:https";
import {
  LOCAL_WEBHOOK_HOST,
  type LocalWebhook,
  openLocalWebhook,
} from "../../../hosts/simulator/board/webhook/local-webhook.js";

const SECRET = "a secret of the test";
const EVENT = { schema: "nightjar.event/1", id: "0badcafe-1", kind: "decision" };

const signed = (body: string, secret = SECRET): string => {
  const sum = createHmac("sha256", secret).update(`1800000000.${body}`).digest("hex");
  return `t=1800000000,v1=${sum}`;
};

describe("the local webhook", () => {
  let webhook: LocalWebhook;

  beforeEach(async () => {
    webhook = await openLocalWebhook(SECRET);
  });

  afterEach(() => webhook.close());

  async function post(
    body: string,
    headers: Readonly<Record<string, string>> = {},
    { method = "POST", path = webhook.path as string } = {},
  ): Promise<number | undefined> {
    const { id = "" } = body.startsWith("{") ? JSON.parse(body) : {};
    const sending = request({
      host: webhook.route.address,
      port: webhook.route.port,
      servername: LOCAL_WEBHOOK_HOST,
      rejectUnauthorized: false,
      method,
      path,
      headers: { "x-nightjar-signature": signed(body), "idempotency-key": id, ...headers },
    });
    sending.end(body);
    const [reply] = await once(sending, "response");
    reply.resume();
    return reply.statusCode;
  }

  it("refuses what nobody with its secret has signed", async () => {
    const body = JSON.stringify(EVENT);
    for (const signature of ["", "t=1,v1=00", signed(body, "another"), signed(`${body} `)]) {
      assert.equal(await post(body, { "x-nightjar-signature": signature }), 401);
    }
    assert.deepEqual(webhook.totals(), { received: 0, repeated: 0, refused: 4 });
  });

  it("refuses what is no event, and one whose key is not its id", async () => {
    assert.equal(await post("no JSON"), 422);
    assert.equal(await post(JSON.stringify({ ...EVENT, schema: "another" })), 422);
    assert.equal(await post(JSON.stringify(EVENT), { "idempotency-key": "another" }), 422);
    assert.equal(await post(JSON.stringify({ ...EVENT, more: "x".repeat(20_000) })), 413);
    assert.equal(webhook.events.length, 0);
  });

  it("is found at its path, by a POST", async () => {
    assert.equal(await post(JSON.stringify(EVENT), {}, { path: "/" }), 404);
    assert.equal(await post(JSON.stringify(EVENT), {}, { method: "PUT" }), 405);
  });

  it("takes an event once, and answers well when it comes again", async () => {
    const body = JSON.stringify(EVENT);
    assert.equal(await post(body), 200);
    assert.equal(await post(body), 200);
    assert.deepEqual(webhook.totals(), { received: 1, repeated: 1, refused: 0 });
    assert.deepEqual(webhook.events, [EVENT]);
  });
});
