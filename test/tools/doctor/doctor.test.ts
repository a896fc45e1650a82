import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { Diagnosis, Machine } from "../../../tools/doctor/diagnosis.js";
import { examine, describe as inWords, isFit } from "../../../tools/doctor/examine.js";
import { ROOT } from "../../../tools/project-paths.js";
import { fakeProgram, writeFile } from "../../helpers/fake-programs.js";
import { openScratchFolder, type ScratchFolder } from "../../helpers/scratch-folder.js";

const SDK_TOOLS = ["mcconfig", "mcrez", "xsc", "xsid", "xsl"];
/** What a shell needs to run a fake program. */
const SYSTEM = "/usr/bin:/bin";

describe("the doctor", () => {
  let folder: ScratchFolder;
  let machine: Machine;

  /** A machine that has everything, of which each test takes something away. */
  beforeEach(() => {
    folder = openScratchFolder();
    writeFile(folder, "sdk/tools/VERSION", "8.2.3\n");
    for (const tool of SDK_TOOLS) fakeProgram(folder, `sdk/build/bin/lin/release/${tool}`, "");
    const idfVersion =
      "set(IDF_VERSION_MAJOR 6)\nset(IDF_VERSION_MINOR 0)\nset(IDF_VERSION_PATCH 0)\n";
    writeFile(folder, "idf/tools/cmake/version.cmake", idfVersion);
    writeFile(folder, "idf/export.sh", `export PATH="${folder.path("idf/bin")}:$PATH"\n`);
    fakeProgram(folder, "idf/bin/idf.py", "");
    fakeProgram(folder, "idf/bin/git", "echo v6.0");
    fakeProgram(folder, "idf/bin/cmake", "echo cmake version 3.30.2");
    fakeProgram(folder, "idf/bin/ninja", "echo 1.12.1");
    fakeProgram(folder, "idf/bin/python3", "echo Python 3.12.1");
    fakeProgram(folder, "idf/bin/xtensa-esp32-elf-gcc", "echo xtensa-esp32-elf-gcc 15.1.0");
    fakeProgram(folder, "idf/bin/esptool", "echo 5.1.0");
    fakeProgram(folder, "node_modules/.bin/tsc", "echo Version 7.0.2");
    writeFile(folder, "dev/ttyUSB0", "");
    const env = { MODDABLE: folder.path("sdk"), IDF_PATH: folder.path("idf"), PATH: SYSTEM };
    machine = { root: folder.path("."), env, platform: "linux", deviceFolder: folder.path("dev") };
  });
  afterEach(() => folder.remove());

  const found = (name: string, given = machine): Diagnosis => {
    const diagnosis = examine(given).find((each) => each.name === name);
    assert.ok(diagnosis, `no diagnosis of ${name}`);
    return diagnosis;
  };

  function misses(name: string, what: RegExp, fix: RegExp, given = machine): void {
    const diagnosis = found(name, given);
    assert.equal(diagnosis.state, "missing", JSON.stringify(diagnosis));
    assert.match(diagnosis.found, what);
    assert.match(diagnosis.fix ?? "", fix);
    assert.equal(isFit(examine(given)), false);
  }

  const without = (name: string): Machine => ({
    ...machine,
    env: { ...machine.env, [name]: undefined },
  });

  it("misses an SDK that no variable names", () =>
    misses(
      "Moddable SDK",
      /MODDABLE is not set/,
      /git clone .*export MODDABLE/,
      without("MODDABLE"),
    ));

  it("misses an SDK where its variable names something else", () => {
    rmSync(folder.path("sdk/tools"), { recursive: true });
    misses("Moddable SDK", /no SDK in MODDABLE/, /git clone/);
  });

  it("misses another series of the SDK", () => {
    writeFile(folder, "sdk/tools/VERSION", "9.0.0");
    misses("Moddable SDK", /9\.0\.0, where 8\.2\.x/, /checkout/);
  });

  it("misses tools of the SDK that nobody built", () => {
    rmSync(folder.path("sdk/build/bin/lin/release/xsl"));
    misses("Moddable tools", /lacks xsl/, /build\/makefiles\/lin && make/);
  });

  it("misses a TypeScript that mcconfig fails with", () => {
    fakeProgram(folder, "node_modules/.bin/tsc", "echo Version 5.9.3");
    misses("TypeScript", /5\.9\.3, where mcconfig needs 6\.0 or 7\.0/, /npm run setup/);
  });

  it("misses ESP-IDF that no variable names", () =>
    misses("ESP-IDF", /IDF_PATH is not set/, /export IDF_PATH/, without("IDF_PATH")));

  it("misses another version of ESP-IDF", () => {
    writeFile(
      folder,
      "idf/tools/cmake/version.cmake",
      "set(IDF_VERSION_MAJOR 5)\nset(IDF_VERSION_MINOR 5)",
    );
    misses("ESP-IDF", /5\.5, where the SDK needs 6\.0/, /checkout v6\.0/);
  });

  it("misses ESP-IDF whose tag git does not know, since the SDK asks git", () => {
    fakeProgram(folder, "idf/bin/git", "echo 1a2b3c4");
    misses("ESP-IDF's tag", /says 1a2b3c4/, /fetch --tags/);
  });

  it("misses ESP-IDF's tools where its export fails or brings none", () => {
    writeFile(folder, "idf/export.sh", "echo install first >&2; return 1\n");
    misses("ESP-IDF tools", /install first/, /install\.sh/);
    writeFile(folder, "idf/export.sh", "");
    misses("ESP-IDF tools", /brought no idf\.py/, /install\.sh/);
  });

  it("misses a cmake that is too old, and a ninja that is not there", () => {
    fakeProgram(folder, "idf/bin/cmake", "echo cmake version 3.16.3");
    misses("cmake", /3\.16\.3, where 3\.22 is the oldest/, /install\.sh/);
    fakeProgram(folder, "idf/bin/ninja", "exit 1");
    misses("ninja", /not on PATH/, /install\.sh/);
  });

  it("misses the compiler for the chip", () => {
    rmSync(folder.path("idf/bin/xtensa-esp32-elf-gcc"));
    misses("compiler", /no xtensa-esp32-elf-gcc/, /install\.sh esp32,esp32s3/);
  });

  it("warns of a compiler whose images lose writes to PSRAM", () => {
    const shell = 'case "$1" in -m*) exit 1;; esac; echo gcc 15.3.0';
    fakeProgram(folder, "idf/bin/xtensa-esp32-elf-gcc", shell);
    const diagnosis = found("compiler");
    assert.equal(diagnosis.state, "warning");
    assert.match(diagnosis.found, /not for a board with PSRAM/);
    assert.equal(isFit(examine(machine)), true);
  });

  it("misses a Python and an esptool that are too old", () => {
    fakeProgram(folder, "idf/bin/python3", "echo Python 3.9.2");
    misses("Python", /3\.9\.2, where ESP-IDF needs 3\.10/, /3\.10 or later/);
    fakeProgram(folder, "idf/bin/esptool", "echo 4.8.1");
    misses("esptool", /4\.8\.1 is too old/, /esptool>=5/);
  });

  it("misses the right to use a port that is there", () => {
    // A link to nowhere refuses root as well, whom rights alone would not stop.
    rmSync(folder.path("dev/ttyUSB0"));
    symlinkSync(folder.path("nowhere"), folder.path("dev/ttyUSB0"));
    misses("serial port", /ttyUSB0: no permission/, /dialout/);
  });

  it("warns where no board is connected, which only flashing needs", () => {
    rmSync(folder.path("dev/ttyUSB0"));
    assert.equal(found("serial port").state, "warning");
    assert.equal(isFit(examine(machine)), true);
  });

  it("is content with a machine that has everything", () => {
    const states = examine(machine).map(({ name, state }) => `${name}: ${state}`);
    assert.deepEqual(
      states.filter((line) => !line.endsWith("ok")),
      [],
    );
    assert.match(inWords(examine(machine)), /^ok +Moddable SDK +8\.2\.3/);
  });

  it("tells a program the same, and by its exit code", () => {
    const args = [join(ROOT, "tools/nightjar.mjs"), "doctor", "--json"];
    const env = { PATH: SYSTEM, HOME: process.env.HOME ?? "" };
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8", env });
    const { ok, checks } = JSON.parse(stdout);
    assert.equal(status, 1);
    assert.equal(ok, false);
    assert.ok(checks.some((each: Diagnosis) => each.name === "ESP-IDF" && each.fix));
  });
});
