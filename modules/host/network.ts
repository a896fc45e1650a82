import type { ByteBuffer } from "./bytes.js";
import type { WebSocketClientEntry } from "./web-socket.js";

/** HTTP Client (ECMA-419, 20), with the standard's TLS options (10, TLS Client socket). */
export interface HTTPClientOptions {
  readonly host: string;
  readonly port?: number;
  readonly socket: SocketOptions;
  readonly dns: object;
  readonly onError?: (error?: Error) => void;
}

export interface SocketOptions {
  readonly io?: unknown;
  /** Present where the connection is TLS; certificates are always verified. */
  readonly tls?: TLSOptions;
}

export interface TLSOptions {
  readonly host: string;
  readonly minimumVersion?: "TLSv1.2" | "TLSv1.3";
  /** DER. Where it is missing the host's own certificate store decides. */
  readonly ca?: ByteBuffer | readonly ByteBuffer[];
}

export interface HTTPRequestOptions {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Map<string, string>;
  readonly headersMask?: readonly string[];
  readonly onHeaders?: (
    this: HTTPRequest,
    status: number,
    headers: Map<string, string>,
    statusText: string,
  ) => void;
  readonly onReadable?: (this: HTTPRequest, count: number) => void;
  readonly onWritable?: (this: HTTPRequest, count: number) => void;
  /** `error` is null on success; its `code` says what failed where the host knows. */
  readonly onDone?: (this: HTTPRequest, error: NetworkError | null) => void;
}

export interface HTTPRequest {
  read(byteLength?: number): ArrayBuffer | undefined;
  write(data?: ByteBuffer): number;
}

export interface HTTPClient {
  request(options: HTTPRequestOptions): HTTPRequest;
  close(): void;
}

export interface HTTPClientEntry {
  readonly io: new (options: HTTPClientOptions) => HTTPClient;
  readonly socket: SocketOptions;
  readonly dns: object;
}

/** How a host with a radio of its own joins its network. */
export interface WifiSettings {
  /** Empty where nobody has set it: then nothing is joined. */
  readonly ssid: string;
  /** Empty for an open network. Never part of a report. */
  readonly password: string;
  /** 0 where it is not known. */
  readonly channel: number;
  /** Six bytes in hexadecimal between colons, or empty. */
  readonly bssid: string;
  /** IPv4. Empty: the network gives one. */
  readonly address: string;
  readonly netmask: string;
  readonly gateway: string;
  /** Empty: the gateway's. */
  readonly dns: string;
  /** Who tells the time where the clock was never set. */
  readonly timeServer: string;
}

/** A host's connections to the world. Nothing is brought up before the first request. */
export interface Network {
  /** Without TLS: for tests. The firmware's own questions go by `https`. */
  readonly http: { readonly client: HTTPClientEntry };
  readonly https: { readonly client: HTTPClientEntry };
  /** Missing where the host has no WebSocket client. */
  readonly wss?: { readonly client: WebSocketClientEntry };
  /** Without TLS: for tests. */
  readonly ws?: { readonly client: WebSocketClientEntry };
  /**
   * Says how to join. Takes effect with the next request that finds the radio off; a host that is
   * connected by other means passes over it.
   */
  configure(wifi: WifiSettings): void;
  /**
   * Has a wall clock set that was not: joins, asks the time server and calls back once, whether it is
   * set now. Missing where the clock is set by other means. Connections by TLS do so themselves.
   */
  setClock?(callback: (isSet: boolean) => void): void;
}

/** Why a connection or a request failed. */
export type NetworkCode =
  | "wifi-unset"
  | "wifi-refused"
  | "network-unreachable"
  | "network-name-not-found"
  | "network-refused"
  | "network-reset"
  | "network-timeout"
  | "network-protocol"
  | "tls-untrusted"
  | "tls-wrong-host"
  | "tls-expired"
  | "tls-clock-unset"
  | "tls-failed";

export interface NetworkError extends Error {
  readonly code?: NetworkCode;
}
