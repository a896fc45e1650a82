import type { ByteBuffer } from "../../../modules/host/bytes.js";
import type { SocketOptions } from "../../../modules/host/network.js";

/** Whoever sees the bytes that the SDK's client reads one by one. */
export interface SeenBytes {
  /** More of them than any server needs, or none that this client may go on with. */
  readonly areEndless: boolean;
  /** The byte that the client is to see for this one. */
  pass(byte: number): number;
}

/** What the socket and the resolver of the SDK's client tell whoever stands around it. */
export interface Watcher {
  readonly isOpen: boolean;
  readonly lines: SeenBytes;
  /** Whether a body is on its way out. */
  readonly isSending: boolean;
  note(error: unknown): void;
  /** Whether the firmware's own callback threw it, which is nobody else's business. */
  isOwn(error: unknown): boolean;
  watchResolver(close: () => void): void;
  /** What is to be sent for what the client writes. */
  outgoing(data: ByteBuffer): ByteBuffer;
}

interface SocketCallbacks {
  readonly onReadable: (count: number) => void;
  readonly onWritable: (count: number) => void;
  readonly onError: (error?: Error) => void;
}

interface Socket {
  format: string;
  read(wanted?: number | ByteBuffer): ArrayBuffer | number | undefined;
  write(data: ByteBuffer, options?: object): number;
  close(): void;
}

interface ResolveCallbacks {
  readonly onResolved: (host: string, address: string) => void;
  readonly onError: (error?: unknown) => void;
}

export type SocketClass = new (options: SocketCallbacks) => Socket;
type ResolverClass = new (
  options: object,
) => {
  resolve(options: ResolveCallbacks): void;
  close(): void;
};

/**
 * The socket's class, for one client. The SDK's client drops the error of a socket and throws at
 * what it does not understand: both end as its socket's failure.
 */
export function watchedSocket({ io }: SocketOptions, watcher: Watcher): SocketClass {
  return class implements Socket {
    readonly #socket: Socket;
    #isNumber = false;
    /** What there is to read, and how much of it the SDK's client knows of. */
    #readable = 0;
    #told = 0;
    #tell = () => {};

    constructor(options: SocketCallbacks) {
      const { onReadable, onWritable, onError } = options;
      const fail = (error?: unknown) => {
        watcher.note(error);
        if (watcher.isOpen) onError();
      };
      const guard = (act: () => void) => {
        if (!watcher.isOpen) return;
        try {
          act();
          if (watcher.lines.areEndless) fail(protocolError());
        } catch (error) {
          if (watcher.isOwn(error)) throw error;
          fail(protocolError());
        }
      };
      this.#tell = () => {
        if (this.#told > 0 || this.#readable === 0 || watcher.isSending) return;
        this.#told = this.#readable;
        guard(() => onReadable(this.#told));
      };
      try {
        this.#socket = new (io as SocketClass)({
          ...options,
          onReadable: (count) => {
            this.#readable = count;
            this.#tell();
          },
          onWritable: (count) => {
            guard(() => onWritable(count));
            this.#tell();
          },
          onError: fail,
        });
      } catch (error) {
        watcher.note(error);
        throw error;
      }
    }

    get format(): string {
      return this.#socket.format;
    }

    set format(format: string) {
      this.#isNumber = format === "number";
      this.#socket.format = format;
    }

    /**
     * The SDK's client sets a timer for what it has not looked at yet, and loses it at the next word
     * of its socket; so it hears of more once it has read all that it was told of, and no sooner than
     * it has sent its request, since it knows no reply before.
     */
    read(wanted?: number | ByteBuffer): ArrayBuffer | number | undefined {
      const got = this.#socket.read(wanted);
      const count = this.#isNumber ? 1 : typeof got === "object" ? got.byteLength : (got ?? 0);
      this.#readable -= count;
      this.#told -= count;
      if (this.#told <= 0 && this.#readable > 0) Promise.resolve().then(() => this.#tell());
      return this.#isNumber ? watcher.lines.pass(got as number) : got;
    }

    write(data: ByteBuffer, options?: object): number {
      return this.#socket.write(watcher.outgoing(data), options);
    }

    close(): void {
      this.#socket.close();
    }
  };
}

/** The resolver's class, for one client: the SDK's goes on after `close`, and closes none. */
export function watchedResolver(dns: object, watcher: Watcher): ResolverClass {
  const { io } = dns as { readonly io: ResolverClass };
  return class extends io {
    override resolve(options: ResolveCallbacks): void {
      watcher.watchResolver(() => this.close());
      super.resolve({
        ...options,
        onResolved: (host, address) => {
          if (watcher.isOpen) options.onResolved(host, address);
        },
        onError: (error) => {
          watcher.note(error);
          if (watcher.isOpen) options.onError(error);
        },
      });
    }
  };
}

function protocolError(): Error {
  return Object.assign(new Error(), { code: "network-protocol" });
}
