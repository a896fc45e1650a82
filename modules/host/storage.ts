import type { ByteBuffer } from "./bytes.js";

/** Flash (ECMA-419, 28): partitions by name. */
export interface FlashModule {
  open(options: { path: string; mode?: "r" | "r+"; format?: "buffer" }): FlashPartition;
  [Symbol.iterator](): Iterator<string>;
}

export interface FlashStatus {
  readonly size: number;
  readonly blockLength: number;
  readonly blocks: number;
  readonly eraseValue: number;
  readonly writeAlign: number;
}

export interface FlashPartition {
  read(byteLength: number, byteOffset: number): ArrayBuffer;
  read(buffer: ByteBuffer, byteOffset: number): number;
  write(buffer: ByteBuffer, byteOffset: number): void;
  eraseBlock(start: number, end?: number): void;
  status(): FlashStatus;
  close(): void;
}

/** Key-Value (ECMA-419, 28): small values, whole, by domain. */
export interface KeyValueModule {
  open(options: { path: string; mode?: "r" | "r+"; format?: KeyValueFormat }): KeyValueDomain;
}

export type KeyValueFormat =
  | "buffer"
  | "string"
  | "uint8"
  | "int8"
  | "uint16"
  | "int16"
  | "uint32"
  | "int32"
  | "uint64"
  | "int64";

export type KeyValueValue = ArrayBuffer | string | number | bigint;

export interface KeyValueDomain {
  format: KeyValueFormat;
  /** The value, or undefined where the key is unknown; TypeError where it has another format. */
  read(key: string): KeyValueValue | undefined;
  read(key: string, buffer: ByteBuffer): number | undefined;
  write(key: string, value: ByteBuffer | string | number | bigint): void;
  delete(key: string): void;
  [Symbol.iterator](): Iterator<string>;
  close(): void;
}
