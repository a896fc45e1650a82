import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { buildDriver, runDriver, SANITIZED, uint32s } from "./native-driver.js";

const BYTES_MAX = 12_288;
const HEADER_BYTES = 32;

interface Entry {
  readonly format: number;
  readonly key: string;
  readonly value: Uint8Array;
}

const ascii = (text: string) => new TextEncoder().encode(text);
const text = (key: string, value: string): Entry => ({ format: 1, key, value: ascii(value) });

function run(cases: Uint8Array[]): Buffer {
  const program = buildDriver({
    name: "settings-copy",
    sources: [
      "test/native/settings_copy_driver.c",
      "native/storage/settings_copy.c",
      "native/checksum/checksum_crc32.c",
    ],
    flags: SANITIZED,
  });
  return runDriver(program, cases);
}

function sealed(entries: readonly Entry[], restores = 0): { added: number; copy: Buffer } {
  const answer = run([
    uint32s(0, restores, entries.length),
    ...entries.flatMap(({ format, key, value }) => [
      uint32s(format, key.length, value.length),
      ascii(key),
      value,
    ]),
  ]);
  return { added: answer.readUInt32LE(0), copy: answer.subarray(8, 8 + answer.readUInt32LE(4)) };
}

/** Undefined for what is no copy. */
function opened(copy: Uint8Array): { restores: number; entries: Entry[] } | undefined {
  const answer = run([uint32s(1, copy.length, 0), copy]);
  if (answer.readUInt32LE(0) === 0) return undefined;
  const entries: Entry[] = [];
  let at = 8;
  while (at < answer.length) {
    const format = answer.readUInt32LE(at);
    const keyEnd = at + 12 + answer.readUInt32LE(at + 4);
    const valueEnd = keyEnd + answer.readUInt32LE(at + 8);
    const key = answer.subarray(at + 12, keyEnd).toString();
    entries.push({ format, key, value: new Uint8Array(answer.subarray(keyEnd, valueEnd)) });
    at = valueEnd;
  }
  return { restores: answer.readUInt32LE(4), entries };
}

/** In flash after the copy: erased bytes up to the end of its blocks. */
const inFlash = (copy: Uint8Array) =>
  Buffer.concat([copy, Buffer.alloc(BYTES_MAX, 0xff)], BYTES_MAX);

describe("the copy of the settings", () => {
  const entries = [text("settings", '{"cloud":{}}'), text("cloud-key", "sk-1"), text("empty", "")];

  it("is refused where any bit of it changed", () => {
    const { copy } = sealed(entries);
    const used = HEADER_BYTES + copy.readUInt32LE(8);
    const covered = [...Array(24).keys(), ...Array(used).keys()].filter(
      (at) => at < 24 || at >= HEADER_BYTES,
    );
    for (const at of covered) {
      const torn = Buffer.from(inFlash(copy));
      torn[at] = (torn[at] ?? 0) ^ 0x10;
      assert.equal(opened(torn), undefined, `byte ${at}`);
    }
  });

  it("is refused where its header was never written, as a loss of power leaves it", () => {
    const { copy } = sealed(entries);
    assert.equal(opened(inFlash(copy).fill(0xff, 0, HEADER_BYTES)), undefined);
    assert.equal(opened(Buffer.alloc(BYTES_MAX, 0xff)), undefined);
    assert.equal(opened(Buffer.alloc(BYTES_MAX, 0)), undefined);
  });

  it("is refused where it is cut off, even within its header", () => {
    const { copy } = sealed(entries);
    const used = HEADER_BYTES + copy.readUInt32LE(8);
    for (const length of [0, 31, 32, used - 1]) {
      assert.equal(opened(copy.subarray(0, length)), undefined, `${length} bytes`);
    }
  });

  it("leaves out what does not fit, and keeps the rest", () => {
    const big = {
      format: 0,
      key: "cloud-ca",
      value: new Uint8Array(BYTES_MAX - HEADER_BYTES - 12),
    };
    assert.equal(sealed([big]).added, 1);
    const { added, copy } = sealed([big, text("a", "")]);
    assert.equal(added, 1);
    assert.equal(copy.length, BYTES_MAX);
    assert.deepEqual(opened(copy)?.entries, [big]);
  });

  it("leaves out a key that storage could not have", () => {
    assert.equal(sealed([text("", "x"), text("sixteen-letters!", "x")]).added, 0);
  });

  it("gives back every value with its format, and how often it was used", () => {
    const all = [...entries, { format: 6, key: "count", value: Uint8Array.of(1, 0, 0, 255) }];
    assert.deepEqual(opened(inFlash(sealed(all, 7).copy)), { restores: 7, entries: all });
  });

  it("holds nothing where nothing was set", () => {
    assert.deepEqual(opened(inFlash(sealed([]).copy)), { restores: 0, entries: [] });
  });

  it("is the bytes that docs/SPEC.md tells, in whole units", () => {
    const { copy } = sealed([text("ab", "xyz")], 2);
    const body = Buffer.from([1, 2, 3, 0, ...ascii("ab"), ...ascii("xyz")]);
    const header = Buffer.alloc(HEADER_BYTES, 0xff);
    header.write("NJSC");
    header.writeUInt32LE(1, 4);
    header.writeUInt32LE(body.length, 8);
    header.writeUInt32LE(2, 12);
    header.writeUInt32LE(crc32(body), 16);
    header.writeUInt32LE(crc32(header.subarray(0, 20)), 20);
    assert.deepEqual(copy, Buffer.concat([header, body, Buffer.alloc(32 - body.length, 0xff)]));
  });
});
