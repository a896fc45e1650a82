import type { Chance } from "./chance.js";

/**
 * What may be wrong with a camera (docs/SPEC.md, "Faults"). `absent`: the sensor does not answer;
 * `silent`: it opens, and no frame ever comes; the others spoil single frames.
 */
export type CameraFault = "absent" | "silent" | "corrupt" | "truncated" | "huge";

const TRUNCATED_PART = 0.4;
const CORRUPT_BYTES = 48;
/** Past the tables: the frame still begins like a JPEG, and says a size. */
const CORRUPT_FROM_BYTE = 160;
const HUGE_BYTES_MIN = 200 * 1024;
const COMMENT_BYTES_MAX = 0xffff;

/** A spoiled copy of a frame. */
export function spoiled(jpeg: Buffer, fault: CameraFault, seed: Chance): Buffer {
  if (fault === "truncated") return Buffer.from(jpeg.subarray(0, jpeg.length * TRUNCATED_PART));
  if (fault === "corrupt") return corrupted(jpeg, seed);
  if (fault === "huge") return enlarged(jpeg);
  return jpeg;
}

/** Bytes lost on the parallel bus: values change, and the stream no longer ends as it should. */
function corrupted(jpeg: Buffer, seed: Chance): Buffer {
  const bytes = Buffer.from(jpeg);
  for (let count = 0; count < CORRUPT_BYTES; count++) {
    bytes[seed.whole(CORRUPT_FROM_BYTE, bytes.length - 1)] = seed.whole(0, 255);
  }
  bytes.fill(0, CORRUPT_FROM_BYTE, CORRUPT_FROM_BYTE + CORRUPT_BYTES);
  return bytes;
}

/** Still a good JPEG, with comments that make it larger than any frame may be. */
function enlarged(jpeg: Buffer): Buffer {
  const comment = Buffer.alloc(2 + COMMENT_BYTES_MAX, 0x20);
  comment.writeUInt16BE(0xfffe, 0);
  comment.writeUInt16BE(COMMENT_BYTES_MAX, 2);
  const count = Math.ceil(HUGE_BYTES_MIN / comment.length);
  const comments = Array.from({ length: count }, () => comment);
  return Buffer.concat([jpeg.subarray(0, 2), ...comments, jpeg.subarray(2)]);
}
