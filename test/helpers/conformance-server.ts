import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { openTLSServers } from "./tls-servers.js";
import { serveWebSockets } from "./web-socket-server.js";

export interface ConformanceServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface ConformanceServerOptions {
  /** Where to listen. */
  readonly address?: string;
  /** 0 takes any that is free. */
  readonly port?: number;
}

const BIG_BYTES = 20_000;

/**
 * The servers that test/conformance/network talks to: plain HTTP, and behind `GET /tls` (whom to
 * find where) and `GET /tls/requests` (who was asked how often) one TLS server per case.
 */
export async function openConformanceServer({
  address = "127.0.0.1",
  port = 0,
}: ConformanceServerOptions = {}): Promise<ConformanceServer> {
  const tls = await openTLSServers(address, answer);
  const server = createServer((request, reply) => {
    if (request.url === "/tls") answerJSON(reply, tls.catalogue);
    else if (request.url === "/tls/requests") answerJSON(reply, tls.requests);
    else answer(request, reply);
  });
  const closeWebSockets = serveWebSockets(server);
  server.listen(port, address);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      closeWebSockets();
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
      await tls.close();
    },
  };
}

function answer(request: IncomingMessage, reply: ServerResponse): void {
  reply.sendDate = false;
  if (request.method === "POST" && request.url === "/echo") request.pipe(reply);
  else if (request.url === "/big") reply.end("x".repeat(BIG_BYTES));
  else if (request.url?.startsWith("/as-given")) reply.end(request.url);
  else if (request.url === "/hello") reply.setHeader("X-Kind", "Greeting").end("hello");
  else reply.writeHead(404).end();
}

function answerJSON(reply: ServerResponse, value: unknown): void {
  reply.sendDate = false;
  reply.end(JSON.stringify(value));
}
