import type { ByteBuffer } from "../../modules/host/bytes.js";
import type { Timers } from "../../modules/host/clock.js";
import type { TLSOptions } from "../../modules/host/network.js";

/** What is needed of an ECMA-419 TCP socket (12): counted callbacks, buffers in and out. */
export interface TCPSocket {
  /** So many bytes; no more than `onReadable` said. */
  read(byteLength: number): ArrayBuffer | undefined;
  /** Gives how many more may be written, where the class says so. */
  write(bytes: ArrayBuffer): number | undefined;
  close(): void;
}

export interface TCPSocketOptions {
  readonly address: string;
  readonly port: number;
  readonly nodelay: boolean;
  readonly onReadable: (count: number) => void;
  readonly onWritable: (count: number) => void;
  readonly onError: (error?: Error) => void;
}

/** TLS Client socket (ECMA-419, 12): the standard's options, and what it stands on. */
export interface TLSSocketOptions {
  /** The class below, with options of its own. */
  readonly TCP: { readonly io: new (options: TCPSocketOptions) => TCPSocket };
  readonly timers: Timers;
  readonly address: string;
  readonly port: number;
  readonly tls: TLSOptions;
  readonly format?: SocketFormat;
  readonly target?: unknown;
  readonly onReadable?: (count: number) => void;
  readonly onWritable?: (count: number) => void;
  /** With a NetworkError; after it only `close` is left. */
  readonly onError?: (error: Error) => void;
}

export type SocketFormat = "buffer" | "number";

export interface CheckedTLS {
  readonly host: string;
  readonly tls13Only: boolean;
  readonly authorities: readonly ByteBuffer[];
}

/** Throws where something is missing or not understood; nothing is passed over that protects. */
export function checkedTLS(options: TLSOptions | undefined): CheckedTLS {
  if (typeof options !== "object" || options === null) throw new TypeError("tls must be an object");
  const { host, minimumVersion = "TLSv1.2", ca = [] } = options;
  const strange = Object.keys(options).find((name) => !UNDERSTOOD.includes(name));
  if (strange !== undefined)
    throw new TypeError(`tls.${strange}: this socket knows no such option`);
  if (typeof host !== "string" || host === "") throw new TypeError("tls.host must be a string");
  if (minimumVersion !== "TLSv1.2" && minimumVersion !== "TLSv1.3") {
    throw new RangeError("minimumVersion must be TLSv1.2 or TLSv1.3");
  }
  return {
    host,
    tls13Only: minimumVersion === "TLSv1.3",
    authorities: Array.isArray(ca) ? ca : [ca],
  };
}

const UNDERSTOOD: readonly string[] = Object.freeze(["host", "minimumVersion", "ca"]);

export function checkedFormat(format: unknown): SocketFormat {
  if (format !== "buffer" && format !== "number") throw new RangeError("format: buffer or number");
  return format;
}
