import { connect, type Socket } from "node:net";

interface Options {
  readonly address: string;
  readonly port: number;
  readonly onReadable: (count: number) => void;
  readonly onWritable: (count: number) => void;
  readonly onError: (error?: Error) => void;
}

const WINDOW_BYTES = 5_760;

/** TCP socket (ECMA-419, 12) over Node's, as stern as the SDK's: misuse throws. */
export class NodeTCP {
  format = "buffer";
  readonly #socket: Socket;
  #bytes = Buffer.alloc(0);
  #writable = 0;
  #isOver = false;

  constructor({ address, port, onReadable, onWritable, onError }: Options) {
    const socket = connect(port, address);
    this.#socket = socket;
    const end = () => {
      if (this.#isOver) return;
      this.#isOver = true;
      onError();
    };
    const open = () => {
      if (this.#isOver) return;
      this.#writable = WINDOW_BYTES;
      onWritable(this.#writable);
    };
    socket.on("connect", open).on("drain", open).on("error", end).on("end", end).on("close", end);
    socket.on("data", (bytes: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, bytes]);
      if (!this.#isOver) onReadable(this.#bytes.byteLength);
    });
  }

  read(wanted: number | Uint8Array = this.#bytes.byteLength): unknown {
    if (this.#bytes.byteLength === 0) return undefined;
    if (this.format === "number") return this.#take(1)[0];
    const count = typeof wanted === "object" ? wanted.byteLength : wanted;
    if (count <= 0 || count > this.#bytes.byteLength) throw new Error("invalid");
    if (typeof wanted !== "object") return Uint8Array.from(this.#take(count)).buffer;
    wanted.set(this.#take(count));
    return count;
  }

  write(bytes: ArrayBuffer | Uint8Array): number {
    if (bytes.byteLength > this.#writable) throw new Error("would block");
    this.#writable -= bytes.byteLength;
    const view = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
    // Always as if it had been full, so that `drain` comes and makes room.
    if (this.#socket.write(Uint8Array.from(view))) {
      setImmediate(() => this.#socket.emit("drain"));
    }
    return this.#writable;
  }

  close(): void {
    this.#isOver = true;
    this.#socket.destroy();
  }

  #take(count: number): Buffer {
    const taken = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return taken;
  }
}
