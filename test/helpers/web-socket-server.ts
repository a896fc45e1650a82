import { createHash } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";

const KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

const LONG_HEAD_BYTES = 12 * 1024;

/** The WebSockets that test/conformance/network/web-socket-client.ts talks to. */
export function serveWebSockets(server: Server): () => void {
  const sockets = new WebSocketServer({ noServer: true });
  const open = new Set<Duplex>();
  server.on("upgrade", (request, socket, head) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    const raw = RAW[request.url ?? ""];
    if (raw !== undefined) return raw(request, socket);
    if (!(request.url ?? "").match(/^\/((echo|pieces|pings|closes)$|as-given)/)) {
      socket.end("HTTP/1.1 404 Not Found\r\nRetry-After: 7\r\ncontent-length: 0\r\n\r\n");
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on("error", () => {});
      if (request.url === "/echo") {
        client.on("message", (data, binary) => client.send(data as Buffer, { binary }));
      } else if (request.url?.startsWith("/as-given")) {
        client.send(request.url);
      } else if (request.url === "/pieces") {
        client.send("one ", { fin: false });
        client.send("two ", { fin: false });
        client.send("three", { fin: true });
      } else if (request.url === "/pings") {
        client.once("pong", () => client.send("pong"));
        client.ping();
      } else {
        client.send("bye");
        client.close(1000);
      }
    });
  });
  return () => {
    // The server itself has forgotten those that were upgraded.
    for (const socket of open) socket.destroy();
    sockets.close();
  };
}

/** Servers that break RFC 6455, byte by byte. */
const RAW: Readonly<Record<string, (request: IncomingMessage, socket: Duplex) => void>> = {
  "/wrong-key": (_request, socket) => socket.write(switching("bm90IHlvdXIga2V5IGF0IGFsbCEh")),
  "/long-head": (_request, socket) => {
    socket.on("error", () => {});
    socket.write(`HTTP/1.1 503 Busy\r\nX-Long: ${"x".repeat(LONG_HEAD_BYTES)}\r\n`);
    socket.end("Retry-After: 7\r\ncontent-length: 0\r\n\r\n");
  },
  // A server's frame must not be masked.
  "/masked": (request, socket) => say(request, socket, [0x81, 0x81, 1, 2, 3, 4, 0x40]),
  // A reserved bit that no extension has given a meaning.
  "/reserved": (request, socket) => say(request, socket, [0xc1, 0x01, 0x41]),
  "/cut": (request, socket) => {
    say(request, socket, [0x81, 0x7d, 0x41, 0x41]);
    setImmediate(() => socket.destroy());
  },
};

function say(request: IncomingMessage, socket: Duplex, frame: readonly number[]): void {
  socket.on("error", () => {});
  const key = `${request.headers["sec-websocket-key"]}${KEY_SUFFIX}`;
  socket.write(switching(createHash("sha1").update(key).digest("base64")));
  socket.write(Uint8Array.from(frame));
}

function switching(accept: string): string {
  return (
    "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n" +
    `sec-websocket-accept: ${accept}\r\n\r\n`
  );
}
