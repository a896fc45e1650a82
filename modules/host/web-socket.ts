import type { ByteBuffer } from "./bytes.js";
import type { NetworkError, SocketOptions } from "./network.js";

/** WebSocket Client (ECMA-419, 21). */
export interface WebSocketClientOptions {
  readonly host: string;
  readonly port?: number;
  readonly path?: string;
  readonly protocol?: string;
  readonly headers?: Map<string, string>;
  readonly socket: SocketOptions;
  readonly dns: object;
  /** Bytes of the message that is coming in; `more` where these do not end it. */
  readonly onReadable?: (
    this: WebSocketClient,
    count: number,
    options: { readonly more: boolean; readonly binary: boolean },
  ) => void;
  /** First when the connection is open. */
  readonly onWritable?: (this: WebSocketClient, count: number) => void;
  readonly onControl?: (this: WebSocketClient, opcode: number, data: ByteBuffer) => void;
  readonly onClose?: (this: WebSocketClient) => void;
  readonly onError?: (this: WebSocketClient, error?: WebSocketError) => void;
}

/** Where the server did not want to switch to WebSocket it has said why, by HTTP. */
export interface WebSocketError extends NetworkError {
  readonly status?: number;
  /** Names in lower case. Beside every status. */
  readonly headers?: Map<string, string>;
}

export interface WebSocketClient {
  read(byteLength?: number): ArrayBuffer | undefined;
  /** A message, or with `more` the next piece of one; gives what may still be written. */
  write(data: ByteBuffer, options?: { readonly binary?: boolean; readonly more?: boolean }): number;
  close(): void;
}

export interface WebSocketClientEntry {
  readonly io: new (options: WebSocketClientOptions) => WebSocketClient;
  readonly socket: SocketOptions;
  readonly dns: object;
}
