import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { ENTRIES_AT, ENTRY_BYTES, NvsError, type NvsItem } from "../../../tools/nvs/nvs-format.js";
import { decodeNvs } from "../../../tools/nvs/nvs-reader.js";
import { encodeNvs } from "../../../tools/nvs/nvs-writer.js";

const STORE_BYTES = 0x6000;
const STATES_AT = 32;

const text = (value: string) => new Uint8Array(Buffer.from(`${value}\0`));
const item = (key: string, value: string, domain = "settings"): NvsItem => ({
  domain,
  key,
  format: "string",
  bytes: text(value),
});
const buffer = (key: string, bytes: Uint8Array): NvsItem => ({
  domain: "settings",
  key,
  format: "buffer",
  bytes,
});

function refused(items: readonly NvsItem[], code: NvsError["code"]): void {
  assert.throws(
    () => encodeNvs(items, STORE_BYTES),
    (error: Error) => error instanceof NvsError && error.code === code,
  );
}

/** Of every format, with a blob over two pages and a string that has to begin a page. */
function everyFormat(): NvsItem[] {
  const integer = (key: string, format: NvsItem["format"], bytes: Buffer): NvsItem => ({
    domain: "wake",
    key,
    format,
    bytes: new Uint8Array(bytes),
  });
  const four = Buffer.alloc(4);
  four.writeUInt32LE(4_000_000_000);
  const eight = Buffer.alloc(8);
  eight.writeBigInt64LE(-9n);
  return [
    item("settings", '{"policy":{}}'),
    buffer(
      "cloud-ca",
      Uint8Array.from({ length: 5000 }, (_, at) => at * 7 + (at >> 8)),
    ),
    { ...integer("n8", "uint8", Buffer.of(200)), domain: "settings" },
    integer("cold-starts", "uint32", four),
    integer("i16", "int16", Buffer.from([0xfb, 0xff])),
    item("t1", "x".repeat(2000), "wake"),
    item("t2", "x".repeat(2000), "wake"),
    integer("n64", "int64", eight),
    { ...buffer("small", Uint8Array.of(0, 255, 16)), domain: "wake" },
  ];
}

describe("a store in ESP-IDF's format", () => {
  it("refuses names that a board could not read", () => {
    refused([item("sixteen-letters-", "")], "nvs-name-invalid");
    refused([item("", "")], "nvs-name-invalid");
    refused([item("key", "", "tür")], "nvs-name-invalid");
  });

  it("refuses a string that no page holds, and one without its end", () => {
    refused([item("key", "x".repeat(4000))], "nvs-value-too-large");
    refused([{ ...item("key", ""), bytes: Uint8Array.of(65) }], "nvs-value-too-large");
  });

  it("refuses what would take the page that must stay erased", () => {
    refused([buffer("key", new Uint8Array(5 * 4000))], "nvs-full");
    assert.equal(encodeNvs([buffer("key", new Uint8Array(4 * 4000))], STORE_BYTES).length, 0x6000);
  });

  it("is byte for byte what ESP-IDF's own generator makes", () => {
    // esp_idf_nvs_partition_gen 0.3.0, generate, 0x6000, with the same values in the same order.
    const golden = "0228866652743dcfbf3668aa51128b472f49be0a7e62c964281b9dbbbc6164aa";
    const image = encodeNvs(everyFormat(), STORE_BYTES);
    assert.equal(createHash("sha256").update(image).digest("hex"), golden);
  });

  it("gives back every format", () => {
    assert.deepEqual(decodeNvs(encodeNvs(everyFormat(), STORE_BYTES)), everyFormat());
  });

  it("refuses what is there but cannot be read, for it may be encrypted or newer", () => {
    const unreadable = (image: Uint8Array) =>
      assert.throws(
        () => decodeNvs(image),
        (error: Error) => error instanceof NvsError && error.code === "nvs-unreadable",
      );
    unreadable(new Uint8Array(STORE_BYTES).fill(0x5a));
    const newer = encodeNvs([item("key", "value")], STORE_BYTES);
    newer[8] = 0xfd;
    unreadable(newer);
  });

  it("is empty where nothing was ever written", () => {
    assert.deepEqual(decodeNvs(new Uint8Array(STORE_BYTES).fill(0xff)), []);
  });

  it("passes over an entry that was erased", () => {
    const image = encodeNvs([item("old", "1"), item("kept", "2")], STORE_BYTES);
    image[STATES_AT] = (image[STATES_AT] as number) & ~0b1111_00;
    assert.deepEqual(decodeNvs(image), [item("kept", "2")]);
  });

  it("passes over an entry whose sum is wrong, its text included", () => {
    const image = encodeNvs([item("torn", "1"), item("kept", "2")], STORE_BYTES);
    const data = ENTRIES_AT + 2 * ENTRY_BYTES;
    image[data] = (image[data] as number) ^ 1;
    assert.deepEqual(decodeNvs(image), [item("kept", "2")]);
  });

  it("passes over a blob that lacks a piece", () => {
    const image = encodeNvs([buffer("blob", new Uint8Array(100)), item("kept", "2")], STORE_BYTES);
    image[STATES_AT] = (image[STATES_AT] as number) & ~0b1100;
    assert.deepEqual(decodeNvs(image), [item("kept", "2")]);
  });

  it("takes the younger of two pages that name one key", () => {
    const older = encodeNvs([item("key", "old")], STORE_BYTES).subarray(0, 4096);
    const filler = buffer("filler", new Uint8Array(4000));
    const younger = encodeNvs([filler, item("key", "new")], STORE_BYTES).subarray(4096, 8192);
    const image = new Uint8Array(STORE_BYTES).fill(0xff);
    image.set(younger);
    image.set(older, 4096);
    assert.deepEqual(decodeNvs(image), [item("key", "new")]);
  });
});
