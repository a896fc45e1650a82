import type { ByteBuffer } from "../../../modules/host/bytes.js";
import type {
  HTTPClientOptions,
  HTTPRequestOptions,
  TLSOptions,
} from "../../../modules/host/network.js";
import { bytesOf } from "../../../native/storage/byte-buffer.js";

/** The constructor's and `request`'s options, checked before anything is acquired. */
export interface CheckedClient {
  readonly host: string;
  readonly port: number;
  readonly tls: CheckedTLS | undefined;
  readonly onError: ((error?: Error) => void) | undefined;
}

export interface CheckedTLS {
  readonly host: string;
  readonly minimumVersion: string;
  /** DER certificates, or none where the board's own store decides. */
  readonly ca: readonly Uint8Array[];
}

const PLAIN_PORT = 80;
const PORT_MAX = 65_535;
const TLS_HOST_CHARACTERS_MAX = 253;
const AUTHORITIES_MAX = 8;
const TLS_VERSIONS: readonly string[] = Object.freeze(["TLSv1.2", "TLSv1.3"]);

/** What says that a connection is TLS even where somebody forgot the `tls` options. */
export class BoardTLSSocket {
  constructor() {
    throw new Error("the board opens this socket itself, for an HTTP client");
  }
}

/** `securePort` is the usual one with TLS; the standard's HTTP client has one for both. */
export function checkedClient(options: HTTPClientOptions, securePort = PLAIN_PORT): CheckedClient {
  objectOf(options, "options");
  const socket = objectOf(options.socket, "socket");
  objectOf(options.dns, "dns");
  const wantsTLS = socket.tls !== undefined || socket.io === BoardTLSSocket;
  return {
    host: textOf(options.host, "host"),
    port: portOf(options.port, wantsTLS ? securePort : PLAIN_PORT),
    tls: wantsTLS ? checkedTLS(socket.tls) : undefined,
    onError: callbackOf(options.onError, "onError"),
  };
}

export function checkedRequest(options: HTTPRequestOptions): HTTPRequestOptions {
  objectOf(options, "options");
  if (options.method !== undefined) textOf(options.method, "method");
  if (options.path !== undefined) textOf(options.path, "path");
  if (options.headers !== undefined && !(options.headers instanceof Map)) {
    throw new TypeError("headers must be a Map");
  }
  if (options.headersMask !== undefined && !Array.isArray(options.headersMask)) {
    throw new TypeError("headersMask must be an Array");
  }
  callbackOf(options.onHeaders, "onHeaders");
  callbackOf(options.onReadable, "onReadable");
  callbackOf(options.onWritable, "onWritable");
  callbackOf(options.onDone, "onDone");
  return options;
}

function checkedTLS(options: TLSOptions | undefined): CheckedTLS {
  const tls = objectOf(options, "tls") as TLSOptions & Record<string, unknown>;
  if (tls.clientKey !== undefined || tls.clientCertificate !== undefined) {
    throw new Error("this host has no client certificates");
  }
  const { minimumVersion = "TLSv1.2", ca = [] } = tls;
  if (!TLS_VERSIONS.includes(minimumVersion)) {
    throw new RangeError(`minimumVersion must be one of ${TLS_VERSIONS.join(", ")}`);
  }
  const host = textOf(tls.host, "tls.host");
  if (host.length > TLS_HOST_CHARACTERS_MAX) throw new RangeError("tls.host is no host name");
  const certificates = Array.isArray(ca) ? (ca as readonly ByteBuffer[]) : [ca as ByteBuffer];
  if (certificates.length > AUTHORITIES_MAX) {
    throw new RangeError(`tls.ca has more than ${AUTHORITIES_MAX} certificates`);
  }
  return {
    host,
    minimumVersion,
    ca: certificates.map((certificate) => bytesOf(certificate)),
  };
}

function portOf(port: number | undefined, usual: number): number {
  if (port === undefined) return usual;
  if (typeof port !== "number") throw new TypeError("port must be a number");
  if (!Number.isInteger(port) || port < 1 || port > PORT_MAX) {
    throw new RangeError(`port must be from 1 to ${PORT_MAX}`);
  }
  return port;
}

function textOf(value: unknown, name: string): string {
  if (typeof value !== "string" || value === "") throw new TypeError(`${name} must be a string`);
  return value;
}

function objectOf<Value>(value: Value, name: string): NonNullable<Value> {
  if (typeof value !== "object" || value === null) throw new TypeError(`${name} must be an object`);
  return value;
}

export function callbackOf<Callback>(
  value: Callback,
  name: string,
): NonNullable<Callback> | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "function") throw new TypeError(`${name} must be a function`);
  return value;
}

/** For the board: who must be at the other end. */
export function tlsFieldsOf(tls: CheckedTLS | undefined): object {
  if (tls === undefined) return {};
  const { host, minimumVersion, ca } = tls;
  return { tls: { host, minimumVersion, caBytes: ca.map(({ byteLength }) => byteLength) } };
}

/** The certificates that go with it, one after the other. */
export function joinedCertificates(tls: CheckedTLS | undefined): Uint8Array {
  const parts = tls?.ca ?? [];
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.byteLength;
  }
  return whole;
}
