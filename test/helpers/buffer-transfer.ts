/**
 * Gives Node 20 what XS has and it lacks: `ArrayBuffer.prototype.transfer`, with which a disposable
 * buffer detaches itself. Returns what puts the prototype back as it was.
 */
export function lendTransfer(): () => void {
  if ("transfer" in ArrayBuffer.prototype) return () => {};
  Object.defineProperty(ArrayBuffer.prototype, "transfer", {
    configurable: true,
    writable: true,
    value: function transfer(this: ArrayBuffer, byteLength = this.byteLength): ArrayBuffer {
      const moved = structuredClone(this, { transfer: [this] });
      const result = new ArrayBuffer(byteLength);
      new Uint8Array(result).set(new Uint8Array(moved).subarray(0, byteLength));
      return result;
    },
  });
  return () => Reflect.deleteProperty(ArrayBuffer.prototype, "transfer");
}
