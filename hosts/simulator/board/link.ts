import type { Readable, Writable } from "node:stream";

/** The board's end of the link to the firmware's process: docs/SPEC.md, "The link". */

const HEADER_BYTES = 32;
export const TEXT_BYTES_MAX = 64 * 1024;
export const PAYLOAD_BYTES_MAX = 4 * 1024 * 1024;

/** What the firmware asked, and what its engine had used until then. */
export interface FirmwareFrame {
  readonly text: string;
  readonly payload: Uint8Array;
  readonly computrons: number;
  readonly slotBytesPeak: number;
  readonly chunkBytesPeak: number;
  /** Pictures decoded and networks run since the frame before. */
  readonly decodes: number;
  readonly inferences: number;
}

/** At its peak so far. */
export function heapBytesOf({ slotBytesPeak, chunkBytesPeak }: FirmwareFrame): number {
  return slotBytesPeak + chunkBytesPeak;
}

export interface BoardFrame {
  readonly text: string;
  readonly payload: Uint8Array;
  /** The listener of an event, 0 for an answer. */
  readonly target: number;
  readonly monotonicMs: number;
  readonly wallMs: number;
}

export class LinkError extends Error {}

/** Cuts a stream of bytes into frames. */
export class FrameReader {
  #bytes: Uint8Array = new Uint8Array(0);

  /** The frames that `chunk` completes. */
  push(chunk: Uint8Array): FirmwareFrame[] {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    const frames: FirmwareFrame[] = [];
    for (let frame = this.#take(); frame !== undefined; frame = this.#take()) frames.push(frame);
    return frames;
  }

  #take(): FirmwareFrame | undefined {
    if (this.#bytes.length < HEADER_BYTES) return undefined;
    const header = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, HEADER_BYTES);
    const textBytes = header.getUint32(0, true);
    const payloadBytes = header.getUint32(4, true);
    if (textBytes > TEXT_BYTES_MAX || payloadBytes > PAYLOAD_BYTES_MAX)
      throw new LinkError(
        `the firmware sent a frame over its bounds (${textBytes}, ${payloadBytes})`,
      );
    const end = HEADER_BYTES + textBytes + payloadBytes;
    if (this.#bytes.length < end) return undefined;
    const frame = {
      text: Buffer.from(this.#bytes.subarray(HEADER_BYTES, HEADER_BYTES + textBytes)).toString(
        "utf8",
      ),
      payload: this.#bytes.slice(HEADER_BYTES + textBytes, end),
      slotBytesPeak: header.getUint32(8, true),
      chunkBytesPeak: header.getUint32(12, true),
      computrons: Number(header.getBigUint64(16, true)),
      decodes: header.getUint32(24, true),
      inferences: header.getUint32(28, true),
    };
    this.#bytes = this.#bytes.subarray(end);
    return frame;
  }
}

export function encodeFrame(frame: BoardFrame): Uint8Array {
  const text = Buffer.from(frame.text, "utf8");
  if (text.length > TEXT_BYTES_MAX || frame.payload.length > PAYLOAD_BYTES_MAX)
    throw new LinkError(`a frame over its bounds (${text.length}, ${frame.payload.length})`);
  const bytes = Buffer.alloc(HEADER_BYTES + text.length + frame.payload.length);
  bytes.writeUInt32LE(text.length, 0);
  bytes.writeUInt32LE(frame.payload.length, 4);
  bytes.writeUInt32LE(frame.target, 8);
  bytes.writeBigUInt64LE(BigInt(Math.round(frame.monotonicMs * 1000)), 16);
  bytes.writeBigUInt64LE(BigInt(Math.round(frame.wallMs * 1000)), 24);
  bytes.set(text, HEADER_BYTES);
  bytes.set(frame.payload, HEADER_BYTES + text.length);
  return bytes;
}

interface Waiting {
  readonly resolve: (frame: FirmwareFrame) => void;
  readonly reject: (error: unknown) => void;
}

/** Frames one at a time, in the strict alternation that the link keeps. */
export class Link {
  readonly #reader = new FrameReader();
  readonly #output: Writable;
  #waiting: Waiting | undefined;
  #ready: FirmwareFrame | undefined;
  #failure: unknown;

  constructor(input: Readable, output: Writable) {
    this.#output = output;
    // A dead firmware is told by its process; a write that meets no reader tells nothing more.
    output.on("error", () => {});
    input.on("data", (chunk: Uint8Array) => this.#receive(chunk));
  }

  #receive(chunk: Uint8Array): void {
    if (this.#failure !== undefined) return;
    try {
      for (const frame of this.#reader.push(chunk)) this.#take(frame);
    } catch (error) {
      this.#failure = error;
      this.#waiting?.reject(error);
      this.#waiting = undefined;
    }
  }

  #take(frame: FirmwareFrame): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting) waiting.resolve(frame);
    else if (this.#ready) throw new LinkError("the firmware spoke out of turn");
    else this.#ready = frame;
  }

  /**
   * The firmware's next frame. Rejects with LinkError once what it sent breaks the link's rules,
   * and never settles where there will be no frame.
   */
  next(): Promise<FirmwareFrame> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const frame = this.#ready;
    this.#ready = undefined;
    if (frame) return Promise.resolve(frame);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  /** A new firmware begins: whoever still waits for a word of the last one waits for ever. */
  restart(): void {
    this.#waiting = undefined;
    this.#ready = undefined;
  }

  send(frame: BoardFrame): void {
    this.#output.write(encodeFrame(frame));
  }
}
