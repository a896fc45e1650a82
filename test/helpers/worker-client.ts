import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Worker, type WorkerCommand } from "../../hosts/simulator/board/worker.js";

export interface Reply {
  readonly status: number;
  readonly bytes: Buffer;
}

const HEAD_BYTES = 8;
const OP = { hello: 1, open: 2, invoke: 3, decode: 4, sha256: 5 } as const;

/** Speaks to a worker as the firmware's process does (docs/SPEC.md, "The worker"). */
export class WorkerClient {
  readonly #worker: Worker;
  readonly #socket: Socket;
  #received = Buffer.alloc(0);

  static async start(command: WorkerCommand): Promise<WorkerClient> {
    const worker = await Worker.start(command);
    const socket = connect(worker.socketPath);
    await once(socket, "connect");
    return new WorkerClient(worker, socket);
  }

  private constructor(worker: Worker, socket: Socket) {
    this.#worker = worker;
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
    });
  }

  async engine(): Promise<string> {
    const { bytes } = await this.ask(OP.hello);
    return bytes.subarray(4, bytes.indexOf(0, 4)).toString();
  }

  open(model: Uint8Array): Promise<Reply> {
    return this.ask(OP.open, model);
  }

  invoke(input: Int8Array): Promise<Reply> {
    return this.ask(OP.invoke, new Uint8Array(input.buffer, input.byteOffset, input.byteLength));
  }

  /** Squashed to a square of three channels; the reply holds 8 bytes, the tensor, the signature. */
  decode(jpeg: Uint8Array, side: number): Promise<Reply> {
    const head = Buffer.from(Uint16Array.of(side, side, 3, 0).buffer);
    return this.ask(OP.decode, Buffer.concat([head, jpeg]));
  }

  sha256(bytes: Uint8Array): Promise<Reply> {
    return this.ask(OP.sha256, bytes);
  }

  async ask(op: number, bytes: Uint8Array = new Uint8Array()): Promise<Reply> {
    this.#socket.write(
      Buffer.concat([Buffer.from(Uint32Array.of(op, bytes.length).buffer), bytes]),
    );
    const head = await this.#take(HEAD_BYTES);
    return { status: head.readUInt32LE(0), bytes: await this.#take(head.readUInt32LE(4)) };
  }

  close(): void {
    this.#socket.destroy();
    this.#worker.close();
  }

  async #take(byteLength: number): Promise<Buffer> {
    while (this.#received.length < byteLength) await once(this.#socket, "data");
    const taken = Buffer.from(this.#received.subarray(0, byteLength));
    this.#received = this.#received.subarray(byteLength);
    return taken;
  }
}
