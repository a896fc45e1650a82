import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BoardFlash } from "../../../hosts/simulator/board/flash/board-flash.js";
import type { FlashModule, KeyValueModule } from "../../../modules/host/storage.js";
import { PARTITION_TABLE } from "../../../tools/project-paths.js";
import { registerEmbeddedModules } from "../../helpers/embedded-modules.js";
import { type LoopLink, openLoopLink } from "../../helpers/loop-link.js";

registerEmbeddedModules({
  "embedded:storage/flash": "flash",
  "embedded:storage/key-value": "key-value",
});

/** Failures reach mocha by name; what is counted shows that a test judged anything at all. */
function judge(): { count: number; t: object } {
  const judged = {
    count: 0,
    t: {
      ok(value: unknown, what: string): void {
        judged.count += 1;
        assert.ok(value, what);
      },
      equal(actual: unknown, expected: unknown, what: string): void {
        judged.count += 1;
        assert.equal(actual, expected, what);
      },
      throws(act: () => unknown, kind: new () => Error, what: string): void {
        judged.count += 1;
        assert.throws(act, kind, what);
      },
    },
  };
  return judged;
}

async function load<Exported>(specifier: string): Promise<Exported> {
  return ((await import(specifier)) as { default: Exported }).default;
}

describe("storage modules of the firmware, in Node", () => {
  let folder: string;
  let flash: BoardFlash;
  let link: LoopLink;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nightjar-storage-"));
    flash = new BoardFlash({ chipPath: join(folder, "flash.bin"), tablePath: PARTITION_TABLE });
    link = openLoopLink({ parts: [flash.flashPart, flash.keyValuePart] });
  });
  afterEach(() => {
    link.close();
    flash.close();
    rmSync(folder, { recursive: true });
  });

  for (const name of [
    "flash-open",
    "flash-read-write",
    "flash-erase",
    "flash-close",
    "flash-list",
    "key-value-open",
    "key-value-values",
    "key-value-keys",
    "key-value-close",
  ]) {
    it(`pass the conformance test ${name}`, async () => {
      const url = new URL(`../../conformance/storage/${name}.js`, import.meta.url);
      const judged = judge();
      (await load<(t: object) => void>(url.href))(judged.t);
      assert.ok(judged.count > 5, `only ${judged.count} judgements`);
    });
  }

  it("throw SyntaxError where XS on a board does, so that neither is told apart", async () => {
    const module = await load<FlashModule>("embedded:storage/flash");
    const partition = module.open({ path: "outbox" });
    assert.throws(() => Reflect.apply(partition.read, {}, [4, 0]), SyntaxError);
    assert.throws(() => (partition.eraseBlock as () => void)(), SyntaxError);
    partition.close();
    assert.throws(() => partition.status(), SyntaxError);
  });

  it("carry the board's code on what the board refuses", async () => {
    const partition = (await load<FlashModule>("embedded:storage/flash")).open({ path: "outbox" });
    partition.write(new Uint8Array(4), 0);
    assert.throws(() => partition.write(new Uint8Array(4).fill(1), 0), {
      code: "flash-would-set-bit",
    });
    assert.throws(() => partition.write(new Uint8Array(3), 8), { code: "flash-unaligned" });
  });

  it("cost virtual time for what touches the chip, and none for what does not", async () => {
    const partition = (await load<FlashModule>("embedded:storage/flash")).open({ path: "outbox" });
    partition.eraseBlock(0);
    partition.write(new Uint8Array(256), 0);
    partition.read(256, 0);
    const costs = link.calls.map(({ op, durationMs }) => `${op} ${durationMs.toFixed(2)}`);
    assert.deepEqual(costs, [
      "flash.open 0.00",
      "flash.erase 45.00",
      "flash.write 0.80",
      "flash.read 0.03",
    ]);
  });

  it("keep values over a reset, which costs the reading of the partition anew", async () => {
    const keyValue = await load<KeyValueModule>("embedded:storage/key-value");
    const domain = keyValue.open({ path: "test", format: "string" });
    domain.write("name", "Nightjar");
    domain.read("name");
    const warmMs = link.calls.at(-1)?.durationMs ?? 0;
    flash.flashPart.reset();
    flash.keyValuePart.reset();
    const again = keyValue.open({ path: "test", format: "string", mode: "r" });
    assert.ok((link.calls.at(-1)?.durationMs ?? 0) > 4 * warmMs);
    assert.equal(again.read("name"), "Nightjar");
  });

  it("read what the board was provisioned with", async () => {
    flash.writeSetting("settings", "name", "string", "Ziegenmelker");
    flash.writeSetting("settings", "looks", "uint8", 3);
    flash.writeSetting("settings", "since", "int64", -5n);
    flash.writeSetting("settings", "key", "buffer", Uint8Array.of(1, 2));
    const keyValue = await load<KeyValueModule>("embedded:storage/key-value");
    const domain = keyValue.open({ path: "settings", mode: "r" });
    assert.deepEqual(domain.read("key"), Uint8Array.of(1, 2).buffer);
    for (const [format, key, value] of [
      ["string", "name", "Ziegenmelker"],
      ["uint8", "looks", 3],
      ["int64", "since", -5n],
    ] as const) {
      domain.format = format;
      assert.equal(domain.read(key), value);
    }
  });
});
