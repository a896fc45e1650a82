import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ManifestError, readManifest } from "../../tools/manifest.js";

describe("the manifest, as the desktop host reads it", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "manifest-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(files: Record<string, unknown>): string {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(
        join(folder, name),
        typeof content === "string" ? content : JSON.stringify(content),
      );
    }
    return join(folder, "manifest.json");
  }

  function refused(files: Record<string, unknown>, why: RegExp): void {
    const path = write(files);
    assert.throws(
      () => readManifest(path, "simulator"),
      (error: Error) => error instanceof ManifestError && why.test(error.message),
    );
  }

  it("refuses text that is not JSON", () => refused({ "manifest.json": "{" }, /manifest\.json/));

  it("refuses a key that it would not obey", () =>
    refused({ "manifest.json": { resources: {} } }, /does not understand "resources"/));

  it("refuses a platform that the manifest names an error for", () =>
    refused({ "manifest.json": { platforms: { "...": { error: "not here" } } } }, /not here/));

  it("refuses a source that is not there", () =>
    refused({ "manifest.json": { modules: { a: "./a" } } }, /no file matches/));

  it("refuses a folder that is not there", () =>
    refused({ "manifest.json": { modules: { "a/*": "./a/*" } } }, /no such folder/));

  it("refuses a variable without a value", () =>
    refused({ "manifest.json": { modules: { a: "$(NOWHERE_SET)/a" } } }, /NOWHERE_SET/));

  it("refuses two C files of one name, of which mcconfig would drop one", () =>
    refused(
      {
        "manifest.json": { modules: { "*": ["./a/same", "./b/same"] } },
        "a/same.c": "",
        "b/same.c": "",
      },
      /dropped/,
    ));

  it("refuses a preload pattern, since mcconfig's passes over TypeScript", () =>
    refused(
      { "manifest.json": { modules: { "a/*": "./a/*" }, preload: ["a/*"] }, "a/x.ts": "" },
      /name each module/,
    ));

  it("refuses to preload what is no module", () =>
    refused({ "manifest.json": { preload: ["a"] } }, /no such module/));

  it("names the files of a folder under their target", () => {
    const path = write({
      "manifest.json": { modules: { "in/*": "./src/*" } },
      "src/one.ts": "",
      "src/two.js": "",
      "src/types.d.ts": "",
      "src/deeper/three.ts": "",
    });
    const { modules } = readManifest(path, "simulator");
    assert.deepEqual([...modules.keys()], ["in/one", "in/two"]);
  });

  it("takes C files for the build and scripts for the table, from one pattern", () => {
    const path = write({
      "manifest.json": { modules: { "*": "./n/*" } },
      "n/glue.c": "",
      "n/glue.ts": "",
      "n/glue.h": "",
    });
    const { modules, cFiles } = readManifest(path, "simulator");
    assert.deepEqual([...modules.keys()], ["glue"]);
    assert.deepEqual(cFiles, [join(folder, "n/glue.c")]);
  });

  it("refuses two files for one module, of which mcconfig would keep the first", () =>
    refused(
      {
        "manifest.json": { include: "./lib/manifest.json", modules: { shared: "./shared" } },
        "lib/manifest.json": { modules: { shared: "./shared" } },
        "shared.ts": "",
        "lib/shared.ts": "",
      },
      /leave one out by "~"/,
    ));

  it("takes the platform's part, and variables from the folder of the manifest that sets them", () => {
    const path = write({
      "manifest.json": {
        build: { HERE: "./own" },
        include: "./lib/manifest.json",
        modules: { shared: "$(HERE)/shared" },
        platforms: {
          simulator: { modules: { host: "./own/host" } },
          esp32: { modules: { host: "./x" } },
        },
      },
      "lib/manifest.json": { modules: { other: "$(HERE)/other" }, preload: ["other"] },
      "own/other.ts": "",
      "own/shared.ts": "",
      "own/host.ts": "",
    });
    const { modules, preload } = readManifest(path, "simulator");
    assert.equal(modules.get("shared"), join(folder, "own/shared.ts"));
    assert.equal(modules.get("other"), join(folder, "own/other.ts"));
    assert.equal(modules.get("host"), join(folder, "own/host.ts"));
    assert.deepEqual(preload, ["other"]);
  });

  it("leaves out what is named under ~, so that another file can take its place", () => {
    const path = write({
      "manifest.json": {
        include: "./lib/manifest.json",
        modules: { "~": "./lib/main", main: "./main" },
      },
      "lib/manifest.json": { modules: { "*": "./main" } },
      "lib/main.ts": "",
      "main.ts": "",
    });
    assert.equal(readManifest(path, "simulator").modules.get("main"), join(folder, "main.ts"));
  });

  it("counts a file where it is named first", () => {
    const path = write({
      "manifest.json": { modules: { first: "./src/one", "src/*": "./src/*" } },
      "src/one.ts": "",
      "src/two.ts": "",
    });
    assert.deepEqual([...readManifest(path, "simulator").modules.keys()], ["first", "src/two"]);
  });

  it("includes a manifest once, even where two include each other", () => {
    const path = write({
      "manifest.json": { include: ["./b.json", "./b.json"], modules: { a: "./a" } },
      "b.json": { include: "./manifest.json" },
      "a.ts": "",
    });
    assert.deepEqual([...readManifest(path, "simulator").modules.keys()], ["a"]);
  });
});
