import type { DisposableBuffer } from "../../modules/host/bytes.js";

const kOnClose = Symbol("onClose");

/**
 * A frame in memory of its own, outside the script's heap, that gives it back at `close`. Of an
 * ArrayBuffer it has the length and what a view needs; what is cut out of it is plain.
 */
class Frame extends ArrayBuffer implements DisposableBuffer {
  declare readonly [kOnClose]: () => void;

  override get byteLength(): number {
    return frameLength.call(this);
  }

  override slice(start?: number, end?: number): ArrayBuffer {
    return new Uint8Array(this).slice(start, end).buffer;
  }

  close(): void {
    if (frameRelease.call(this)) this[kOnClose]();
  }
}

/** Makes the bytes of `xs_frame_...` a frame; `onClose` is called at its first `close`. */
export function disposable(bytes: ArrayBuffer, onClose: () => void): DisposableBuffer {
  Object.defineProperty(bytes, kOnClose, { value: onClose });
  return Object.setPrototypeOf(bytes, Frame.prototype) as DisposableBuffer;
}

/** A copy in the script's heap, of bytes that are given back. */
export function plain(bytes: ArrayBuffer): ArrayBuffer {
  const copy = new Uint8Array(bytes).slice().buffer;
  frameRelease.call(bytes);
  return copy;
}

/** Of bytes that are no frame yet. */
export function lengthOf(bytes: ArrayBuffer): number {
  return frameLength.call(bytes);
}

// Neither takes an argument: an empty list to spread would cost each call of a quiet wake.
function frameLength(this: ArrayBuffer): number {
  return native("xs_frame_length").call(this) as number;
}

function frameRelease(this: ArrayBuffer): boolean {
  return native("xs_frame_release").call(this) as boolean;
}
