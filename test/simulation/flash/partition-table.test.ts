import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  type Partition,
  PartitionTableError,
  parsePartitionTable,
} from "../../../hosts/simulator/board/flash/partition-table.js";
import { PARTITION_TABLE } from "../../../tools/project-paths.js";

const NVS = "nvs, data, nvs, 0x11000, 24K,";

function lines(...content: string[]): string {
  return content.join("\n");
}

/** Name, offset and size of each partition. */
function layout(text: string): [string, number, number][] {
  const { partitions } = parsePartitionTable(text);
  return partitions.map(({ name, offset, byteLength }) => [name, offset, byteLength]);
}

describe("partition table", () => {
  for (const [what, text, line, message] of [
    ["an overlap", lines(NVS, "a, data, 0x06, 0x16000, 4K"), 2, /"a" overlaps.*"nvs" of line 1/],
    ["lines out of order", lines("a, data,, 0x20000, 4K", NVS), 2, /overlaps or precedes "a"/],
    ["a name twice", lines(NVS, "# note", "nvs, data, , , 4K"), 3, /has the name of line 1/],
    [
      "an app that is not aligned to 64 KiB",
      "a, app, ota_0, 0x11000, 64K",
      1,
      /aligned to 0x10000/,
    ],
    ["data that is not aligned to 4 KiB", "a, data, , 0x11800, 4K", 1, /aligned to 0x1000/],
    ["a size that is no whole blocks", "a, data, , 0x11000, 100", 1, /not whole blocks/],
    ["an empty partition", "a, data, , 0x11000, 0", 1, /not whole blocks/],
    ["an end beyond the flash", "a, data, , 0x3ff000, 8K", 1, /ends at 0x401000, beyond/],
    ["a partition over the table", "a, data, , 0x10000, 4K", 1, /first free byte, 0x11000/],
    ["a missing name", ", data, , 0x11000, 4K", 1, /has no name/],
    ["a long name", "abcdefghijklmnopq, data, , 0x11000, 4K", 1, /more than 16 bytes/],
    ["a missing type", "a, , , 0x11000, 4K", 1, /type is missing/],
    ["an unknown type", "a, disk, , 0x11000, 4K", 1, /"disk" is not a valid type/],
    ["a type that is a property of objects", "a, constructor, , , 4K", 1, /not a valid type/],
    ["a type above 0xFE", "a, 255, 0, 0x11000, 4K", 1, /above 0xFE/],
    ["a boot loader", "a, bootloader, primary, 0x1000, 4K", 1, /no place/],
    ["an unknown subtype", "a, data, ota_0, 0x11000, 4K", 1, /"ota_0" is not a valid subtype/],
    ["an app without a subtype", "a, app, , 0x20000, 64K", 1, /needs a subtype/],
    ["a missing size", "a, data, , 0x11000,", 1, /size is missing/],
    ["a size that is no number", "a, data, , 0x11000, 4G", 1, /"4G" is not a valid size/],
    ["a negative size", "a, data, , 0x11000, -4K", 1, /"-4K" is not a valid size/],
    ["an unknown flag", "a, data, , 0x11000, 4K, secret", 1, /unknown flag "secret"/],
    ["otadata of another size", "a, data, ota, 0x11000, 4K", 1, /must have 8192 bytes/],
    ["otadata twice", lines("a,data,ota,,8K", "b,data,ota,,8K"), 2, /as line 1 is already/],
    ["an nvs that cannot compact", "a, data, nvs, 0x11000, 8K", 1, /at least 12288 bytes/],
    ["a table without partitions", "# nothing\n\n", 1, /no partition/],
  ] as const) {
    it(`refuses ${what}, with its line`, () => {
      assert.throws(
        () => parsePartitionTable(text),
        (error) => {
          assert.ok(error instanceof PartitionTableError);
          assert.equal(error.line, line);
          assert.match(error.message, new RegExp(`^partition table, line ${line}: `));
          assert.match(error.message, message);
          return true;
        },
      );
    });
  }

  it("reads decimal and hexadecimal numbers, with K and M in either case", () => {
    const text = lines(
      "a, data, , 0x11000, 0x1000",
      "b, data, , 73728, 4096",
      "c, data, , 76k, 4k",
      "d, data, , 1M, 1m",
    );
    assert.deepEqual(layout(text), [
      ["a", 0x11000, 0x1000],
      ["b", 0x12000, 0x1000],
      ["c", 0x13000, 0x1000],
      ["d", 0x100000, 0x100000],
    ]);
  });

  it("places partitions without an offset behind the one before, aligned", () => {
    const text = lines("a, data, , , 4K", "b, app, ota_0, , 64K", "c, data, , , 4K");
    assert.deepEqual(layout(text), [
      ["a", 0x11000, 0x1000],
      ["b", 0x20000, 0x10000],
      ["c", 0x30000, 0x1000],
    ]);
  });

  it("knows types and subtypes by name and by number", () => {
    const text = lines("a, 1, 0x02, , 12K", "b, app, ota_15, , 64K", "c, 0x40, 7, , 4K");
    const numbers = ({ type, subtype }: Partition): number[] => [type, subtype];
    const { partitions } = parsePartitionTable(text);
    assert.deepEqual(partitions.map(numbers), [
      [1, 2],
      [0, 0x1f],
      [0x40, 7],
    ]);
  });

  it("reads flags", () => {
    const { partitions } = parsePartitionTable("a, data, , , 4K, encrypted:readonly");
    assert.equal(partitions[0]?.encrypted, true);
    assert.equal(partitions[0]?.readonly, true);
  });

  it("skips comments and blank lines, whatever ends a line", () => {
    assert.deepEqual(layout("# note\r\n\r\n  a, data, , , 4K\r\n"), [["a", 0x11000, 0x1000]]);
  });

  it("takes a table at another place and a chip of another size", () => {
    const options = { tableOffset: 0x8000, flashBytes: 0x20000 };
    const table = parsePartitionTable("a, data, , , 4K", options);
    assert.equal(table.find("a")?.offset, 0x9000);
    const tooLong = "a, app, factory, 0x10000, 128K";
    assert.throws(() => parsePartitionTable(tooLong, options), PartitionTableError);
  });

  it("finds a partition by name, and none for an unknown name", () => {
    const table = parsePartitionTable(NVS);
    assert.equal(table.find("nvs")?.offset, 0x11000);
    assert.equal(table.find("outbox"), undefined);
  });

  it("is, for the ESP32-CAM, the map of the design", () => {
    assert.deepEqual(layout(readFileSync(PARTITION_TABLE, "utf8")), [
      ["nvs", 0x11000, 24 * 1024],
      ["otadata", 0x17000, 8 * 1024],
      ["phy_init", 0x19000, 4 * 1024],
      ["nvs_keys", 0x1a000, 4 * 1024],
      ["journal", 0x1b000, 20 * 1024],
      ["ota_0", 0x20000, 1600 * 1024],
      ["ota_1", 0x1b0000, 1600 * 1024],
      ["model_0", 0x340000, 320 * 1024],
      ["model_1", 0x390000, 320 * 1024],
      ["outbox", 0x3e0000, 128 * 1024],
    ]);
  });

  it("leaves, for the ESP32-CAM, no byte of the chip unused behind the table", () => {
    const { partitions } = parsePartitionTable(readFileSync(PARTITION_TABLE, "utf8"));
    let end = 0x11000;
    for (const { offset, byteLength } of partitions) {
      assert.equal(offset, end);
      end = offset + byteLength;
    }
    assert.equal(end, 0x400000);
  });

  it("keeps, for the ESP32-CAM, Nightjar's own partitions of type data", () => {
    const table = parsePartitionTable(readFileSync(PARTITION_TABLE, "utf8"));
    const types = ["journal", "model_0", "model_1", "outbox"].map((name) => table.find(name)?.type);
    assert.deepEqual(types, [1, 1, 1, 1]);
  });
});
