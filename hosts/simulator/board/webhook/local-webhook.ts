import { createHmac, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { makeAuthority } from "../cloud/test-authority.js";

/** What the firmware is told: a name that only the virtual board knows. RFC 6761 keeps `.test`. */
export const LOCAL_WEBHOOK_HOST = "webhook.nightjar.test";
export const LOCAL_WEBHOOK_PATH = "/events";
const PORT = 443;
const BODY_BYTES_MAX = 16_384;
const SIGNATURE = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;

/** What reached the receiver. */
export interface WebhookTotals {
  /** Events with an id that was not seen before. */
  readonly received: number;
  /** The same again: at-least-once delivery after a cut. */
  readonly repeated: number;
  /** Requests that nobody with the secret has signed, or that are no events. */
  readonly refused: number;
}

export interface LocalWebhook {
  readonly host: typeof LOCAL_WEBHOOK_HOST;
  readonly port: number;
  readonly path: typeof LOCAL_WEBHOOK_PATH;
  readonly route: { readonly address: string; readonly port: number };
  /** DER of the receiver's authority. */
  readonly caDer: Uint8Array;
  /** Every event once, in the order in which they came. */
  readonly events: readonly Readonly<Record<string, unknown>>[];
  totals(): WebhookTotals;
  close(): Promise<void>;
}

/** A receiver of events on loopback, as an IoT platform would write one. */
export async function openLocalWebhook(secret: string): Promise<LocalWebhook> {
  const authority = await makeAuthority("Nightjar webhook authority");
  const { key, cert } = await authority.issue({ names: [LOCAL_WEBHOOK_HOST, "127.0.0.1"] });
  const receiver = new Receiver(secret);
  const server = createServer({ key, cert, keepAliveTimeout: 120_000 }, (request, reply) => {
    void receiver.take(request, reply);
  });
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    host: LOCAL_WEBHOOK_HOST,
    port: PORT,
    path: LOCAL_WEBHOOK_PATH,
    route: { address: "127.0.0.1", port: (server.address() as AddressInfo).port },
    caDer: authority.caDer,
    events: receiver.events,
    totals: () => ({ ...receiver.totals }),
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

class Receiver {
  readonly events: Readonly<Record<string, unknown>>[] = [];
  readonly totals = { received: 0, repeated: 0, refused: 0 };
  readonly #secret: string;
  readonly #ids = new Set<string>();

  constructor(secret: string) {
    this.#secret = secret;
  }

  async take(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    let body: string | undefined;
    try {
      body = await readBody(request);
    } catch {
      // The client has gone: there is nobody to answer.
      request.destroy();
      return;
    }
    // A date would make two runs of one seed differ.
    reply.sendDate = false;
    reply.writeHead(this.#statusFor(request, body), { "content-length": 0 });
    reply.end();
  }

  #statusFor({ method, url, headers }: IncomingMessage, body: string | undefined): number {
    if (url !== LOCAL_WEBHOOK_PATH) return 404;
    if (method !== "POST") return 405;
    if (body === undefined) return this.#refuse(413);
    if (!this.#isSigned(headers["x-nightjar-signature"], body)) return this.#refuse(401);
    const event = parse(body);
    const { id, schema } = event ?? {};
    if (event === undefined || schema !== "nightjar.event/1" || typeof id !== "string") {
      return this.#refuse(422);
    }
    if (headers["idempotency-key"] !== id) return this.#refuse(422);
    if (this.#ids.has(id)) {
      this.totals.repeated += 1;
      return 200;
    }
    this.#ids.add(id);
    this.totals.received += 1;
    this.events.push(event);
    return 200;
  }

  #refuse(status: number): number {
    this.totals.refused += 1;
    return status;
  }

  /** The virtual board's clock is not ours, so that a signature's age says nothing here. */
  #isSigned(header: string | string[] | undefined, body: string): boolean {
    const [, seconds, sum = ""] = SIGNATURE.exec(typeof header === "string" ? header : "") ?? [];
    if (seconds === undefined) return false;
    const own = createHmac("sha256", this.#secret).update(`${seconds}.${body}`).digest();
    return timingSafeEqual(own, Buffer.from(sum, "hex"));
  }
}

/** Undefined where it is too large; throws where it is cut. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let byteLength = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    byteLength += chunk.byteLength;
    if (byteLength <= BODY_BYTES_MAX) chunks.push(chunk);
  }
  return byteLength <= BODY_BYTES_MAX ? Buffer.concat(chunks).toString("utf8") : undefined;
}

function parse(body: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
