import { ask, equal, fetchCatalogue, type Test, type TLSWorld, textOf } from "./tls-world.js";

/** Whom any host's HTTPS client must talk to, and that bytes come through whole. */
const BIG_BYTES = 20_000;
const ECHO_BYTES = 10_000;

export default async function conformance(t: Test, world: TLSWorld): Promise<void> {
  const catalogue = await fetchCatalogue(world);
  const { authority, otherAuthority } = catalogue;
  const greeted = async (question: Parameters<typeof ask>[2]) => {
    const { status, text } = await ask(world, catalogue, question);
    equal(status, 200);
    equal(text, "hello");
  };

  for (const server of ["tls-1.2", "tls-1.3"]) {
    await t(`talks to ${server} below an intermediate authority`, () => greeted({ server }));
    await t(`takes one of several authorities, with ${server}`, async () => {
      await greeted({ server, ca: [otherAuthority, authority] });
      await greeted({ server, ca: [authority, otherAuthority] });
    });
    await t(`brings a long reply whole, with ${server}`, async () => {
      const { text } = await ask(world, catalogue, { server, path: "/big" });
      equal(text, "x".repeat(BIG_BYTES));
    });
    await t(`sends a long body whole, with ${server}`, async () => {
      const body = new Uint8Array(ECHO_BYTES).map((_, at) => 97 + (at % 26));
      const { text } = await ask(world, catalogue, { server, path: "/echo", body });
      equal(text, textOf(body));
    });
  }
  await t("talks to a server directly below the authority", () => greeted({ server: "direct" }));
  await t("talks to a server whose root comes cross-signed by an older one", () =>
    greeted({ server: "cross-signed" }),
  );
  await t("talks TLS 1.3 where nothing less will do", () =>
    greeted({ server: "tls-1.3", minimumVersion: "TLSv1.3" }),
  );
}
