import type { ByteBuffer } from "../../modules/host/bytes.js";
import type { TimerId, Timers } from "../../modules/host/clock.js";
import {
  checkedFormat,
  checkedTLS,
  type SocketFormat,
  type TLSSocketOptions,
} from "./tls-options.js";
import {
  networkError,
  openSession,
  TLS_CLOSED,
  TLS_OK,
  type TLSSession,
  tlsError,
} from "./tls-session.js";
import { TLSTransport } from "./tls-transport.js";

/** From the constructor to the verified server, TCP's own handshake included. */
export const HANDSHAKE_MS_MAX = 15_000;

/**
 * TLS Client socket (ECMA-419, 12) over any TCP socket class of the standard. The server is always
 * verified: chain, name, validity. Bytes that the firmware has not read yet hold the server back, as
 * a TCP socket does: nothing more is taken from below until then.
 */
export class TLSSocket {
  target: unknown;
  readonly #options: TLSSocketOptions;
  readonly #timers: Timers;
  readonly #session: TLSSession;
  readonly #transport: TLSTransport;
  #format: SocketFormat;
  #isClosed = false;
  #isConnected = false;
  #hasRoom = false;
  #isAnnounced = false;
  /** Nothing more comes from below: what is there is read first. */
  #ending: Error | undefined;
  #handshakeLimit: TimerId | undefined;
  #turn: TimerId | undefined;

  constructor(options: TLSSocketOptions) {
    const checked = checkedTLS(options.tls);
    this.#format = checkedFormat(options.format ?? "buffer");
    this.target = options.target;
    this.#options = options;
    this.#timers = options.timers;
    this.#session = openSession(checked);
    this.#transport = new TLSTransport(this.#session);
    try {
      this.#connect(options);
    } catch (error) {
      this.#session.close();
      throw error;
    }
    this.#handshakeLimit = this.#timers.set(
      () => this.#fail(networkError("network-timeout", "the server did not answer")),
      HANDSHAKE_MS_MAX,
    );
  }

  get format(): SocketFormat {
    return this.#format;
  }

  set format(format: SocketFormat) {
    this.#format = checkedFormat(format);
  }

  /** In format "buffer" up to that many bytes, or how far the buffer was filled; else one byte. */
  read(wanted?: number | ByteBuffer): ArrayBuffer | number | undefined {
    this.#refuseClosed();
    const got =
      this.#format === "number" ? this.#session.readByte() : this.#session.readMany(wanted);
    if (this.#isAnnounced && this.#session.readable() === 0) {
      this.#isAnnounced = false;
      this.#later();
    }
    return got;
  }

  /** All of `data`, no more than `onWritable` said. Gives how many more may be written. */
  write(data: ByteBuffer | number): number {
    this.#refuseClosed();
    const bytes = typeof data === "number" ? Uint8Array.of(data) : data;
    if (bytes.byteLength > this.#transport.writable()) throw new Error("would block");
    if (bytes.byteLength > 0) {
      const status = this.#session.write(bytes);
      if (status !== TLS_OK) throw tlsError(status);
      this.#transport.flush();
    }
    return this.#transport.writable();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const timer of [this.#handshakeLimit, this.#turn]) {
      if (timer !== undefined) this.#timers.clear(timer);
    }
    if (this.#ending === undefined) this.#session.end();
    this.#transport.flush();
    this.#transport.close();
    this.#session.close();
  }

  #connect({ TCP, address, port }: TLSSocketOptions): void {
    const tcp = new TCP.io({
      ...TCP,
      address,
      port,
      nodelay: true,
      onReadable: (count) => this.#noted(() => this.#transport.tcpReadable(count)),
      onWritable: (count) => this.#noted(() => this.#takeRoom(count)),
      onError: () => this.#noted(() => this.#takeEnd()),
    });
    this.#transport.attach(tcp);
  }

  /** What the socket below says is noted, and then brings on whatever it can. */
  #noted(note: () => void): void {
    if (this.#isClosed) return;
    note();
    this.#advance();
  }

  #takeRoom(count: number): void {
    this.#isConnected = true;
    this.#hasRoom = true;
    this.#transport.tcpWritable(count);
  }

  #takeEnd(): void {
    const code = this.#isConnected ? "network-reset" : "network-refused";
    this.#ending ??= networkError(code, "the connection was closed");
  }

  /** Each callback may close the socket, and is then the last. */
  #advance(): void {
    this.#exchange();
    if (!this.#isClosed && this.#session.isReady()) this.#stopWaiting();
    if (!this.#isClosed) this.#offer();
    if (!this.#isClosed) this.#announce();
    if (this.#isClosed || this.#ending === undefined) return;
    if (this.#session.readable() === 0) this.#fail(this.#ending);
  }

  #exchange(): void {
    let step = this.#transport.step();
    while (step === "again") step = this.#transport.step();
    if (step === "idle") return;
    this.#transport.stopReceiving();
    if (step.status === TLS_CLOSED) this.#ending ??= tlsError(step.status);
    else this.#fail(tlsError(step.status));
  }

  #stopWaiting(): void {
    if (this.#handshakeLimit === undefined) return;
    this.#timers.clear(this.#handshakeLimit);
    this.#handshakeLimit = undefined;
  }

  #offer(): void {
    const count = this.#hasRoom ? this.#transport.writable() : 0;
    if (count === 0) return;
    this.#hasRoom = false;
    this.#options.onWritable?.call(this, count);
  }

  #announce(): void {
    const count = this.#session.readable();
    if (count === 0 || this.#isAnnounced) return;
    this.#isAnnounced = true;
    this.#options.onReadable?.call(this, count);
  }

  /** Goes on once the firmware's own call has returned. */
  #later(): void {
    this.#turn ??= this.#timers.set(() => {
      this.#turn = undefined;
      if (!this.#isClosed) this.#advance();
    }, 0);
  }

  #fail(error: Error): void {
    if (this.#isClosed) return;
    this.#ending = error;
    this.close();
    this.#options.onError?.call(this, error);
  }

  #refuseClosed(): void {
    if (this.#isClosed) throw new Error("the socket is closed");
  }
}
