import { HttpsLine, type LineHost } from "../cloud/https-line.js";
import type { PostCode } from "../cloud/post.js";
import { RequestBody } from "../cloud/request-body.js";
import type { Checksum } from "../host/checksum.js";
import type { Codec } from "../host/codec.js";
import { SIGNATURE_HEADER, signatureOf } from "./signature.js";

export interface DeliveryHost extends LineHost {
  readonly checksum: Checksum;
  readonly codec: Codec;
}

export interface DeliveryOptions {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly secret: string;
  /** DER. Where it is missing the host's own certificate store decides. */
  readonly ca?: ArrayBuffer | undefined;
}

/**
 * - `taken`: the receiver has it (2xx), or had it already (409).
 * - `unwanted`: it will never take this event (400, 413, 422), whoever asks again.
 * - `later`: neither; `code` says why, `afterMs` what the receiver asked for.
 */
export type Delivered =
  | { readonly outcome: "taken" | "unwanted" }
  | { readonly outcome: "later"; readonly code: DeliveryCode; readonly afterMs?: number };

/** As with the cloud, whose words for a server's ways these are. */
export type DeliveryCode = PostCode;

/** What the receiver says beside its status is of no use to a device; more ends the connection. */
const REPLY_BYTES_MAX = 4_096;
const TAKEN_STATUS = 409;
const UNWANTED_STATUS: readonly number[] = [400, 413, 422];

/** Signed events to a server of one's own, one after the other on one connection. */
export class Delivery {
  readonly #host: DeliveryHost;
  readonly #options: DeliveryOptions;
  readonly #line: HttpsLine;

  constructor(host: DeliveryHost, options: DeliveryOptions) {
    this.#host = host;
    this.#options = options;
    this.#line = new HttpsLine(host, options);
  }

  async send(id: string, body: string, timeoutMs: number): Promise<Delivered> {
    const { path, secret } = this.#options;
    const signature = signatureOf(this.#host, secret, body, this.#host.clock.wallMs());
    const { codec } = this.#host;
    let receivedBytes = 0;
    const { code, status, hint } = await this.#line.post({
      path,
      headers: [
        ["idempotency-key", id],
        [SIGNATURE_HEADER, signature],
      ],
      body: new RequestBody({ texts: [body], pictures: [], codec }),
      timeoutMs,
      take: ({ byteLength }) => {
        receivedBytes += byteLength;
        return receivedBytes > REPLY_BYTES_MAX ? "enough" : undefined;
      },
    });
    if (code === undefined || status === TAKEN_STATUS) return { outcome: "taken" };
    if (status !== undefined && UNWANTED_STATUS.includes(status)) return { outcome: "unwanted" };
    const afterMs = hint?.afterMs;
    return { outcome: "later", code, ...(afterMs === undefined ? {} : { afterMs }) };
  }

  close(): void {
    this.#line.close();
  }
}
