import type { ByteBuffer } from "../../../modules/host/bytes.js";
import type { SocketClass } from "./http-watch.js";

/**
 * A socket whose format stays as its reader wants it. SDK 8.2.3's WebSocket client sets "buffer" for
 * each write, also between two bytes of a frame's head that it reads one by one: a pong, or a message
 * at that moment, would have it take a buffer for a byte.
 */
export function keepsReadingFormat(io: SocketClass): SocketClass {
  return class extends io {
    /** What the format was before the last that nobody has read with. */
    #former: string | undefined;

    override get format(): string {
      return super.format;
    }

    override set format(format: string) {
      this.#former = super.format;
      super.format = format;
    }

    override read(wanted?: number | ByteBuffer): ArrayBuffer | number | undefined {
      this.#former = undefined;
      return super.read(wanted);
    }

    override write(data: ByteBuffer, options?: object): number {
      const writable = super.write(data, options);
      if (this.#former !== undefined) super.format = this.#former;
      this.#former = undefined;
      return writable;
    }
  };
}
