import type { DisposableBuffer } from "../../modules/host/bytes.js";

const kOnClose = Symbol("onClose");

/** A frame that gives its memory back before the garbage collector would. */
class Frame extends ArrayBuffer implements DisposableBuffer {
  declare readonly [kOnClose]: () => void;

  /** What is cut out of a frame is nobody's frame. */
  static override get [Symbol.species](): ArrayBufferConstructor {
    return ArrayBuffer;
  }

  close(): void {
    if (detach(this)) this[kOnClose]();
  }
}

/** Makes the bytes a frame, without a copy; `onClose` is called at its first `close`. */
export function disposable(bytes: ArrayBuffer, onClose: () => void): DisposableBuffer {
  Object.defineProperty(bytes, kOnClose, { value: onClose });
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
