import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { ServerIdentity } from "../../hosts/simulator/board/cloud/test-authority.js";

export interface RealtimeScript {
  readonly identity: ServerIdentity;
  /** Bytes of HTTP instead of a switch, for the connection of this number, from 1. */
  readonly refuses?: (connection: number) => Uint8Array | undefined;
  /** The answer to the question of this number, from 1, on the bare connection. */
  readonly says?: (socket: Duplex, question: number) => void;
}

export interface RealtimeServer {
  readonly port: number;
  close(): Promise<void>;
}

const ONE_BYTE_LENGTH_MAX = 125;
const TEXT_FRAME = 0x81;

/** A Realtime server on loopback that sends exactly the bytes it is told to, right or wrong. */
export async function openRealtimeServer(script: RealtimeScript): Promise<RealtimeServer> {
  const server = createServer({ key: script.identity.key, cert: script.identity.cert });
  const sockets = new WebSocketServer({ noServer: true });
  const open = new Set<Duplex>();
  let connections = 0;
  let questions = 0;
  server.on("upgrade", (request, socket, head) => {
    connections += 1;
    open.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => open.delete(socket));
    const refusal = script.refuses?.(connections);
    if (refusal !== undefined) return void socket.end(refusal);
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on("error", () => {});
      client.on("message", (data) => {
        const { type } = JSON.parse(String(data)) as { readonly type: string };
        if (type !== "response.create") return;
        questions += 1;
        script.says?.(socket, questions);
      });
    });
  });
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of open) socket.destroy();
      sockets.close();
      server.close();
      await once(server, "close");
    },
  };
}

/** A message of text in one frame, as a server sends it (RFC 6455, 5.2). */
export function textFrame(text: string): Buffer {
  const bytes = Buffer.from(text);
  if (bytes.length <= ONE_BYTE_LENGTH_MAX) {
    return Buffer.concat([Uint8Array.of(TEXT_FRAME, bytes.length), bytes]);
  }
  const head = Buffer.alloc(10);
  head.writeUInt8(TEXT_FRAME);
  head.writeUInt8(127, 1);
  head.writeBigUInt64BE(BigInt(bytes.length), 2);
  return Buffer.concat([head, bytes]);
}
