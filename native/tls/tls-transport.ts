import type { TCPSocket } from "./tls-options.js";
import { TLS_OK, type TLSSession } from "./tls-session.js";

const TCP_PIECE_BYTES_MAX = 2_048;
/** What a record adds to its plaintext (kTlsRecordOverheadBytes in tls.h). */
const RECORD_OVERHEAD_BYTES = 128;
/** Records below it would be mostly overhead. */
const WRITABLE_BYTES_MIN = 64;
const NOTHING = Object.freeze(new ArrayBuffer(0)) as ArrayBuffer;

/** What became of one step: nothing to do now, more to do, or the session's last status. */
export type Step = "idle" | "again" | { readonly status: number };

/** Moves encrypted bytes between a session and the socket below it. Calls nobody back. */
export class TLSTransport {
  readonly #session: TLSSession;
  #tcp: TCPSocket | undefined;
  #tcpReadable = 0;
  #tcpWritable = 0;
  #piece: ArrayBuffer | undefined;
  #pieceOffset = 0;

  constructor(session: TLSSession) {
    this.#session = session;
  }

  attach(tcp: TCPSocket): void {
    this.#tcp = tcp;
  }

  tcpReadable(count: number): void {
    this.#tcpReadable = count;
  }

  tcpWritable(count: number): void {
    this.#tcpWritable = count;
  }

  /** One piece of the server's bytes, unless plaintext waits: that holds the server back. */
  step(): Step {
    const flushed = this.flush();
    if (this.#session.readable() > 0) return "idle";
    const piece = this.#nextPiece();
    if (piece === undefined && !flushed) return "idle";
    const { taken, status } = this.#session.receive(piece ?? NOTHING, this.#pieceOffset);
    this.#pieceOffset += taken;
    if (piece !== undefined && this.#pieceOffset === piece.byteLength) this.#dropPiece();
    return status === TLS_OK ? "again" : { status };
  }

  /** Sends what waits, as far as there is room. True where bytes went out. */
  flush(): boolean {
    let flushed = false;
    for (;;) {
      const byteLength = Math.min(this.#session.output(), this.#tcpWritable);
      if (byteLength <= 0 || this.#tcp === undefined) return flushed;
      const bytes = new ArrayBuffer(byteLength);
      this.#session.drain(bytes);
      this.#write(this.#tcp, bytes);
      flushed = true;
    }
  }

  /** Bytes of plaintext whose record the socket below takes at once. */
  writable(): number {
    if (this.#session.output() > 0) return 0;
    const room = Math.min(this.#session.writable(), this.#tcpWritable - RECORD_OVERHEAD_BYTES);
    return room < WRITABLE_BYTES_MIN ? 0 : room;
  }

  /** Whatever the socket below still has is not wanted. */
  stopReceiving(): void {
    this.#tcpReadable = 0;
    this.#dropPiece();
  }

  close(): void {
    this.#tcp?.close();
    this.#tcp = undefined;
  }

  /** A socket that breaks says so by its `onError`; until then nothing more is written to it. */
  #write(tcp: TCPSocket, bytes: ArrayBuffer): void {
    try {
      this.#tcpWritable = tcp.write(bytes) ?? this.#tcpWritable - bytes.byteLength;
    } catch {
      this.#tcpWritable = 0;
    }
  }

  #nextPiece(): ArrayBuffer | undefined {
    if (this.#piece === undefined && this.#tcpReadable > 0) {
      const byteLength = Math.min(this.#tcpReadable, TCP_PIECE_BYTES_MAX);
      this.#piece = this.#tcp?.read(byteLength);
      this.#tcpReadable -= byteLength;
    }
    return this.#piece;
  }

  #dropPiece(): void {
    this.#piece = undefined;
    this.#pieceOffset = 0;
  }
}
