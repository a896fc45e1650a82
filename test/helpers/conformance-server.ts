import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface ConformanceServer {
  readonly port: number;
  close(): Promise<void>;
}

const BIG_BYTES = 20_000;

/** The server that test/conformance/network talks to, over plain HTTP on loopback. */
export async function openConformanceServer(): Promise<ConformanceServer> {
  const server = createServer((request, reply) => {
    reply.sendDate = false;
    if (request.method === "POST" && request.url === "/echo") request.pipe(reply);
    else if (request.url === "/big") reply.end("x".repeat(BIG_BYTES));
    else if (request.url === "/hello") reply.setHeader("X-Kind", "Greeting").end("hello");
    else reply.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
