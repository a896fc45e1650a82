import { once } from "node:events";
import { type AddressInfo, createServer as createTCP, type Server, type Socket } from "node:net";
import { createServer as createTLS, TLSSocket } from "node:tls";
import type { ServerIdentity } from "../../hosts/simulator/board/cloud/test-authority.js";

/** What a server does once it has a whole request, or with the bare connection. */
export interface Script {
  readonly identity?: ServerIdentity;
  readonly onRequest?: (socket: Socket, request: ReceivedRequest) => void;
  readonly onConnection?: (socket: Socket) => void;
}

export interface ReceivedRequest {
  readonly head: string;
  readonly body: string;
  /** Plain bytes, head and body. */
  readonly byteLength: number;
}

export interface ScriptedServer {
  readonly port: number;
  readonly requests: readonly ReceivedRequest[];
  /** Plain bytes that any connection ever brought, whole request or not. */
  readonly bytesReceived: number;
  readonly connectionCount: number;
  /** Server names that TLS clients asked for. */
  readonly names: readonly (string | undefined)[];
  close(): Promise<void>;
}

/** A server on loopback that sends exactly the bytes it is told to, right or wrong. */
export async function openServer(script: Script): Promise<ScriptedServer> {
  const requests: ReceivedRequest[] = [];
  const sockets = new Set<Socket>();
  let bytesReceived = 0;
  let connectionCount = 0;
  const names: (string | undefined)[] = [];
  const serve = (socket: Socket) => {
    if (socket instanceof TLSSocket) names.push(socket.servername || undefined);
    let text = "";
    socket.on("data", (bytes: Buffer) => {
      bytesReceived += bytes.byteLength;
      text += bytes.toString("latin1");
      for (let request = wholeRequest(text); request !== undefined; request = wholeRequest(text)) {
        text = text.slice(request.byteLength);
        requests.push(request);
        script.onRequest?.(socket, request);
      }
    });
    script.onConnection?.(socket);
  };
  const watch = (socket: Socket) => {
    connectionCount += 1;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(socket));
  };

  const server = listenable(script.identity, serve);
  server.on("connection", watch);
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    names,
    get bytesReceived() {
      return bytesReceived;
    },
    get connectionCount() {
      return connectionCount;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** A port on loopback that nobody listens on. */
export async function closedPort(): Promise<number> {
  const server = await openServer({});
  await server.close();
  return server.port;
}

function listenable(identity: ServerIdentity | undefined, serve: (socket: Socket) => void): Server {
  if (identity === undefined) return createTCP(serve);
  return createTLS({ key: identity.key, cert: identity.cert }, serve);
}

function wholeRequest(text: string): ReceivedRequest | undefined {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd < 0) return undefined;
  const head = text.slice(0, headEnd);
  const rest = text.slice(headEnd + 4);
  const bodyBytes = /\r\ntransfer-encoding: *chunked/i.test(head)
    ? rest.indexOf("0\r\n\r\n") + 5
    : Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  if (bodyBytes < 5 && /chunked/i.test(head)) return undefined;
  if (rest.length < bodyBytes) return undefined;
  return { head, body: rest.slice(0, bodyBytes), byteLength: headEnd + 4 + bodyBytes };
}
