import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createHTTPS } from "node:https";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { proxyTo } from "./spoiling-proxy.js";
import { makeTLSCases, type TLSCase } from "./tls-cases.js";

/** What a client is told before it tries the servers; bytes in hexadecimal. */
export interface TLSCatalogue {
  readonly host: string;
  readonly authority: string;
  readonly otherAuthority: string;
  readonly ports: Readonly<Record<string, number>>;
}

export interface TLSServers {
  readonly catalogue: TLSCatalogue;
  /** Requests that came through TLS, by case. */
  readonly requests: Readonly<Record<string, number>>;
  close(): Promise<void>;
}

type Answer = (request: IncomingMessage, reply: ServerResponse) => void;

/** One server per case, each on a port of its own. */
export async function openTLSServers(address: string, answer: Answer): Promise<TLSServers> {
  const { host, authority, otherAuthority, cases } = await makeTLSCases();
  const requests: Record<string, number> = {};
  const ports: Record<string, number> = {};
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  for (const each of cases) {
    requests[each.name] = 0;
    const counted: Answer = (request, reply) => {
      requests[each.name] = (requests[each.name] ?? 0) + 1;
      if (each.cutsReplies) cutReply(reply);
      else answer(request, reply);
    };
    for (const server of await openCase(each, address, counted)) {
      server.on("connection", (socket) => {
        sockets.add(socket);
        socket.once("close", () => sockets.delete(socket));
      });
      servers.push(server);
      ports[each.name] = (server.address() as AddressInfo).port;
    }
  }
  return {
    catalogue: { host, authority: hexOf(authority), otherAuthority: hexOf(otherAuthority), ports },
    requests,
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => closed(server)));
    },
  };
}

/** The server, and behind it the one who stands before it: the last is whom a client meets. */
async function openCase(each: TLSCase, address: string, answer: Answer): Promise<Server[]> {
  const { key, cert, minVersion, maxVersion, spoiler } = each;
  const server = createHTTPS(
    {
      key,
      cert,
      ...(minVersion === undefined ? {} : { minVersion }),
      ...(maxVersion === undefined ? {} : { maxVersion }),
      // OpenSSL 3 speaks versions before 1.2 at its lowest level of security alone.
      ...(maxVersion === "TLSv1.1" ? { ciphers: "DEFAULT@SECLEVEL=0" } : {}),
    },
    answer,
  );
  server.on("tlsClientError", () => {});
  await listening(server, spoiler === undefined ? address : "127.0.0.1");
  if (spoiler === undefined) return [server];
  const proxy = createServer(proxyTo((server.address() as AddressInfo).port, spoiler));
  await listening(proxy, address);
  return [server, proxy];
}

/** Half of what was promised, and no goodbye. */
function cutReply(reply: ServerResponse): void {
  reply.writeHead(200, { "content-length": 2000 });
  reply.write("x".repeat(1000), () => reply.socket?.destroy());
}

async function listening(server: Server, address: string): Promise<void> {
  server.listen(0, address);
  await once(server, "listening");
}

async function closed(server: Server): Promise<void> {
  const end = once(server, "close");
  server.close();
  await end;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
