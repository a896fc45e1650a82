import {
  expiredValidity,
  futureValidity,
} from "../../hosts/simulator/board/cloud/test-authority.js";
import {
  type CertificateOptions,
  crossSign,
  derOf,
  forge,
  type Identity,
  makeIdentity,
  served,
} from "./certificates.js";
import type { Spoiler } from "./spoiling-proxy.js";
import { cutHandshake, spoilKeyExchange, spoilReply } from "./spoiling-proxy.js";

/** One server that a TLS client has to judge. */
export interface TLSCase {
  readonly name: string;
  readonly key: string;
  readonly cert: string;
  readonly minVersion?: "TLSv1" | "TLSv1.2" | "TLSv1.3";
  readonly maxVersion?: "TLSv1.1" | "TLSv1.2" | "TLSv1.3";
  /** What somebody on the way does to the server's bytes. */
  readonly spoiler?: Spoiler;
  /** The server hangs up in the middle of each reply. */
  readonly cutsReplies?: boolean;
}

export interface TLSCases {
  /** The name that the good certificates carry. */
  readonly host: string;
  readonly authority: Uint8Array;
  /** Of somebody who has signed none of these. */
  readonly otherAuthority: Uint8Array;
  readonly cases: readonly TLSCase[];
}

const HOST = "tls.nightjar.test";

interface Trust {
  readonly root: Identity;
  readonly intermediate: Identity;
  readonly leaf: Identity;
}

/** Every server of the suites in test/conformance/network/tls-*.ts. */
export async function makeTLSCases(): Promise<TLSCases> {
  const root = await makeIdentity(ROOT);
  const other = await makeIdentity({ subject: "Another root", isAuthority: true });
  const intermediate = await makeIdentity({ ...INTERMEDIATE, issuer: root });
  const leaf = await makeIdentity({ ...LEAF, issuer: intermediate });
  const trust = { root, intermediate, leaf };
  return {
    host: HOST,
    authority: derOf(root),
    otherAuthority: derOf(other),
    cases: [
      ...(await goodServers(trust)),
      ...(await forgedServers(trust)),
      ...(await unfitServers(trust)),
      ...(await brokenServers(trust)),
    ],
  };
}

const ROOT = { subject: "Nightjar test root", isAuthority: true };
const INTERMEDIATE = { subject: "Nightjar test intermediate", isAuthority: true };
const LEAF = { subject: HOST, names: [HOST] };

async function goodServers({ root, intermediate, leaf }: Trust): Promise<TLSCase[]> {
  const chain = await served(leaf, intermediate);
  const direct = await makeIdentity({ ...LEAF, issuer: root });
  const older = await makeIdentity({ subject: "An older root", isAuthority: true });
  const crossSigned = await crossSign(root, { ...ROOT, issuer: older });
  return [
    { name: "tls-1.2", ...chain, maxVersion: "TLSv1.2" },
    { name: "tls-1.3", ...chain, minVersion: "TLSv1.3" },
    { name: "direct", ...(await served(direct)) },
    { name: "cross-signed", ...(await served(leaf, intermediate, crossSigned)) },
  ];
}

async function forgedServers(trust: Trust): Promise<TLSCase[]> {
  const { root, intermediate, leaf } = trust;
  const forgedLeaf = await forge(leaf, { ...LEAF, issuer: intermediate });
  const forgedIntermediate = await forge(intermediate, { ...INTERMEDIATE, issuer: root });
  const belowForged = await makeIdentity({ ...LEAF, issuer: forgedIntermediate });
  const belowLeaf = await makeIdentity({ ...LEAF, issuer: leaf });
  const selfSigned = await makeIdentity(LEAF);
  return [
    { name: "forged-leaf", ...(await served(forgedLeaf, leaf, intermediate)) },
    { name: "forged-intermediate", ...(await served(belowForged, forgedIntermediate)) },
    {
      name: "forged-intermediate-first",
      ...(await served(belowForged, forgedIntermediate, intermediate)),
    },
    { name: "leaf-as-authority", ...(await served(belowLeaf, leaf, intermediate)) },
    { name: "self-signed", ...(await served(selfSigned)) },
  ];
}

async function unfitServers({ root, intermediate }: Trust): Promise<TLSCase[]> {
  const unfit = async (name: string, options: Partial<CertificateOptions>) => {
    const leaf = await makeIdentity({ ...LEAF, issuer: intermediate, ...options });
    return { name, ...(await served(leaf, intermediate)) };
  };
  const oldIntermediate = await makeIdentity({
    ...INTERMEDIATE,
    subject: "Nightjar test intermediate of old",
    issuer: root,
    validity: expiredValidity(),
  });
  const belowOld = await makeIdentity({ ...LEAF, issuer: oldIntermediate });
  return [
    await unfit("wrong-host", { names: ["other.nightjar.test"] }),
    await unfit("expired", { validity: expiredValidity() }),
    await unfit("not-yet-valid", { validity: futureValidity() }),
    await unfit("wrong-purpose", { purpose: "client" }),
    { name: "expired-intermediate", ...(await served(belowOld, oldIntermediate)) },
  ];
}

async function brokenServers({ intermediate, leaf }: Trust): Promise<TLSCase[]> {
  const chain = await served(leaf, intermediate);
  return [
    { name: "tls-1.1", ...chain, minVersion: "TLSv1", maxVersion: "TLSv1.1" },
    { name: "spoiled-key-exchange", ...chain, maxVersion: "TLSv1.2", spoiler: spoilKeyExchange },
    { name: "spoiled-reply-1.2", ...chain, maxVersion: "TLSv1.2", spoiler: spoilReply },
    { name: "spoiled-reply-1.3", ...chain, minVersion: "TLSv1.3", spoiler: spoilReply },
    { name: "cut-handshake", ...chain, spoiler: cutHandshake },
    { name: "cut-reply", ...chain, cutsReplies: true },
  ];
}
