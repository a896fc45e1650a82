import assert from "node:assert/strict";
import { dirname } from "node:path";
import { type Import, importsOf, projectFiles } from "./sources.js";

/** Later stages may know types of earlier ones, never the other way round. */
const STAGES = [
  "text",
  "bytes",
  "frame",
  "motion",
  "settings",
  "reset",
  "detector",
  "policy",
  "power",
  "cloud",
  "outbox",
  "privacy",
  "indicator",
  "report",
  "webhook",
];

/** Imports that break a rule with a reason; this list may only shrink. */
const EXCEPTIONS: readonly string[] = [];

const TYPESCRIPT = projectFiles().filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"));

function offences(inFolder: RegExp, allowed: (each: Import) => boolean): string[] {
  return TYPESCRIPT.filter((path) => inFolder.test(path))
    .flatMap(importsOf)
    .filter((each) => !allowed(each))
    .map(({ from, to }) => `${from} -> ${to}`)
    .filter((offence) => !EXCEPTIONS.includes(offence));
}

const stageOf = (path: string) => path.match(/^modules\/([^/]+)\//)?.[1] ?? "";

describe("who may import whom", () => {
  it("finds the imports that it judges", () => {
    const wake = importsOf("modules/cycle/wake.ts").map(({ to }) => to);
    assert.ok(wake.includes("modules/host/host.ts"), wake.join());
  });

  it("lets modules/ know nothing but modules/", () => {
    assert.deepEqual(
      offences(/^modules\//, ({ to, relative }) => relative && to.startsWith("modules/")),
      [],
    );
  });

  it("keeps modules/host to types of its own", () => {
    assert.deepEqual(
      offences(/^modules\/host\//, ({ to }) => to.startsWith("modules/host/")),
      [],
    );
  });

  it("lets a stage know the host's types and the stages before it, and cycle them all", () => {
    const allowed = ({ from, to }: Import) => {
      const own = stageOf(from);
      const other = stageOf(to);
      if (other === "host" || other === own || own === "cycle") return true;
      return STAGES.includes(other) && STAGES.indexOf(other) < STAGES.indexOf(own);
    };
    assert.deepEqual(offences(/^modules\/(?!host\/)/, allowed), []);
  });

  it("keeps every module in a known stage", () => {
    const unknown = TYPESCRIPT.map(stageOf).filter(
      (stage) => stage !== "" && !["host", "cycle", ...STAGES].includes(stage),
    );
    assert.deepEqual(unknown, []);
  });

  it("keeps labels out of the firmware: nothing in it reaches the board", () => {
    const firmware = /^(main\.ts|modules\/|native\/|hosts\/[^/]+\/firmware\/)/;
    assert.deepEqual(
      offences(firmware, ({ to }) => !/^(hosts\/simulator\/board\/|tools\/|test\/)/.test(to)),
      [],
    );
  });

  it("keeps one host from knowing another", () => {
    const allowed = ({ from, to }: Import) =>
      !to.startsWith("hosts/") || to.split("/")[1] === from.split("/")[1];
    assert.deepEqual(offences(/^hosts\//, allowed), []);
  });

  it("lets a host's firmware know the host's types, the forms of texts, native/ and itself", () => {
    const allowed = ({ from, to, relative }: Import) =>
      !relative ||
      /^(native\/|modules\/(host|text)\/)/.test(to) ||
      to.startsWith(`${dirname(from)}/`);
    assert.deepEqual(offences(/^hosts\/[^/]+\/firmware\/[^/]+$/, allowed), []);
  });

  it("lets the virtual board know itself and the host's types, so that it judges nothing", () => {
    const allowed = ({ to, relative }: Import) =>
      !relative || /^(hosts\/simulator\/board\/|modules\/host\/)/.test(to);
    assert.deepEqual(offences(/^hosts\/simulator\/board\//, allowed), []);
  });

  it("lets native/ know the host's types and itself", () => {
    const allowed = ({ to }: Import) => /^(native\/|modules\/host\/)/.test(to);
    assert.deepEqual(offences(/^native\//, allowed), []);
  });

  it("lets nothing but tests import a test", () => {
    assert.deepEqual(
      offences(/^(?!test\/)/, ({ to }) => !to.startsWith("test/")),
      [],
    );
  });
});
