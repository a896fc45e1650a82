/** What native/camera/frame_xs.c does, in Node, whose ArrayBuffers stand for the frames. */
export const FRAME_NATIVES = {
  xs_frame_length(this: ArrayBuffer): number {
    return lengthOf(this);
  },
  xs_frame_release(this: ArrayBuffer): boolean {
    if (lengthOf(this) === 0) return false;
    structuredClone(this, { transfer: [this] });
    return true;
  },
};

/** The real one: a frame has one of its own. */
function lengthOf(buffer: ArrayBuffer): number {
  const getter = Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, "byteLength")?.get;
  return getter?.call(buffer) as number;
}
