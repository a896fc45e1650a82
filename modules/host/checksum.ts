import type { ByteBuffer } from "./bytes.js";

/** `native/checksum` and `native/signature`: sums that script would compute too slowly. */
export interface Checksum {
  /** CRC-32 as in IEEE 802.3 (polynomial 0xEDB88320 reflected, all ones before and after). */
  crc32(bytes: ByteBuffer): number;
  /** 32 bytes. */
  sha256(bytes: ByteBuffer): ArrayBuffer;
}
