import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { CloudTotals, Response } from "./cloud-response.js";
import { Endpoint, type EndpointOptions } from "./endpoint.js";
import { CHAT_PATH } from "./openai-chat.js";
import { openRealtime } from "./openai-realtime.js";
import { makeAuthority } from "./test-authority.js";

/** What the firmware is told: a name that only the virtual board knows. RFC 6761 keeps `.test`. */
export const LOCAL_CLOUD_HOST = "cloud.nightjar.test";
export const LOCAL_CLOUD_PORT = 443;
export const LOCAL_CLOUD_PATH = CHAT_PATH;

export interface LocalCloud {
  readonly host: typeof LOCAL_CLOUD_HOST;
  readonly port: typeof LOCAL_CLOUD_PORT;
  readonly path: typeof LOCAL_CLOUD_PATH;
  /** Where it really listens, for the network part's routes. */
  readonly route: { readonly address: string; readonly port: number };
  /** DER of the run's authority, for the board's certificate store. */
  readonly caDer: Uint8Array;
  totals(): CloudTotals;
  close(): Promise<void>;
}

const REQUEST_BYTES_MAX = 1024 * 1024;
/** How much of an over-long body is read away, so that its sender lives to see the answer. */
const DRAIN_BYTES_MAX = 8 * 1024 * 1024;
/** Connections wait for the virtual board, however long the real run takes between two requests. */
const IDLE_WALL_MS_MAX = 120_000;

/** A server on loopback that speaks as four services do, with a certificate of its own authority. */
export async function openLocalCloud(options: EndpointOptions): Promise<LocalCloud> {
  const authority = await makeAuthority();
  const names = [LOCAL_CLOUD_HOST, "localhost", "127.0.0.1"];
  const { key, cert } = await authority.issue({ names });
  const endpoint = new Endpoint(options);
  const server = createServer(
    { key, cert, keepAliveTimeout: IDLE_WALL_MS_MAX },
    (request, reply) => {
      void serve(endpoint, request, reply);
    },
  );
  server.on("tlsClientError", () => {});
  const realtime = openRealtime(endpoint);
  server.on("upgrade", (request, socket, head) => realtime.upgrade(request, socket, head));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    host: LOCAL_CLOUD_HOST,
    port: LOCAL_CLOUD_PORT,
    path: LOCAL_CLOUD_PATH,
    route: { address: "127.0.0.1", port: (server.address() as AddressInfo).port },
    caDer: authority.caDer,
    totals: () => endpoint.totals,
    close: () => {
      realtime.close();
      return closeServer(server);
    },
  };
}

async function serve(
  endpoint: Endpoint,
  request: IncomingMessage,
  reply: ServerResponse,
): Promise<void> {
  let body: Uint8Array | undefined;
  try {
    body = await readBody(request);
  } catch {
    // The client has gone, or never stops: there is nobody to answer.
    request.destroy();
    return;
  }
  const response = endpoint.refuse(request) ?? endpoint.answer(request.url ?? "", body);
  endpoint.count(response.counts);
  send(reply, response);
}

/** Undefined where it is too large; throws where it is endless or cut. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let byteLength = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    byteLength += chunk.byteLength;
    if (byteLength > DRAIN_BYTES_MAX) throw new RangeError("an endless body");
    if (byteLength <= REQUEST_BYTES_MAX) chunks.push(chunk);
  }
  return byteLength <= REQUEST_BYTES_MAX ? Buffer.concat(chunks) : undefined;
}

function send(reply: ServerResponse, { status, body, headers = {} }: Response): void {
  const isStream = typeof body === "string";
  const text = isStream ? body : JSON.stringify(body);
  // A date would make two runs of one seed differ.
  reply.sendDate = false;
  reply.writeHead(status, {
    ...headers,
    "content-type": isStream ? "text/event-stream" : "application/json",
    "content-length": Buffer.byteLength(text),
  });
  reply.end(text);
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
