import assert from "node:assert/strict";
import { mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BuildFolder } from "../../../tools/firmware/build-folder.js";
import { askedComponents, listComponents } from "../../../tools/firmware/idf-components.js";
import { ToolError } from "../../../tools/firmware/programs.js";
import { openScratchFolder, type ScratchFolder } from "../../helpers/scratch-folder.js";

/** As mcconfig writes it: each component asked for beside the others. */
const asking = (...components: string[]) =>
  `BUILD_DEPENDENCIES = ${components
    .map((component) => `grep -q 'x' idf_component.yml || idf.py add-dependency "${component}"`)
    .join("& ")}\n`;

describe("the components a firmware build asks ESP-IDF for", () => {
  let scratch: ScratchFolder;
  let folder: BuildFolder;
  let list: string;

  beforeEach(() => {
    scratch = openScratchFolder();
    const project = scratch.path("xsProj-esp32");
    list = join(project, "main/idf_component.yml");
    folder = {
      bin: scratch.path("bin"),
      temporary: scratch.path(""),
      project,
      idf: join(project, "build"),
      sdkconfig: join(project, "sdkconfig.mc"),
    };
  });
  afterEach(() => scratch.remove());

  const makefileOf = (text: string) => writeFileSync(scratch.path("makefile"), text);

  it("cannot be told without a makefile", () => {
    assert.throws(() => listComponents(folder), ToolError);
  });

  it("are read with their versions", () => {
    const text = asking(
      "espressif/esp-nn==1.2.3",
      "joltwallet/littlefs",
      "espressif/esp_jpeg^1.3.1",
    );
    assert.deepEqual(askedComponents(text), [
      { name: "espressif/esp-nn", version: "==1.2.3" },
      { name: "joltwallet/littlefs", version: "*" },
      { name: "espressif/esp_jpeg", version: "^1.3.1" },
    ]);
  });

  it("are listed, every one of them", () => {
    makefileOf(asking("espressif/esp-nn==1.2.3", "espressif/esp_jpeg^1.3.1"));
    listComponents(folder);
    assert.equal(
      readFileSync(list, "utf8"),
      'dependencies:\n  espressif/esp-nn: "==1.2.3"\n  espressif/esp_jpeg: "^1.3.1"\n',
    );
  });

  it("are an empty list where there is none", () => {
    makefileOf("BUILD_DEPENDENCIES = \n");
    listComponents(folder);
    assert.equal(readFileSync(list, "utf8"), "dependencies: {}\n");
  });

  it("leave a list that says the same as old as it was", () => {
    makefileOf(asking("espressif/esp-nn==1.2.3"));
    listComponents(folder);
    utimesSync(list, 1, 1);
    listComponents(folder);
    assert.equal(statSync(list).mtimeMs, 1000);
  });

  it("leave a new project old enough for the SDK to fill it", () => {
    makefileOf(asking("espressif/esp-nn==1.2.3"));
    listComponents(folder);
    assert.equal(statSync(folder.project).mtimeMs, 0);
  });

  it("leave a project that was filled as it is", () => {
    makefileOf(asking("espressif/esp-nn==1.2.3"));
    mkdirSync(folder.project);
    utimesSync(folder.project, 1, 1);
    listComponents(folder);
    assert.notEqual(statSync(folder.project).mtimeMs, 0);
  });
});
