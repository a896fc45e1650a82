import assert from "node:assert/strict";
import { FirmwareStartError } from "../../hosts/simulator/board/firmware.js";
import { type Installer, microPython } from "../../tools/micro-python.js";
import { openScratchFolder, type ScratchFolder } from "../helpers/scratch-folder.js";

describe("the set-up of TensorFlow Lite Micro's runtime", () => {
  let scratch: ScratchFolder;
  let ran: string[];
  let said: string[];

  beforeEach(() => {
    scratch = openScratchFolder();
    [ran, said] = [[], []];
  });

  afterEach(() => scratch.remove());

  /** A machine where what `fails` names does not work. */
  const machine = (fails: (command: string) => boolean, mayInstallPackages = false): Installer => ({
    mayInstallPackages,
    say: (text) => said.push(text),
    run: async (program, args) => {
      const command = [program, ...args].join(" ");
      const isRefused = fails(command);
      ran.push(command);
      if (isRefused) throw new Error(`first words\nno ${command.split(" ")[2]} here`);
    },
  });
  const install = (installer: Installer) => microPython(installer, scratch.path("micro"));
  const times = (part: string) => ran.filter((command) => command.includes(part)).length;

  it("installs once, and says so", async () => {
    const installer = machine(() => false);
    assert.equal(await install(installer), scratch.path("micro/bin/python"));
    await install(installer);
    assert.deepEqual([times("-m venv"), times("pip install"), said.length], [1, 1, 1]);
    assert.match(said[0] ?? "", /TensorFlow Lite Micro.* PyPI/);
  });

  it("says what it wants where PyPI gives nothing, and tries again the next time", async () => {
    const installer = machine((command) => command.includes("pip install"));
    for (let tries = 1; tries <= 2; tries++) {
      await assert.rejects(install(installer), (error: Error) => {
        const wants = /Linux on x86-64, Python 3\.10 to 3\.13 with venv, and PyPI \(no pip here\)/;
        return error instanceof FirmwareStartError && wants.test(error.message);
      });
      assert.equal(times("pip install"), tries);
    }
  });

  it("installs Debian's package of venv where that is missing, and may be", async () => {
    const isMissing = (command: string) => command.includes("-m venv") && times("apt-get") === 0;
    await install(machine(isMissing, true));
    assert.equal(times("apt-get install -y -q --no-install-recommends python3-venv"), 1);
    assert.match(said.join(), /apt-get install python3-venv/);
  });

  it("leaves the packages of a machine alone that is not its own", async () => {
    const isMissing = (command: string) => command.includes("-m venv");
    await assert.rejects(install(machine(isMissing)), /no venv here/);
    assert.equal(times("apt-get"), 0);
  });
});
