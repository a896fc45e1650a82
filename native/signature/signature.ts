import type { ByteBuffer } from "../../modules/host/bytes.js";
import type { Outcome } from "../../modules/host/outcome.js";
import type { Signature, SignatureCode, SignedDigest } from "../../modules/host/signature.js";

/** In the order of `enum signature_status` in signature.h, from 1. */
const CODES: readonly SignatureCode[] = [
  "signature-wrong-length",
  "signature-wrong-key",
  "signature-mismatch",
];

/** 32 bytes. Throws a TypeError where it is given anything but bytes. */
export function sha256(this: void, ...args: [bytes: ByteBuffer]): ArrayBuffer {
  return native("xs_signature_sha256").call(this, ...args) as ArrayBuffer;
}

type NativeArguments = [digest: ByteBuffer, signature: ByteBuffer, publicKey: ByteBuffer];

/** 20 bytes, for protocols that ask for it: it protects nothing. Throws as `sha256` does. */
export function sha1(this: void, ...args: [bytes: ByteBuffer]): ArrayBuffer {
  return native("xs_signature_sha1").call(this, ...args) as ArrayBuffer;
}

function verifyNative(this: void, ...args: NativeArguments): number {
  return native("xs_signature_verify").call(this, ...args) as number;
}

/** `verify` throws a TypeError where it is given anything but bytes. */
class NativeSignature implements Signature {
  verify({ digest, signature, publicKey }: SignedDigest): Outcome<void, SignatureCode> {
    const status = verifyNative(digest, signature, publicKey);
    if (status === 0) return { ok: true, value: undefined };
    return { ok: false, code: CODES[status - 1] as SignatureCode };
  }
}

export const signature: Signature = new NativeSignature();
