import type { TCPSocket, TCPSocketOptions } from "../../native/tls/tls-options.js";

/**
 * An engine of "TLS" for tests of what stands around it, in place of native/tls's C. To the server it
 * says "hello"; a "!" verifies it, a "?" is a refusal (tls-untrusted). Then a record is its length and
 * its plaintext; length 0 is the server's goodbye, 255 a record that does not open.
 */
export interface FakeTLS {
  /** Statuses that the session opens, trusts and starts with. */
  readonly statuses: { open: number; trust: number; start: number };
  /** What each session was opened with, and whether it was closed. */
  readonly sessions: readonly FakeSession[];
  close(): void;
}

export interface FakeSession {
  readonly host: string;
  readonly tls13Only: boolean;
  isClosed: boolean;
}

interface State extends FakeSession {
  isReady: boolean;
  isOver: boolean;
  output: number[];
  input: number[];
  plaintext: number[];
}

const CLOSED = 1;
const UNTRUSTED = 2;
const FAILED = 6;
const STATUS_UNIT = 65_536;
const OUTPUT_BYTES_MAX = 200;

export function installFakeTLS(): FakeTLS {
  const statuses = { open: 0, trust: 0, start: 0 };
  const sessions: State[] = [];
  const states = new WeakMap<object, State>();
  const of = (it: object): State => {
    const state = states.get(it);
    if (state === undefined || state.isClosed) throw new Error("tls: closed");
    return state;
  };
  const natives: Readonly<Record<string, (this: object, ...args: never[]) => unknown>> = {
    xs_tls_open(host: string, tls13Only: boolean) {
      if (statuses.open !== 0) return statuses.open;
      const state = newState(host, tls13Only);
      sessions.push(state);
      states.set(this, state);
      return 0;
    },
    xs_tls_trust: () => statuses.trust,
    xs_tls_start() {
      of(this).output.push(...asciiOf("hello"));
      return statuses.start;
    },
    xs_tls_receive(bytes: ArrayBuffer, offset: number) {
      return receive(of(this), new Uint8Array(bytes).subarray(offset));
    },
    xs_tls_is_ready() {
      return of(this).isReady;
    },
    xs_tls_readable() {
      return of(this).plaintext.length;
    },
    xs_tls_writable() {
      const { isReady, output } = of(this);
      return isReady ? OUTPUT_BYTES_MAX - output.length : 0;
    },
    xs_tls_output() {
      return of(this).output.length;
    },
    xs_tls_read(buffer: ArrayBuffer | Uint8Array) {
      return move(of(this).plaintext, buffer);
    },
    xs_tls_read_byte() {
      return of(this).plaintext.shift();
    },
    xs_tls_write(bytes: ArrayBuffer | Uint8Array) {
      of(this).output.push(...viewOf(bytes));
      return 0;
    },
    xs_tls_drain(buffer: ArrayBuffer) {
      return move(of(this).output, buffer);
    },
    xs_tls_end() {
      of(this).output.push(...asciiOf("bye"));
    },
    xs_tls_close() {
      const state = states.get(this);
      if (state !== undefined) state.isClosed = true;
    },
  };
  const before = [globalNames().native, globalNames().Native];
  globalNames().native = (name: string) => natives[name];
  globalNames().Native = () => class {};
  return {
    statuses,
    sessions,
    close() {
      [globalNames().native, globalNames().Native] = before;
    },
  };
}

function newState(host: string, tls13Only: boolean): State {
  const common = { isClosed: false, isReady: false, isOver: false };
  return { host, tls13Only, ...common, output: [], input: [], plaintext: [] };
}

function receive(state: State, bytes: Uint8Array): number {
  let taken = 0;
  if (state.isOver) throw new Error("received after the end");
  for (const byte of bytes) {
    if (state.plaintext.length > 0) break;
    taken += 1;
    const status = takeByte(state, byte);
    if (status !== 0) {
      state.isOver = true;
      return taken + STATUS_UNIT * status;
    }
  }
  return taken;
}

function takeByte(state: State, byte: number): number {
  if (!state.isReady) {
    if (byte === "?".charCodeAt(0)) {
      state.output.push(...asciiOf("alert"));
      return UNTRUSTED;
    }
    state.isReady = byte === "!".charCodeAt(0);
    return 0;
  }
  state.input.push(byte);
  const [length = 0] = state.input;
  if (length === 0) return CLOSED;
  if (length === 255) return FAILED;
  if (state.input.length === length + 1) {
    state.plaintext = state.input.slice(1);
    state.input = [];
  }
  return 0;
}

function move(from: number[], buffer: ArrayBuffer | Uint8Array): number {
  const view = viewOf(buffer);
  const bytes = from.splice(0, view.byteLength);
  view.set(bytes);
  return bytes.length;
}

function viewOf(bytes: ArrayBuffer | Uint8Array): Uint8Array {
  return bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
}

function asciiOf(text: string): number[] {
  return [...text].map((char) => char.charCodeAt(0));
}

function globalNames(): Record<string, unknown> {
  return globalThis as unknown as Record<string, unknown>;
}

/** A TCP socket whose other end is the test. */
export class FakeTCP implements TCPSocket {
  static last: FakeTCP | undefined;
  readonly options: TCPSocketOptions;
  sent = "";
  closeCount = 0;
  /** How many bytes may be written. */
  room = 0;
  writeThrows = false;
  #readable: number[] = [];

  constructor(options: TCPSocketOptions) {
    this.options = options;
    FakeTCP.last = this;
  }

  read(byteLength: number): ArrayBuffer {
    if (byteLength <= 0 || byteLength > this.#readable.length) throw new Error("invalid");
    return Uint8Array.from(this.#readable.splice(0, byteLength)).buffer;
  }

  write(bytes: ArrayBuffer): number {
    if (this.writeThrows) throw new Error("not ready");
    if (bytes.byteLength > this.room) throw new Error("would block");
    this.sent += String.fromCharCode(...new Uint8Array(bytes));
    this.room -= bytes.byteLength;
    return this.room;
  }

  close(): void {
    this.closeCount += 1;
  }

  /** Bytes that nobody has asked for. */
  get unread(): number {
    return this.#readable.length;
  }

  acknowledge(room: number): void {
    this.room = room;
    this.options.onWritable(room);
  }

  arrive(bytes: readonly number[]): void {
    this.#readable.push(...bytes);
    this.options.onReadable(this.#readable.length);
  }

  fail(): void {
    this.options.onError();
  }
}
