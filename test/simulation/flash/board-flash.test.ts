import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BoardFlash } from "../../../hosts/simulator/board/flash/board-flash.js";
import { PowerLostError } from "../../../hosts/simulator/board/flash/power-cut.js";
import type { CallRequest } from "../../../hosts/simulator/board/part.js";
import { PARTITION_TABLE } from "../../../tools/project-paths.js";

const MODEL = Uint8Array.from({ length: 10_001 }, (_, index) => index * 7);

describe("flash of a board", () => {
  let folder: string;
  let flash: BoardFlash;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nightjar-board-"));
    flash = new BoardFlash({ chipPath: join(folder, "flash.bin"), tablePath: PARTITION_TABLE });
  });
  afterEach(() => {
    flash.close();
    rmSync(folder, { recursive: true });
  });

  function ask(op: string, fields: object, payload = new Uint8Array(0)): unknown {
    const operation = flash.flashPart.operations[op] ?? flash.keyValuePart.operations[op];
    return operation?.({ op, ...fields } as CallRequest, payload);
  }

  it("refuses bytes that do not fit into a partition, and leaves it alone", () => {
    const { operations } = flash.chip;
    assert.throws(() => flash.writePartition("model_0", new Uint8Array(320 * 1024 + 1)), /fit/);
    assert.equal(flash.chip.operations, operations);
  });

  it("refuses a partition that the table lacks", () => {
    assert.throws(() => flash.region("model_9"), /"model_9"/);
  });

  it("refuses a setting that is not of its format", () => {
    assert.throws(() => flash.writeSetting("settings", "key", "uint8", "12"), TypeError);
    assert.throws(() => flash.writeSetting("settings", "key", "string", 12), TypeError);
    assert.throws(() => flash.writeSetting("settings", "key", "buffer", "12"), TypeError);
  });

  for (const [what, op, fields] of [
    ["a path that is no text", "flash.open", { path: 1 }],
    ["an offset that is no count", "flash.read", { path: "nvs", byteOffset: -1, byteLength: 4 }],
    ["a length that is missing", "flash.read", { path: "nvs", byteOffset: 0 }],
    ["a key that is missing", "kv.get", { domain: "test" }],
    ["a format that there is not", "kv.set", { domain: "test", key: "key", format: "float" }],
  ] as const) {
    it(`refuses a request with ${what}`, () => {
      assert.throws(() => ask(op, fields), { code: "request-invalid" });
    });
  }

  it("refuses an unknown partition and an unknown domain, each by its code", () => {
    assert.throws(() => ask("flash.open", { path: "none" }), { code: "flash-partition-unknown" });
    assert.throws(() => ask("kv.open", { domain: "none" }), { code: "domain-unknown" });
  });

  it("lets a power cut through, for the board to end the wake", () => {
    flash.chip.armPowerCut({ operation: 0, seed: 1 });
    const erase = (): unknown => ask("flash.erase", { path: "outbox", start: 0, end: 1 });
    assert.throws(erase, PowerLostError);
  });

  it("keeps an access to one partition from reaching the next", () => {
    const beyond = { path: "nvs", byteOffset: 24 * 1024 - 4 };
    assert.throws(() => ask("flash.write", beyond, new Uint8Array(8)), {
      code: "flash-out-of-range",
    });
    const read = { ...beyond, byteLength: 8 };
    assert.throws(() => ask("flash.read", read), { code: "flash-out-of-range" });
    assert.throws(() => ask("flash.erase", { path: "nvs", start: 5, end: 7 }), {
      code: "flash-out-of-range",
    });
  });

  it("puts a model where the table says, and erases what was there", () => {
    flash.region("model_0").write(300 * 1024, new Uint8Array(4));
    assert.equal(flash.writePartition("model_0", MODEL), true);
    const file = new Uint8Array(readFileSync(flash.chip.path));
    assert.equal(Buffer.compare(file.subarray(0x340000, 0x340000 + MODEL.length), MODEL), 0);
    const rest = file.subarray(0x340000 + MODEL.length, 0x390000);
    assert.ok(rest.every((byte) => byte === 0xff));
  });

  it("leaves the chip alone where the model is there already", () => {
    flash.writePartition("model_0", MODEL);
    const { operations } = flash.chip;
    assert.equal(flash.writePartition("model_0", MODEL), false);
    assert.equal(flash.chip.operations, operations);
  });

  it("tells where a partition lies, for those who map it", () => {
    assert.deepEqual(ask("flash.open", { path: "model_1" }), {
      body: {
        address: 0x390000,
        size: 320 * 1024,
        blockLength: 4096,
        eraseValue: 0xff,
        writeAlign: 4,
      },
    });
  });
});
