import { call, listen, unlisten } from "../../hosts/simulator/firmware/board.js";
import type { TCPSocket, TCPSocketOptions } from "../../native/tls/tls-options.js";

/** TCP socket (ECMA-419, 12) over the link to test/helpers/tcp-part.ts. */
export class LinkTCP implements TCPSocket {
  readonly #target: number;
  #writable = 0;
  #isClosed = false;

  constructor({ address, port, onReadable, onWritable, onError }: TCPSocketOptions) {
    this.#target = listen((event) => {
      if (this.#isClosed) return;
      if (event.event === "readable") onReadable(event.count as number);
      else if (event.event === "error") onError();
      else {
        this.#writable = event.count as number;
        onWritable(this.#writable);
      }
    });
    call({ op: "tcp.open", address, port, target: this.#target });
  }

  read(byteLength: number): ArrayBuffer {
    return call({ op: "tcp.read", target: this.#target, byteLength }).payload;
  }

  write(bytes: ArrayBuffer): number {
    if (bytes.byteLength > this.#writable) throw new Error("would block");
    call({ op: "tcp.write", target: this.#target }, bytes);
    this.#writable -= bytes.byteLength;
    return this.#writable;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    unlisten(this.#target);
    call({ op: "tcp.close", target: this.#target });
  }
}
