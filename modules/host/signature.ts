import type { ByteBuffer } from "./bytes.js";
import type { Outcome } from "./outcome.js";

export interface SignedDigest {
  /** SHA-256 of what was signed, 32 bytes. */
  readonly digest: ByteBuffer;
  /** r, then s, 32 bytes each, big-endian. */
  readonly signature: ByteBuffer;
  /** 4, then x, then y: an uncompressed point of 65 bytes. */
  readonly publicKey: ByteBuffer;
}

export type SignatureCode = "signature-wrong-length" | "signature-wrong-key" | "signature-mismatch";

/** `native/signature`: ECDSA on the curve P-256 (FIPS 186-4) over a SHA-256. */
export interface Signature {
  /**
   * Whether the holder of the key signed the digest. Only who holds the private key can make a
   * signature, but whoever sees one can make its twin: a signature names nothing.
   */
  verify(signed: SignedDigest): Outcome<void, SignatureCode>;
}
