import { createHash } from "node:crypto";

/** By what the camera and the local cloud mean the same picture: SHA-256 in hexadecimal. */
export function sha256Of(jpeg: Uint8Array): string {
  return createHash("sha256").update(jpeg).digest("hex");
}
