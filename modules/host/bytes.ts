/** The standard's Byte Buffer (ECMA-419, 6): what every read and write of a host accepts. */
export type ByteBuffer = ArrayBuffer | Uint8Array | Int8Array | DataView;

/** The standard's Disposable Buffer: `close` gives the memory back at once. */
export interface DisposableBuffer extends ArrayBuffer {
  close(): void;
}
