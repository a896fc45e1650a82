import type { HTTPClient, HTTPClientEntry } from "../host/network.js";
import { connectionCodeOf } from "./connection-code.js";
import { type LineOptions, Post, type PostEnd, type PostHost, type PostRequest } from "./post.js";

export interface LineHost extends PostHost {
  readonly network: { readonly https: { readonly client: HTTPClientEntry } };
}

/**
 * Requests to one server over TLS, one after the other, on one connection as long as it holds. Never
 * throws: what a host throws has lost the connection, and its words may hold the key.
 */
export class HttpsLine {
  readonly #host: LineHost;
  readonly #options: LineOptions;
  #client: HTTPClient | undefined;
  #post: Post | undefined;

  constructor(host: LineHost, options: LineOptions) {
    this.#host = host;
    this.#options = options;
  }

  /** One at a time. Waits no longer than its `timeoutMs`. */
  post(request: PostRequest): Promise<PostEnd> {
    return new Promise((resolve) => {
      const post = new Post(this.#host, request, (end, isReusable) => {
        this.#post = undefined;
        if (!isReusable) this.close();
        resolve(end);
      });
      this.#post = post;
      post.guard(() => {
        this.#client ??= this.#open();
        post.send(this.#client);
      });
    });
  }

  close(): void {
    try {
      this.#client?.close();
    } catch {
      // A connection that will not close ends with the wake.
    }
    this.#client = undefined;
  }

  #open(): HTTPClient {
    const { client } = this.#host.network.https;
    const { host, port, ca } = this.#options;
    const tls = { host, minimumVersion: "TLSv1.2" as const, ...(ca === undefined ? {} : { ca }) };
    return new client.io({
      ...client,
      host,
      port,
      socket: { ...client.socket, tls },
      onError: (error) => {
        if (this.#post === undefined) this.close();
        else this.#post.fail(connectionCodeOf(error));
      },
    });
  }
}
