import type { NetworkCode } from "../../../modules/host/network.js";
import {
  equal,
  fetchCatalogue,
  fetchRequestCounts,
  type Question,
  refusalOf,
  type Test,
  type TLSWorld,
} from "./tls-world.js";

/** Whom no host's HTTPS client may talk to, and by which name it refuses. */
const REFUSED: readonly (readonly [what: string, server: string, code: NetworkCode])[] = [
  ["a forged leaf before the real chain", "forged-leaf", "tls-untrusted"],
  ["a forged leaf and a forged intermediate", "forged-intermediate", "tls-untrusted"],
  ["a forged intermediate before the real one", "forged-intermediate-first", "tls-untrusted"],
  ["a leaf that plays authority", "leaf-as-authority", "tls-untrusted"],
  ["a server that vouches for itself", "self-signed", "tls-untrusted"],
  ["a certificate for another purpose", "wrong-purpose", "tls-untrusted"],
  ["a certificate for another host", "wrong-host", "tls-wrong-host"],
  ["an expired certificate", "expired", "tls-expired"],
  ["a certificate that is not valid yet", "not-yet-valid", "tls-expired"],
  ["an expired intermediate", "expired-intermediate", "tls-expired"],
  ["a server that speaks TLS 1.1 at best", "tls-1.1", "tls-failed"],
  ["a key exchange with a spoilt signature", "spoiled-key-exchange", "tls-failed"],
  ["a handshake that is cut off", "cut-handshake", "network-reset"],
];

/** Who is trusted, and fails later: the request went out, the reply does not count. */
const FAILED: readonly (readonly [what: string, server: string, code: NetworkCode])[] = [
  ["a spoilt record of TLS 1.2", "spoiled-reply-1.2", "tls-failed"],
  ["a spoilt record of TLS 1.3", "spoiled-reply-1.3", "tls-failed"],
  ["a reply that is cut off", "cut-reply", "network-reset"],
];

export default async function conformance(t: Test, world: TLSWorld): Promise<void> {
  const catalogue = await fetchCatalogue(world);
  const before = await fetchRequestCounts(world);
  const refuses = async (question: Question, code: NetworkCode) => {
    equal(await refusalOf(world, catalogue, question), code);
    const after = await fetchRequestCounts(world);
    equal(after[question.server], before[question.server]);
  };

  for (const [what, server, code] of REFUSED) {
    await t(`refuses ${what}`, () => refuses({ server }, code));
  }
  await t("refuses a server of another authority's", () =>
    refuses({ server: "direct", ca: catalogue.otherAuthority }, "tls-untrusted"),
  );
  await t("refuses a server that the host's own store does not know", () =>
    refuses({ server: "direct", ca: null }, "tls-untrusted"),
  );
  await t("refuses TLS 1.2 where 1.3 is asked for", () =>
    refuses({ server: "tls-1.2", minimumVersion: "TLSv1.3" }, "tls-failed"),
  );
  // A reply that begins is no switch of protocols, cut off or not.
  const failed =
    world.webSocket === undefined ? FAILED : FAILED.filter(([, server]) => server !== "cut-reply");
  for (const [what, server, code] of failed) {
    await t(`fails at ${what}`, async () =>
      equal(await refusalOf(world, catalogue, { server }), code),
    );
  }
}
