import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { asBytes } from "../modules/bytes/view.js";
import type { Checksum } from "../modules/host/checksum.js";

/** The firmware's sums by Node's own libraries. */
export const nodeChecksum: Checksum = {
  crc32: (bytes) => crc32(asBytes(bytes)),
  sha256: (bytes) => new Uint8Array(createHash("sha256").update(asBytes(bytes)).digest()).buffer,
};
