import type { DisposableBuffer } from "../../../modules/host/bytes.js";
import { call } from "./board.js";

const kSession = Symbol("session");

/** A frame that gives its memory back before the garbage collector would. */
class Frame extends ArrayBuffer implements DisposableBuffer {
  /** By which the board knows where the frame came from. */
  declare readonly [kSession]: unknown;

  /** What is cut out of a frame is nobody's frame. */
  static override get [Symbol.species](): ArrayBufferConstructor {
    return ArrayBuffer;
  }

  close(): void {
    if (detach(this)) call({ op: "camera.release", session: this[kSession] });
  }
}

/** Makes the bytes that came from the board a frame, without a copy. */
export function disposable(bytes: ArrayBuffer, session: unknown): DisposableBuffer {
  Object.defineProperty(bytes, kSession, { value: session });
  return Object.setPrototypeOf(bytes, Frame.prototype) as DisposableBuffer;
}

/** False where it was detached before; a frame always has bytes. */
function detach(buffer: ArrayBuffer): boolean {
  if (buffer.byteLength === 0) return false;
  (buffer as TransferableBuffer).transfer(0);
  return true;
}

/** ECMAScript 2024, and in XS for long. */
interface TransferableBuffer extends ArrayBuffer {
  transfer(byteLength: number): ArrayBuffer;
}
