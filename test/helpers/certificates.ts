import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";
import type { Validity } from "../../hosts/simulator/board/cloud/test-authority.js";

/**
 * Certificates of every kind, the forged ones too, for servers that a client must see through. EC
 * P-256 with SHA-256, made for each run, never written to a file.
 */
export interface Identity {
  readonly certificate: x509.X509Certificate;
  readonly keys: CryptoKeyPair;
}

export interface CertificateOptions {
  readonly subject: string;
  /** Who signs; nobody but itself where it is missing. */
  readonly issuer?: Identity;
  readonly isAuthority?: boolean;
  /** DNS names of a server. */
  readonly names?: readonly string[];
  readonly validity?: Validity;
  /** What a leaf says that it is for; a server by default. */
  readonly purpose?: "server" | "client";
}

const DAY_MS = 86_400_000;
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

const PURPOSES = {
  server: x509.ExtendedKeyUsage.serverAuth,
  client: x509.ExtendedKeyUsage.clientAuth,
};

x509.cryptoProvider.set(webcrypto);

export async function makeIdentity(options: CertificateOptions): Promise<Identity> {
  return certify(await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]), options);
}

/** Another certificate for the key of `real`. */
export function crossSign({ keys }: Identity, options: CertificateOptions): Promise<Identity> {
  return certify(keys, options);
}

async function certify(keys: CryptoKeyPair, options: CertificateOptions): Promise<Identity> {
  const { subject, issuer, validity = aroundNow() } = options;
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${subject}`,
    issuer: issuer?.certificate.subject ?? `CN=${subject}`,
    ...validity,
    publicKey: keys.publicKey,
    signingKey: issuer?.keys.privateKey ?? keys.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: await extensionsOf(options, keys.publicKey),
  });
  return { certificate, keys };
}

/** The same names as `real`, another key: what someone makes who has only seen the certificate. */
export async function forge(real: Identity, options: CertificateOptions): Promise<Identity> {
  const { keys } = await makeIdentity({ ...options, subject: "forger" });
  const forger = { certificate: options.issuer?.certificate ?? real.certificate, keys };
  return makeIdentity({ ...options, issuer: forger });
}

export function derOf({ certificate }: Identity): Uint8Array {
  return new Uint8Array(certificate.rawData);
}

/** What a Node TLS server wants: the key of the first, and all certificates in this order. */
export async function served(
  first: Identity,
  ...others: readonly Identity[]
): Promise<{ key: string; cert: string }> {
  const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", first.keys.privateKey);
  return {
    key: x509.PemConverter.encode(pkcs8, "PRIVATE KEY"),
    cert: [first, ...others].map(({ certificate }) => certificate.toString("pem")).join("\n"),
  };
}

function aroundNow(): Validity {
  const nowMs = Date.now();
  return { notBefore: new Date(nowMs - DAY_MS), notAfter: new Date(nowMs + 2 * DAY_MS) };
}

async function extensionsOf(
  { issuer, isAuthority = false, names = [], purpose = "server" }: CertificateOptions,
  publicKey: CryptoKey,
): Promise<x509.Extension[]> {
  const usage = isAuthority ? x509.KeyUsageFlags.keyCertSign : x509.KeyUsageFlags.digitalSignature;
  const extensions: x509.Extension[] = [
    new x509.BasicConstraintsExtension(isAuthority, undefined, true),
    new x509.KeyUsagesExtension(usage, true),
    await x509.SubjectKeyIdentifierExtension.create(publicKey),
  ];
  if (issuer !== undefined) {
    extensions.push(
      await x509.AuthorityKeyIdentifierExtension.create(issuer.certificate.publicKey),
    );
  }
  if (!isAuthority) {
    extensions.push(
      new x509.ExtendedKeyUsageExtension([PURPOSES[purpose]]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: "dns" as const, value })),
      ),
    );
  }
  return extensions;
}
