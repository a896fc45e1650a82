import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { Worker, type WorkerCommand } from "./worker.js";

export interface Reply {
  readonly status: number;
  readonly bytes: Buffer;
}

/** What a picture is brought to: native/image's DecodeRequest without its buffers. */
export interface PictureShape {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly fit: "squash" | "crop";
}

/** The worker ended, or took too long: what it was given killed it, or hangs it. */
export class WorkerGoneError extends Error {}

const HEAD_BYTES = 8;
const OP = { hello: 1, open: 2, invoke: 3, decode: 4, sha256: 5, describe: 7 } as const;
const FITS = ["squash", "crop"] as const;
/** Of docs/SPEC.md, "The worker". */
const ANSWER_SECONDS_MAX = 20;

/** Speaks to a worker as the firmware's process does (docs/SPEC.md, "The worker"): one request at a time. */
export class WorkerClient {
  readonly #worker: Worker;
  readonly #socket: Socket;
  readonly #answerMsMax: number;
  #received = Buffer.alloc(0);

  static async start(command: WorkerCommand): Promise<WorkerClient> {
    const worker = await Worker.start(command);
    const socket = connect(worker.socketPath);
    await once(socket, "connect");
    return new WorkerClient(worker, socket, (command.secondsMax ?? ANSWER_SECONDS_MAX) * 1_000);
  }

  private constructor(worker: Worker, socket: Socket, answerMsMax: number) {
    this.#worker = worker;
    this.#socket = socket;
    this.#answerMsMax = answerMsMax;
    socket.on("error", () => {});
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

  /** The reply holds 8 bytes, the tensor, the signature. */
  decode(jpeg: Uint8Array, { width, height, channels, fit }: PictureShape): Promise<Reply> {
    const head = Uint16Array.of(width, height, channels, FITS.indexOf(fit));
    return this.ask(OP.decode, Buffer.concat([Buffer.from(head.buffer), jpeg]));
  }

  sha256(bytes: Uint8Array): Promise<Reply> {
    return this.ask(OP.sha256, bytes);
  }

  describe(bytes: Uint8Array): Promise<Reply> {
    return this.ask(OP.describe, bytes);
  }

  /** Rejects with WorkerGoneError. */
  async ask(op: number, bytes: Uint8Array = new Uint8Array()): Promise<Reply> {
    const head = Buffer.from(Uint32Array.of(op, bytes.length).buffer);
    this.#socket.write(Buffer.concat([head, bytes]));
    const reply = await this.#take(HEAD_BYTES);
    return { status: reply.readUInt32LE(0), bytes: await this.#take(reply.readUInt32LE(4)) };
  }

  close(): void {
    this.#socket.destroy();
    this.#worker.close();
  }

  async #take(byteLength: number): Promise<Buffer> {
    while (this.#received.length < byteLength) await this.#more();
    const taken = Buffer.from(this.#received.subarray(0, byteLength));
    this.#received = this.#received.subarray(byteLength);
    return taken;
  }

  #more(): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (error?: Error): void => {
        clearTimeout(timer);
        this.#socket.off("data", onData).off("close", onClose);
        if (error) reject(error);
        else resolve();
      };
      const onData = (): void => end();
      const onClose = (): void => end(new WorkerGoneError("the worker ended"));
      const timer = setTimeout(
        () => end(new WorkerGoneError("the worker took too long")),
        this.#answerMsMax,
      );
      this.#socket.on("data", onData).on("close", onClose);
      if (this.#socket.destroyed) onClose();
    });
  }
}
