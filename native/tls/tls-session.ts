import type { ByteBuffer } from "../../modules/host/bytes.js";
import type { NetworkCode, NetworkError } from "../../modules/host/network.js";
import type { CheckedTLS } from "./tls-options.js";

/** In the order of `enum tls_status` in tls.h, from 2: what a server is refused for. */
const CODES: readonly (readonly [code: NetworkCode, words: string])[] = Object.freeze([
  ["tls-untrusted", "the server's certificate is not trusted"],
  ["tls-wrong-host", "the server's certificate is for another host"],
  ["tls-expired", "the server's certificate is not valid now"],
  ["tls-clock-unset", "the clock was never set: no certificate can be judged"],
  ["tls-failed", "TLS could not be agreed on"],
  ["tls-untrusted", "the trusted authority is no certificate"],
  ["tls-failed", "no memory for TLS"],
]);

export const TLS_OK = 0;
/** The server has said that it will send no more. */
export const TLS_CLOSED = 1;
const FIRST_REFUSAL = 2;
const STATUS_UNIT = 65_536;

export interface Received {
  /** How many bytes were taken, no further than the first plaintext that is to be read. */
  readonly taken: number;
  readonly status: number;
}

/**
 * The engine of one TLS connection (tls.h): encrypted bytes in and out, plaintext between them, no
 * network and no callback. A status other than TLS_OK ends it. After `close` every method throws.
 */
export class TLSSession extends Native("xs_tls_destructor") {
  open(...args: [host: string, tls13Only: boolean]): number {
    return native("xs_tls_open").call(this, ...args) as number;
  }

  /** One certificate in DER, copied; before `start`. */
  trust(...args: [der: ByteBuffer]): number {
    return native("xs_tls_trust").call(this, ...args) as number;
  }

  /** Whoever trusted nobody by now trusts the host's own store. */
  start(...args: []): number {
    return native("xs_tls_start").call(this, ...args) as number;
  }

  receive(...args: [bytes: ArrayBuffer, offset: number]): Received {
    const answer = native("xs_tls_receive").call(this, ...args) as number;
    return { taken: answer % STATUS_UNIT, status: Math.floor(answer / STATUS_UNIT) };
  }

  /** Whether the server is verified and plaintext may be written. */
  isReady(...args: []): boolean {
    return native("xs_tls_is_ready").call(this, ...args) as boolean;
  }

  /** Bytes of plaintext that are there. */
  readable(...args: []): number {
    return native("xs_tls_readable").call(this, ...args) as number;
  }

  /** Bytes of plaintext that `write` takes now. */
  writable(...args: []): number {
    return native("xs_tls_writable").call(this, ...args) as number;
  }

  /** Encrypted bytes that wait to be sent. */
  output(...args: []): number {
    return native("xs_tls_output").call(this, ...args) as number;
  }

  /** Fills the buffer as far as there is plaintext and gives the count. */
  read(...args: [buffer: ByteBuffer]): number {
    return native("xs_tls_read").call(this, ...args) as number;
  }

  /** Up to that many bytes in a fresh buffer, or how far `wanted` was filled. */
  readMany(wanted: number | ByteBuffer | undefined): ArrayBuffer | number | undefined {
    const readable = this.readable();
    if (readable === 0) return undefined;
    if (typeof wanted === "object") return this.read(wanted);
    const byteLength = Math.min(wanted ?? readable, readable);
    if (!(byteLength > 0)) return undefined;
    const buffer = new ArrayBuffer(byteLength);
    this.read(buffer);
    return buffer;
  }

  readByte(...args: []): number | undefined {
    return native("xs_tls_read_byte").call(this, ...args) as number | undefined;
  }

  write(...args: [bytes: ByteBuffer]): number {
    return native("xs_tls_write").call(this, ...args) as number;
  }

  /** Fills the buffer with encrypted bytes and gives the count. */
  drain(...args: [buffer: ByteBuffer]): number {
    return native("xs_tls_drain").call(this, ...args) as number;
  }

  /** Says goodbye to the server: bytes to send, like others. */
  end(...args: []): void {
    native("xs_tls_end").call(this, ...args);
  }

  close(...args: []): void {
    native("xs_tls_close").call(this, ...args);
  }
}

/** A session with its first flight ready; throws a NetworkError where it cannot be. */
export function openSession({ host, tls13Only, authorities }: CheckedTLS): TLSSession {
  const session = new TLSSession();
  let status = session.open(host, tls13Only);
  if (status !== TLS_OK) throw tlsError(status);
  for (const authority of authorities) {
    if (status === TLS_OK) status = session.trust(authority);
  }
  if (status === TLS_OK) status = session.start();
  if (status === TLS_OK) return session;
  session.close();
  throw tlsError(status);
}

/** The error for a status; the server's end of a connection is a reset to whoever still waits. */
export function tlsError(status: number): NetworkError {
  const [code, words] = CODES[status - FIRST_REFUSAL] ?? ["network-reset", "the server hung up"];
  return networkError(code, words);
}

export function networkError(code: NetworkCode, words: string): NetworkError {
  return Object.assign(new Error(words), { code });
}
