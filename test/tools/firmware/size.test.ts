import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseMapFile } from "../../../tools/firmware/map-file.js";
import {
  describeSize,
  freeShare,
  keepsFreeShare,
  reportSize,
} from "../../../tools/firmware/size-report.js";
import { ROOT } from "../../../tools/project-paths.js";
import { openScratchFolder, type ScratchFolder } from "../../helpers/scratch-folder.js";

/** In the linker's manner, with every form of line that a real map has. */
const MAP = `
Archive member included to satisfy reference by file (symbol)

Discarded input sections

 .text.unused   0x00000000       0x40 esp-idf/main/libmain.a(main.c.obj)

Memory Configuration

Name             Origin             Length             Attributes
iram0_0_seg      0x40080000         0x00020000         xr

Linker script and memory map

LOAD esp-idf/main/libmain.a

.iram0.text     0x40080000     0x1004
 *(.iram1 .iram1.*)
 .iram1.0       0x40080000       0x20 esp-idf/freertos/libfreertos.a(port.c.obj)
                0x40080010                vPortYield
 *fill*         0x40080020        0x4 

.dram0.bss      0x3ffb0000      0x100
 .bss.heap      0x3ffb0000      0x100 esp-idf/lwip/liblwip.a(mem.c.obj)

.flash.rodata   0x3f400020      0x200
 .rodata.str1.4
                0x3f400020       0x70 build/xs_esp32.a(xsRun.c.o)
                                 0x78 (size before relaxing)
 .rodata.f.str1.1
                0x3f400048        0x8 esp-idf/esp_stdio/libesp_stdio.a(stdio_vfs.c.obj)
                                  0x2 (size before relaxing)
 .rodata.a_name_that_fills_its_line
                0x3f400050       0x10 build/xs_esp32.a(mc.xs.c.o)
 .rodata.g.str1.1
                0x3f400060        0x0 build/xs_esp32.a(socket.c.o)
                                  0x4 (size before relaxing)

.flash.text     0x400d0020      0x400
 .text.decode   0x400d0020       0x80 build/xs_esp32.a(image_turbo.c.o)
 .text.open     0x400d00a0       0x08 build/xs_esp32.a(socket.c.o)
 .text          0x400d00a8       0x18 /opt/gcc/lib/libgcc.a(_divdi3.o)
 .text.none     0x400d00c0        0x0 /opt/gcc/lib/libgcc.a(_muldi3.o)
 .text.start    0x400d00c0        0x4 CMakeFiles/xs_esp32.elf.dir/project_elf_src.c.obj

.debug_info     0x00000000     0x9000
 .debug_info    0x00000000     0x9000 esp-idf/main/libmain.a(main.c.obj)
`;

const NATIVE = new Set(["image_turbo.c"]);
const shares = (imageBytes = 0x200) =>
  Object.fromEntries(
    reportSize(parseMapFile(MAP), { imageBytes, slotBytes: 0x400 }, NATIVE).shares.map(
      ({ name, byteLength }) => [name, byteLength],
    ),
  );

describe("the map of a linker", () => {
  it("is empty where the text is none", () => assert.deepEqual(parseMapFile("no map at all"), []));

  it("has no part that was discarded, filled or empty", () => {
    const sources = parseMapFile(MAP).map(({ source }) => source);
    assert.equal(sources.filter((source) => /main\.c/.test(source)).length, 1);
    assert.ok(!sources.some((source) => /muldi3|fill|before/.test(source)), sources.join());
  });

  it("ends merged strings, which keep their old length in the map, where the next begins", () => {
    const found = parseMapFile(MAP).find(({ source }) => source.includes("xsRun"));
    assert.equal(found?.byteLength, 0x28);
  });

  it("has a section whose name fills its line", () => {
    const found = parseMapFile(MAP).find(({ source }) => source.includes("mc.xs"));
    assert.deepEqual(found, {
      output: ".flash.rodata",
      address: 0x3f400050,
      byteLength: 0x10,
      source: "build/xs_esp32.a(mc.xs.c.o)",
    });
  });
});

describe("the slot table", () => {
  it("counts neither zeroed memory nor what is for the debugger", () => {
    assert.ok(!("lwip" in shares()) && !("main" in shares()), JSON.stringify(shares()));
  });

  it("takes the SDK's one archive apart, and names libraries and components", () => {
    const known = { freertos: 0x20, gcc: 0x18, "project_elf_src.c": 4 };
    const sdk = {
      XS: 0x28,
      "strings, merged": 8,
      "scripts (mc.xs)": 0x10,
      "native/ and hosts/": 0x80,
      "Moddable SDK's modules": 8,
    };
    const { "headers, alignment and tables": rest, ...named } = shares();
    assert.deepEqual(named, { ...known, ...sdk });
    assert.equal(rest, 0x200 - 0x104);
  });

  it("breaks the rule with less than a twentieth free, and keeps it with just that", () => {
    const report = (imageBytes: number) => ({ imageBytes, slotBytes: 1000, shares: [] });
    assert.equal(keepsFreeShare(report(951)), false);
    assert.equal(keepsFreeShare(report(950)), true);
    assert.ok(freeShare(report(1001)) < 0);
    assert.match(describeSize(report(951)), /less than 5\.0 % is free: too large/);
  });

  it("is ordered by size, and tells bytes and percents", () => {
    const sizes = { imageBytes: 0x200, slotBytes: 0x400 };
    const lines = describeSize(reportSize(parseMapFile(MAP), sizes, NATIVE)).split("\n");
    assert.match(lines[0] ?? "", /^slot +1024 +100\.0 %$/);
    assert.match(lines[2] ?? "", /^free +512 +50\.0 %$/);
    assert.match(lines[4] ?? "", /^native\/ and hosts\/ +128 +12\.5 %$/);
  });
});

describe("npm run firmware -- --size", () => {
  let folder: ScratchFolder;

  beforeEach(() => {
    folder = openScratchFolder();
  });
  afterEach(() => folder.remove());

  function size() {
    const args = [
      join(ROOT, "tools/nightjar.mjs"),
      "firmware",
      "--size",
      "--build",
      folder.path("."),
    ];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    return { status, stdout, stderr };
  }

  it("says what to do where nothing is built", () => {
    const { status, stderr } = size();
    assert.equal(status, 1);
    assert.match(stderr, /Build first: npm run firmware/);
  });

  it("fails for an image that leaves less than a twentieth of its slot", () => {
    writeFileSync(folder.path("xs_esp32.map"), MAP);
    writeFileSync(folder.path("xs_esp32.bin"), new Uint8Array(1_556_481));
    assert.equal(size().status, 1);
    writeFileSync(folder.path("xs_esp32.bin"), new Uint8Array(1_556_480));
    assert.equal(size().status, 0);
  });
});
