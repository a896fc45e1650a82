import assert from "node:assert/strict";
import fc from "fast-check";
import { RECORD_BYTES, RECORD_BYTES_MAX } from "../../../modules/cycle/wake-layout.js";
import { readWakeRecord, writeWakeRecord } from "../../../modules/cycle/wake-record.js";
import { initialWakeState, type WakeState } from "../../../modules/cycle/wake-state.js";
import { LEDGER_WORDS } from "../../../modules/policy/day-cost.js";
import { UNSURE_MAX } from "../../../modules/policy/hysteresis.js";
import { RECENT_BYTES } from "../../../modules/policy/recent-decisions.js";
import { STANDING_BYTES } from "../../../modules/policy/standing-answer.js";
import { checksum } from "../../helpers/fake-host.js";

type Contents = Omit<WakeState, "record" | "words">;

const uint32 = fc.nat(0xffff_ffff);
const wallMs = fc.double({ min: 0, max: 1e14, noNaN: true, noDefaultInfinity: true });
const words = (length: number) => fc.uint32Array({ minLength: length, maxLength: length });
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
/** Plain objects, as the decoder makes them. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>;
const window = record({ startMs: wallMs, count: uint32, countBefore: uint32 });

/** All of a state but the memory that it lies in. */
const contents: fc.Arbitrary<Contents> = record<Contents>({
  wakes: uint32,
  coldStarts: uint32,
  motion: record({ known: fc.boolean(), reference: bytes(256), skips: uint32, stills: uint32 }),
  model: record({ verified: fc.boolean(), hashPrefix: bytes(8) }),
  presence: record({
    presence: fc.constantFrom("present", "absent"),
    against: fc.nat(0xffff),
    unsure: fc.nat(UNSURE_MAX),
  }),
  escalation: record({
    asked: fc.boolean(),
    lastAskMs: wallMs,
    hour: window,
    day: window,
    notBeforeMs: wallMs,
    ledger: words(LEDGER_WORDS),
  }),
  clockStepMs: wallMs,
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
  schedule: record({
    quietWakes: fc.nat(0xffff),
    pinClearMs: wallMs,
    rung: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
  }),
  exposure: uint32,
  delivery: record({ dueS: uint32, failures: uint32 }),
  recent: bytes(RECENT_BYTES),
  standing: bytes(STANDING_BYTES),
});

function stateWith({
  motion,
  model,
  recent,
  standing,
  escalation,
  ...others
}: Contents): WakeState {
  const state = initialWakeState();
  const { reference, ...motionOthers } = motion;
  const { hashPrefix, ...modelOthers } = model;
  const { ledger, ...escalationOthers } = escalation;
  Object.assign(state, others);
  Object.assign(state.escalation, escalationOthers);
  state.escalation.ledger.set(ledger);
  Object.assign(state.motion, motionOthers);
  Object.assign(state.model, modelOthers);
  state.motion.reference.set(reference);
  state.model.hashPrefix.set(hashPrefix);
  state.recent.set(recent);
  state.standing.set(standing);
  return state;
}

function read(bytes: Uint8Array): { readonly code: string; readonly state: WakeState } {
  const state = initialWakeState();
  state.record.set(bytes.subarray(0, RECORD_BYTES));
  return { code: readWakeRecord(state, checksum) ?? "ok", state };
}

describe("the wake record", () => {
  const fresh = (): Uint8Array => writeWakeRecord(initialWakeState(), checksum).slice();

  it("is absent in noise and in erased memory", () => {
    assert.equal(read(new Uint8Array(RECORD_BYTES).fill(0xa5)).code, "record-absent");
    assert.equal(read(new Uint8Array(RECORD_BYTES)).code, "record-absent");
  });

  it("is refused where another version wrote it", () => {
    const other = fresh();
    other[4] = 99;
    assert.equal(read(other).code, "record-other-version");
  });

  it("is corrupt where it was torn", () => {
    const torn = writeWakeRecord(Object.assign(initialWakeState(), { wakes: 7 }), checksum);
    torn.set(fresh().subarray(0, 100));
    assert.equal(read(torn).code, "record-corrupt");
  });

  it("is refused for every single bit that flips", () => {
    const bits = fresh();
    for (let bit = 0; bit < bits.length * 8; bit++) {
      bits[bit >> 3] = (bits[bit >> 3] as number) ^ (1 << (bit & 7));
      assert.notEqual(read(bits).code, "ok", `bit ${bit}`);
      bits[bit >> 3] = (bits[bit >> 3] as number) ^ (1 << (bit & 7));
    }
    assert.equal(read(bits).code, "ok");
  });

  it("gives back every state that was put in", () => {
    fc.assert(
      fc.property(contents, (given) => {
        const { code, state } = read(writeWakeRecord(stateWith(given), checksum));
        assert.equal(code, "ok");
        const { record: _, words: __, ...found } = state;
        assert.deepEqual(found, given);
      }),
      { numRuns: 200 },
    );
  });

  it("has no two fields in one place", () => {
    const blank = fresh();
    const changes = new Map<number, string>();
    const fields: [string, (state: WakeState) => void][] = [
      ["wakes", (state) => (state.wakes = 0xffff_ffff)],
      ["coldStarts", (state) => (state.coldStarts = 0xffff_ffff)],
      ["skips", (state) => (state.motion.skips = 0xffff_ffff)],
      ["stills", (state) => (state.motion.stills = 0xffff_ffff)],
      ["reference", (state) => state.motion.reference.fill(0xff)],
      ["hash", (state) => state.model.hashPrefix.fill(0xff)],
      ["against", (state) => (state.presence.against = 0xffff)],
      ["quietWakes", (state) => (state.schedule.quietWakes = 0xffff)],
      ["rung", (state) => (state.schedule.rung = 3)],
      ["unsure", (state) => (state.presence.unsure = UNSURE_MAX)],
      ["recent", (state) => state.recent.fill(0xff)],
      ["exposure", (state) => (state.exposure = 0xffff_ffff)],
      ["clockStepMs", (state) => (state.clockStepMs = -Number.MAX_VALUE)],
      ["standing", (state) => state.standing.fill(0xff)],
      ["lastAskMs", (state) => (state.escalation.lastAskMs = -Number.MAX_VALUE)],
      ["notBeforeMs", (state) => (state.escalation.notBeforeMs = -Number.MAX_VALUE)],
      ["hour", (state) => (state.escalation.hour.startMs = -Number.MAX_VALUE)],
      ["day", (state) => (state.escalation.day.startMs = -Number.MAX_VALUE)],
      ["ledger", (state) => state.escalation.ledger.fill(0xffff_ffff)],
      ["bytesSent", (state) => (state.totals.bytesSent = -Number.MAX_VALUE)],
      ["looks", (state) => (state.totals.looks = 0xffff_ffff)],
      ["failures", (state) => (state.totals.failures = 0xffff_ffff)],
    ];
    for (const [name, change] of fields) {
      const state = initialWakeState();
      change(state);
      writeWakeRecord(state, checksum).forEach((byte, at) => {
        if (at >= RECORD_BYTES - 4 || byte === blank[at]) return;
        assert.equal(changes.get(at) ?? name, name, `byte ${at}`);
        changes.set(at, name);
      });
    }
  });

  it("keeps a missing probability missing", () => {
    assert.ok(Number.isNaN(read(fresh()).state.lastProbability));
  });

  it("fits the memory that hosts set aside", () => {
    assert.ok(fresh().byteLength === RECORD_BYTES && RECORD_BYTES <= RECORD_BYTES_MAX);
  });
});
