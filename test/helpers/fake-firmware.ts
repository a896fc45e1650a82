import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { LINK_VERSION } from "../../hosts/simulator/board/greeting.js";
import { type BoardReply, boardReply, firmwareFrame } from "./firmware-frame.js";

const NOTHING = {
  computrons: 0,
  slotBytesPeak: 0,
  chunkBytesPeak: 0,
  decodes: 0,
  inferences: 0,
};

export const HELLO = { op: "hello", link: LINK_VERSION, xs: "0.1.2" };

/** A firmware's end of the link over TCP, in a few lines of Node. */
export class FakeFirmware {
  readonly #socket: Socket;
  #bytes = Buffer.alloc(0);

  static async connect(port: number): Promise<FakeFirmware> {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    return new FakeFirmware(socket);
  }

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
    });
  }

  /** Sends a request, and waits for its answer. */
  async ask(request: object): Promise<BoardReply> {
    this.send(firmwareFrame(JSON.stringify(request), new Uint8Array(0), NOTHING));
    for (;;) {
      const reply = boardReply(this.#bytes);
      this.#bytes = reply ? Buffer.alloc(0) : this.#bytes;
      if (reply) return reply;
      await once(this.#socket, "data");
    }
  }

  send(bytes: Uint8Array): void {
    this.#socket.write(bytes);
  }

  leave(): void {
    this.#socket.end();
  }

  async gone(): Promise<void> {
    if (!this.#socket.closed) await once(this.#socket, "close");
  }
}
