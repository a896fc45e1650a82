import type { ByteBuffer } from "../../modules/host/bytes.js";
import type { Checksum } from "../../modules/host/checksum.js";
import { sha256 } from "../signature/signature.js";

function crc32(this: void, ...args: [bytes: ByteBuffer]): number {
  return native("xs_checksum_crc32").call(this, ...args) as number;
}

/** Throws a TypeError where it is given anything but bytes. */
export const checksum: Checksum = { crc32, sha256 };
