import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decodeWakeRecord,
  encodeWakeRecord,
  RECORD_BYTES,
  RECORD_BYTES_MAX,
} from "../../../modules/cycle/wake-record.js";
import { initialWakeState, type WakeState } from "../../../modules/cycle/wake-state.js";
import { checksum } from "../../helpers/fake-host.js";

const uint32 = fc.nat(0xffff_ffff);
const wallMs = fc.double({ min: 0, max: 1e14, noNaN: true, noDefaultInfinity: true });
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
/** Plain objects, as the decoder makes them. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>;
const window = record({ startMs: wallMs, count: uint32, countBefore: uint32 });

const states: fc.Arbitrary<WakeState> = record<WakeState>({
  wakes: uint32,
  coldStarts: uint32,
  motion: record({ known: fc.boolean(), reference: bytes(256), skips: uint32, stills: uint32 }),
  model: record({ verified: fc.boolean(), hashPrefix: bytes(8) }),
  presence: record({
    presence: fc.constantFrom("present", "absent"),
    against: fc.nat(0xffff),
  }),
  escalation: record({
    asked: fc.boolean(),
    lastAskMs: wallMs,
    clockWasSet: fc.boolean(),
    hour: window,
    day: window,
    notBeforeMs: wallMs,
  }),
  decision: fc.constantFrom("person", "noPerson", "uncertain"),
  lastProbability: fc.float({ min: 0, max: 1, noNaN: true }),
  totals: record({
    looks: uint32,
    inferences: uint32,
    skips: uint32,
    sent: uint32,
    answered: uint32,
    failures: uint32,
    bytesSent: wallMs,
  }),
});

function codeOf(record: Uint8Array): string {
  const decoded = decodeWakeRecord(record, checksum);
  return decoded.ok ? "ok" : decoded.code;
}

describe("the wake record", () => {
  const fresh = (): Uint8Array => encodeWakeRecord(initialWakeState(), checksum);

  it("is absent in noise, in erased memory and in too little of it", () => {
    assert.equal(codeOf(new Uint8Array(RECORD_BYTES).fill(0xa5)), "record-absent");
    assert.equal(codeOf(new Uint8Array(RECORD_BYTES)), "record-absent");
    assert.equal(codeOf(fresh().subarray(0, -1)), "record-absent");
  });

  it("is refused where another version wrote it", () => {
    const other = fresh();
    other[4] = 99;
    assert.equal(codeOf(other), "record-other-version");
  });

  it("is corrupt where it was torn", () => {
    const state = { ...initialWakeState(), wakes: 7 };
    const torn = encodeWakeRecord(state, checksum);
    torn.set(fresh().subarray(0, 100));
    assert.equal(codeOf(torn), "record-corrupt");
  });

  it("is refused for every single bit that flips", () => {
    const bits = fresh();
    for (let bit = 0; bit < bits.length * 8; bit++) {
      bits[bit >> 3] = (bits[bit >> 3] as number) ^ (1 << (bit & 7));
      assert.notEqual(codeOf(bits), "ok", `bit ${bit}`);
      bits[bit >> 3] = (bits[bit >> 3] as number) ^ (1 << (bit & 7));
    }
    assert.equal(codeOf(bits), "ok");
  });

  it("gives back every state that was put in, from anywhere in memory", () => {
    fc.assert(
      fc.property(states, fc.nat(9), (state, offset) => {
        const memory = new Uint8Array(RECORD_BYTES_MAX);
        memory.set(encodeWakeRecord(state, checksum), offset);
        const decoded = decodeWakeRecord(memory.subarray(offset), checksum);
        assert.ok(decoded.ok);
        assert.deepEqual(decoded.value, state);
      }),
      { numRuns: 200 },
    );
  });

  it("keeps a missing probability missing", () => {
    const decoded = decodeWakeRecord(fresh(), checksum);
    assert.ok(decoded.ok);
    assert.ok(Number.isNaN(decoded.value.lastProbability));
  });

  it("is no part of the memory it was read from", () => {
    const memory = fresh();
    const decoded = decodeWakeRecord(memory, checksum);
    assert.ok(decoded.ok);
    memory.fill(0xff);
    assert.equal(decoded.value.motion.reference[0], 0);
  });

  it("fits the memory that hosts set aside", () => {
    assert.ok(fresh().byteLength === RECORD_BYTES && RECORD_BYTES <= RECORD_BYTES_MAX);
  });
});
