import assert from "node:assert/strict";
import { buildDriver, runDriver, SANITIZED, uint32s } from "./native-driver.js";

/** As `enum fake_nvs_call`. */
const CALL = { open: 0, findKey: 1, findFirst: 2, findNext: 3 } as const;
const ERROR = { none: 0, noMemory: 0x101, notFound: 0x1102, invalidState: 0x110b } as const;
/** As `enum key_value_refusal`. */
const UNKNOWN = 1;
const CORRUPT = 5;
const STRING = 1;

interface Told {
  readonly format: number;
  /** How many, or why not. */
  readonly keys: number | { readonly refused: number };
  readonly set: number;
}

function told(call: keyof typeof CALL, error: keyof typeof ERROR, key = "cloud-ca"): Told {
  const program = buildDriver({
    name: "key-value",
    sources: [
      "test/native/key_value_driver.c",
      "test/native/fake_flash.c",
      "test/native/fake_nvs.c",
      "native/storage/key_value_esp32.c",
      "native/storage/nvs_value_esp32.c",
    ],
    flags: [...SANITIZED, "-Itest/native/esp_idf", "-Itest/native/xs"],
  });
  const isAbsent = Number(key !== "cloud-ca");
  const answer = runDriver(program, [uint32s(CALL[call], ERROR[error], isAbsent)]);
  const keys = answer.readInt32LE(4);
  return {
    format: answer.readInt32LE(0),
    keys: answer.readInt32LE(8) === 1 ? keys : { refused: keys },
    set: answer.readInt32LE(12),
  };
}

const ALL: Told = { format: STRING, keys: 2, set: 0 };

describe("what script is told of a chip's NVS", () => {
  it("is what is there", () => {
    assert.deepEqual(told("open", "none"), ALL);
    assert.deepEqual(told("open", "none", "none"), { ...ALL, format: -UNKNOWN });
  });

  it("is that nothing is there where NVS says so, of a domain, a key or keys", () => {
    assert.equal(told("open", "notFound").format, -UNKNOWN);
    assert.deepEqual(told("findKey", "notFound"), { ...ALL, format: -UNKNOWN });
    assert.equal(told("findFirst", "notFound").keys, 0);
  });

  it("is a failure where NVS fails, and never that nothing is there", () => {
    const refused = { refused: CORRUPT };
    for (const error of ["noMemory", "invalidState"] as const) {
      assert.equal(told("open", error).format, -CORRUPT);
      assert.deepEqual(told("findKey", error), { ...ALL, format: -CORRUPT, set: CORRUPT });
      assert.deepEqual(told("findFirst", error), { ...ALL, keys: refused });
      assert.deepEqual(told("findNext", error), { ...ALL, keys: refused });
    }
  });
});
