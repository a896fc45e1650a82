import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { lintFirmware } from "../../../tools/firmware/lint/lint.js";
import { ROOT } from "../../../tools/project-paths.js";
import { fakeProgram, writeFile } from "../../helpers/fake-programs.js";
import { writeFirmwareTree } from "../../helpers/firmware-tree.js";
import { openScratchFolder, type ScratchFolder } from "../../helpers/scratch-folder.js";

const BOARD = "hosts/esp32-cam";
const TABLE = `${BOARD}/sdkconfig/partitions.csv`;
const SDKCONFIG = `${BOARD}/sdkconfig/sdkconfig.defaults`;
const NO_TOOLS = { PATH: process.env.PATH };

describe("the lint of the firmware", () => {
  let folder: ScratchFolder;

  beforeEach(() => {
    folder = openScratchFolder();
    writeFirmwareTree(folder);
  });
  afterEach(() => folder.remove());

  async function findings(env: Record<string, string | undefined> = NO_TOOLS) {
    return (await lintFirmware(folder.path("."), env)).findings;
  }

  async function finds(...what: RegExp[]): Promise<void> {
    const found = await findings();
    assert.equal(found.length, what.length, found.join("\n"));
    for (const [index, pattern] of what.entries()) assert.match(found[index] ?? "", pattern);
  }

  /** Replaces a part of a file of the sound tree; a part that is not there is a faulty test. */
  function change(name: string, part: string, other: string): void {
    const text = readFileSync(folder.path(name), "utf8");
    assert.ok(text.includes(part), `${name} has no ${part}`);
    writeFile(folder, name, text.replace(part, other));
  }

  it("finds nothing in a sound tree", async () => assert.deepEqual(await findings(), []));

  it("finds nothing in ours", async () => {
    const { findings: ours } = await lintFirmware(ROOT, process.env);
    assert.deepEqual(ours, []);
  });

  it("names what it cannot check without the tools for it", async () => {
    const { skipped } = await lintFirmware(folder.path("."), NO_TOOLS);
    const all = skipped.join("\n");
    assert.match(all, /flash map by ESP-IDF's generator: IDF_PATH/);
    assert.match(all, /sdkconfig over the SDK's own defaults: MODDABLE/);
    assert.match(all, /rail_esp32\.c.*IDF_PATH is not set/);
  });

  describe("of manifests", () => {
    it("finds a named file that is not there", () => {
      rmSync(folder.path("native/sum_xs.c"));
      return finds(/simulator: no file matches native\/sum_xs/, /esp32\/esp32-cam: no file/);
    });

    it("finds a manifest that cannot be read", () => {
      writeFile(folder, `${BOARD}/manifest.json`, "{}}");
      return finds(/esp32-cam: hosts\/esp32-cam\/manifest\.json: Unexpected/);
    });

    it("finds a variable that no one sets", () => {
      change(`${BOARD}/manifest.json`, "./firmware/rail", "$(MODABLE)/rail");
      return finds(/\$\(MODABLE\) has no value/);
    });

    it("finds a source that no platform builds", () => {
      writeFile(folder, "native/forgotten.c", "int forgotten;\n");
      writeFile(folder, `${BOARD}/firmware/forgotten.ts`, "");
      return finds(/forgotten\.c is built by no manifest/, /forgotten\.ts is built by no manifest/);
    });

    it("finds a module that lies not in flash", () => {
      change("manifest.json", '"preload":["native/sum",', '"preload":[');
      return finds(/simulator: native\/sum is not preloaded/, /esp32-cam: native\/sum is not/);
    });

    it("lets a module lie elsewhere that says why", () => {
      change("manifest.json", '"preload":["native/sum",', '"preload":[');
      change("native/sum.ts", "export", "// Not preloaded: its sum begins anew.\nexport");
      return finds();
    });

    it("finds a preload of what is no module of the platform", () => {
      change("manifest.json", '"preload":["native/sum",', '"preload":["native/sun",');
      return finds(/simulator: preload "native\/sun": no such module/, /esp32-cam: preload/);
    });

    it("finds a module of the firmware that one platform lacks", () => {
      writeFile(folder, "modules/cycle/wake.ts", "");
      change(
        `${BOARD}/manifest.json`,
        '"*":',
        '"modules/cycle/wake":"../../modules/cycle/wake","*":',
      );
      return finds(
        /modules\/cycle\/wake\.ts is built by no manifest: simulator/,
        /wake is not preloaded/,
      );
    });
  });

  describe("of flash maps", () => {
    const bad: readonly (readonly [string, string, string, RegExp])[] = [
      ["an app that is not aligned", "0x20000,", "0x21000,", /ota_0.*not aligned to 0x10000/],
      ["partitions that overlap", "0x17000,", "0x16000,", /overlaps or precedes "nvs"/],
      [
        "a partition over the table",
        "nvs,       0x11000",
        "nvs,       0x10000",
        /before the first/,
      ],
      ["a map that passes the chip's end", "0x3e0000, 128K", "0x3e0000, 132K", /beyond the flash/],
      [
        "a map that ends early",
        "0x3e0000, 128K",
        "0x3e0000, 124K",
        /ends at 0x3ff000, the chip at/,
      ],
      ["bytes that belong to nobody", "0x19000,  4K", "0x19000,  3K", /not whole blocks/],
      ["a gap", "0x1b000,  20K", "0x1b000,  16K", /4096 bytes before "ota_0" belong to nobody/],
    ];

    for (const [what, part, other, why] of bad) {
      it(`finds ${what}`, () => {
        change(TABLE, part, other);
        return finds(why);
      });
    }

    it("finds a table that lies elsewhere than the sdkconfig says", () => {
      change(SDKCONFIG, "OFFSET=0x10000", "OFFSET=0x8000");
      return finds(/must say CONFIG_PARTITION_TABLE_OFFSET=0x10000, and says 0x8000/);
    });

    it("finds what ESP-IDF's own generator refuses", async () => {
      writeFile(folder, "idf/components/partition_table/gen_esp32part.py", "");
      fakeProgram(folder, "bin/python3", "echo no such subtype >&2; exit 2");
      const env = { ...NO_TOOLS, IDF_PATH: folder.path("idf") };
      const found = await findings({ ...env, PATH: `${folder.path("bin")}:${env.PATH}` });
      assert.match(found.join("\n"), /generator: no such subtype/);
    });
  });

  describe("of sdkconfig", () => {
    it("finds a required value that is not set, in release and debug", () => {
      change(SDKCONFIG, "CONFIG_BURN=n\n", "");
      return finds(/release, ours alone: CONFIG_BURN is not set.*eFuse/, /debug, ours alone/);
    });

    it("finds one that is too small", () => {
      change(SDKCONFIG, "24576", "8192");
      return finds(/CONFIG_STACK is 8192.*at least 24576: decoding/, /debug/);
    });

    it("finds a comment that mcconfig would pass over", () => {
      change(SDKCONFIG, "CONFIG_BURN=n", "CONFIG_BURN=n\n# CONFIG_OTHER is not set");
      return finds(/line 4: mcconfig passes over comments/);
    });

    it("finds a value that mcconfig would cut, and a line that is none", () => {
      change(SDKCONFIG, "CONFIG_BURN=n", 'CONFIG_BURN=n\nCONFIG_NAME="a=b"\nnonsense');
      return finds(/line 4: .*second "="/, /line 5: no setting/);
    });

    it("finds a release file that takes back what is required", () => {
      writeFile(folder, `${SDKCONFIG}.release`, "CONFIG_BURN=y\n");
      return finds(/release, ours alone: CONFIG_BURN is y, and must be n/);
    });

    it("finds a board that requires nothing", () => {
      rmSync(folder.path(`${BOARD}/sdkconfig/required.json`));
      return finds(/no sdkconfig\/required\.json/);
    });

    it("lets a board's requirement win over that of every ESP32", async () => {
      const shared = { CONFIG_BURN: { is: "y", why: "" }, CONFIG_ALL: { is: "y", why: "" } };
      writeFile(folder, "hosts/esp32/sdkconfig/required.json", JSON.stringify(shared));
      const found = await findings();
      assert.deepEqual(
        found.map((line) => /CONFIG_\w+/.exec(line)?.[0]),
        ["CONFIG_ALL", "CONFIG_ALL"],
      );
    });

    it("holds ours over the SDK's own where there is an SDK", async () => {
      const sdk = "sdk/build/devices/esp32/xsProj-esp32/sdkconfig.defaults";
      writeFile(folder, sdk, "CONFIG_BURN=y\nCONFIG_OTHER=y\n");
      const required = { CONFIG_OTHER: { is: "n", why: "it must be off" } };
      writeFile(folder, `${BOARD}/sdkconfig/required.json`, JSON.stringify(required));
      const found = await findings({ ...NO_TOOLS, MODDABLE: folder.path("sdk") });
      assert.match(found.join("\n"), /release, over the SDK's: CONFIG_OTHER is y, and must be n/);
    });
  });

  describe("of native names", () => {
    it("finds a script that reaches for no C", () => {
      change("native/sum.ts", "xs_sum_add", "xs_sum_sub");
      return finds(
        /simulator: .*sum\.ts reaches for xs_sum_sub/,
        /esp32-cam: /,
        /reaches for xs_sum_add/,
      );
    });

    it("finds C that no script reaches for", () => {
      change(
        "native/sum_xs.c",
        "void xs_sum_add",
        "void xs_sum_old(xsMachine* the) { (void)the; }\n\nvoid xs_sum_add",
      );
      return finds(/sum_xs\.c: no script reaches for xs_sum_old/);
    });

    it("finds a destructor that is a function, or is missing on one platform", () => {
      change(`${BOARD}/firmware/rail_esp32.c`, "void* it", "xsMachine* it");
      return finds(/esp32-cam: .*reaches for xs_rail_close/);
    });

    it("finds a native name that no one can look up", () => {
      change("native/sum.ts", 'native("xs_sum_add")', "native(name)");
      return finds(/sum\.ts: native\(\) without a name/, /no script reaches for xs_sum_add/);
    });
  });

  describe("of C", () => {
    it("finds a warning", () => {
      change("native/sum_xs.c", "{ xsmc", "{ int unused; xsmc");
      return finds(/native\/sum_xs\.c: .*unused variable/);
    });

    it("finds it in a board's C that asks for no header of ESP-IDF's, too", () => {
      writeFile(folder, `${BOARD}/firmware/rail_esp32.c`, "void xs_rail_close(void* it) {\n}\n");
      return finds(/rail_esp32\.c: .*unused parameter/);
    });

    it("finds what holds on this machine alone, where the compiler has 32 bits", async function () {
      const { skipped } = await lintFirmware(folder.path("."), NO_TOOLS);
      if (skipped.some((line) => line.startsWith("C for 32 bits"))) this.skip();
      change("native/sum_xs.c", "void", '_Static_assert(sizeof(void*) == 8, "wide");\n\nvoid');
      await finds(/32 bits: native\/sum_xs\.c: .*wide/);
    });
  });
});
