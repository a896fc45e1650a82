import type { SignedDigest } from "../../../modules/host/signature.js";
import { sha1, sha256, signature } from "../../../native/signature/signature.js";
import type { Assertions } from "../assertions.js";
import { bytesOfHex, toHex } from "./fixtures.js";

/** RFC 6979, A.2.5: the key, and its signature of "sample" with SHA-256. */
const PUBLIC_KEY = [
  "04",
  "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6",
  "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
];
const SIGNATURE = [
  "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
  "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
];
const MESSAGE = Uint8Array.from("sample", (letter) => letter.charCodeAt(0));

/** Signatures as scripts see them. */
export default function (t: Assertions): void {
  const signed: SignedDigest = {
    digest: sha256(MESSAGE),
    signature: bytesOfHex(SIGNATURE),
    publicKey: bytesOfHex(PUBLIC_KEY),
  };
  const abc = Uint8Array.of(97, 98, 99);
  t.equal(
    toHex(new Uint8Array(sha1(abc))),
    "a9993e364706816aba3e25717850c26c9cd0d89d",
    "FIPS 180-4's SHA-1 of abc",
  );
  t.throws(() => sha1("abc" as unknown as Uint8Array), TypeError, "the SHA-1 of a string");
  const codeOf = (changed: Partial<SignedDigest>) => {
    const outcome = signature.verify({ ...signed, ...changed });
    return outcome.ok ? "ok" : outcome.code;
  };
  t.equal(codeOf({ digest: sha256(new Uint8Array(1)) }), "signature-mismatch", "another message");
  t.equal(codeOf({ signature: new Uint8Array(64) }), "signature-mismatch", "r and s of 0");
  t.equal(codeOf({ signature: new Uint8Array(63) }), "signature-wrong-length", "a short signature");
  t.equal(codeOf({ digest: new Uint8Array(20) }), "signature-wrong-length", "a short digest");
  t.equal(codeOf({ publicKey: new Uint8Array(64) }), "signature-wrong-length", "a short key");
  t.equal(codeOf({ publicKey: offTheCurve() }), "signature-wrong-key", "no point of the curve");
  const text = "r and s" as unknown as Uint8Array;
  t.throws(() => codeOf({ signature: text }), TypeError, "a signature that is a string");
  t.equal(codeOf({}), "ok", "the signature of RFC 6979");
  const surrounded = bytesOfHex(["ff", ...SIGNATURE, "ff"]).subarray(1, 65);
  t.equal(codeOf({ signature: surrounded }), "ok", "a signature that is part of a buffer");
}

function offTheCurve(): Uint8Array {
  const point = bytesOfHex(PUBLIC_KEY);
  point[64] = (point[64] as number) ^ 1;
  return point;
}
