import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { isIP } from "node:net";
import * as x509 from "@peculiar/x509";

/**
 * Certificates for the run and for tests: EC P-256, signed with SHA-256, valid by the real clock.
 * Node checks them against the machine's own time, never against the virtual one.
 */
export interface Authority {
  readonly caDer: Uint8Array;
  issue(options: LeafOptions): Promise<ServerIdentity>;
}

/** What a Node TLS server wants. The key lives in memory only. */
export interface ServerIdentity {
  readonly key: string;
  readonly cert: string;
  readonly certDer: Uint8Array;
}

export interface LeafOptions {
  /** DNS names and IP addresses, in any mixture. */
  readonly names: readonly string[];
  readonly validity?: Validity;
}

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const DAY_MS = 86_400_000;
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

x509.cryptoProvider.set(webcrypto);

/** The commonest length of an ECDSA signature in DER, and one serial number for all. */
const SIGNATURE_BYTES = 71;
const AUTHORITY_SERIAL = "4e69676874";
const ATTEMPTS_MAX = 200;

/**
 * Its certificate has the same length every time: the firmware carries it to its TLS, at a price in
 * computrons that depends on the length, and runs of one seed must not differ.
 */
export async function makeAuthority(name = "Nightjar run authority"): Promise<Authority> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const keys = await makeKeys();
    const ca = await selfSignedCa(name, keys);
    if (ca.signature.byteLength !== SIGNATURE_BYTES) continue;
    return {
      caDer: new Uint8Array(ca.rawData),
      issue: (options) => issueLeaf(ca, keys.privateKey, options),
    };
  }
  throw new Error(`no signature of ${SIGNATURE_BYTES} bytes in ${ATTEMPTS_MAX} attempts`);
}

async function selfSignedCa(name: string, keys: CryptoKeyPair): Promise<x509.X509Certificate> {
  return x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    serialNumber: AUTHORITY_SERIAL,
    ...aroundNow(),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
}

async function issueLeaf(
  ca: x509.X509Certificate,
  signingKey: CryptoKey,
  { names, validity = aroundNow() }: LeafOptions,
): Promise<ServerIdentity> {
  const keys = await makeKeys();
  const leaf = await x509.X509CertificateGenerator.create({
    subject: `CN=${names[0] ?? "nobody"}`,
    issuer: ca.subject,
    ...validity,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      ...serverExtensions(names),
      await x509.AuthorityKeyIdentifierExtension.create(ca.publicKey),
    ],
  });
  return identityOf(leaf, keys.privateKey);
}

/** A server that vouches for itself, which no client may believe. */
export async function makeSelfSigned({
  names,
  validity = aroundNow(),
}: LeafOptions): Promise<ServerIdentity> {
  const keys = await makeKeys();
  const leaf = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${names[0] ?? "nobody"}`,
    ...validity,
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: serverExtensions(names),
  });
  return identityOf(leaf, keys.privateKey);
}

/** A validity that ended yesterday. */
export function expiredValidity(): Validity {
  return shifted(-30 * DAY_MS, -DAY_MS);
}

/** A validity that begins tomorrow. */
export function futureValidity(): Validity {
  return shifted(DAY_MS, 30 * DAY_MS);
}

function aroundNow(): Validity {
  return shifted(-DAY_MS, 2 * DAY_MS);
}

function shifted(fromMs: number, toMs: number): Validity {
  const nowMs = Date.now();
  return { notBefore: new Date(nowMs + fromMs), notAfter: new Date(nowMs + toMs) };
}

function serverExtensions(names: readonly string[]): x509.Extension[] {
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension(
      names.map((value) => ({
        type: isIP(value) === 0 ? ("dns" as const) : ("ip" as const),
        value,
      })),
    ),
  ];
}

function makeKeys(): Promise<CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}

async function identityOf(
  leaf: x509.X509Certificate,
  privateKey: CryptoKey,
): Promise<ServerIdentity> {
  const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", privateKey);
  return {
    key: x509.PemConverter.encode(pkcs8, "PRIVATE KEY"),
    cert: leaf.toString("pem"),
    certDer: new Uint8Array(leaf.rawData),
  };
}
