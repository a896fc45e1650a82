import assert from "node:assert/strict";
import fc from "fast-check";
import { EVENT_BYTES_MAX } from "../../../modules/outbox/outbox-layout.js";
import { DEFAULT_SETTINGS } from "../../../modules/settings/settings.js";
import { eventBody } from "../../../modules/webhook/body.js";
import { EVENT_KINDS, isEventDue, type WebhookEvent } from "../../../modules/webhook/event.js";
import {
  decodeEventRecord,
  EVENT_RECORD_BYTES,
  encodeEventRecord,
} from "../../../modules/webhook/event-record.js";

const COUNTS = { wakes: 7, looks: 3, inferences: 3, sent: 1, answered: 1, failures: 0 };
const VERDICT = { person: true, confidence: 0.9, count: 2, summary: "Two at a blue door." };
const EVENT: WebhookEvent = {
  kind: "decision",
  atMs: 1_800_000_000_123,
  decision: "person",
  presence: "present",
  confidence: 0.9375,
  counts: COUNTS,
};
const webhook = { ...DEFAULT_SETTINGS.webhook, enabled: true, host: "hooks.example" };

describe("whether a wake is an event", () => {
  const person = { label: "person", probability: 0.9, confidence: 0.9 } as const;
  const turned = { presence: "present", chip: person } as const;
  const stayed = { presence: "absent", chip: person } as const;

  it("is never the case by default, nor where nobody is named", () => {
    assert.equal(isEventDue(DEFAULT_SETTINGS.webhook, "absent", turned), false);
    assert.equal(isEventDue({ ...webhook, host: "" }, "absent", turned), false);
  });

  it("is the case where presence turned, and not where it stayed", () => {
    assert.equal(isEventDue(webhook, "absent", turned), true);
    assert.equal(isEventDue(webhook, "absent", stayed), false);
  });

  it("is the case for every decision on request, but not where none was made", () => {
    const every = { ...webhook, everyDecision: true };
    assert.equal(isEventDue(every, "absent", stayed), true);
    assert.equal(isEventDue(every, "absent", { ...stayed, chip: null }), false);
    assert.equal(isEventDue(every, "absent", { ...stayed, chip: null, verdict: VERDICT }), true);
  });
});

describe("an event's record", () => {
  const uint32 = fc.nat(0xffff_ffff);
  /** As they are kept: in ten-thousandths. */
  const share = fc.integer({ min: 0, max: 10_000 }).map((parts) => parts / 10_000);
  const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const event: fc.Arbitrary<WebhookEvent> = fc.record({
    kind: fc.constantFrom(...EVENT_KINDS),
    atMs: fc.integer({ min: 0, max: 0xffff_ffff * 1_000 + 999 }),
    decision: fc.constantFrom("person" as const, "noPerson" as const, "uncertain" as const),
    presence: fc.constantFrom("present" as const, "absent" as const),
    confidence: fc.option(share),
    verdict: some(
      fc.record({ person: fc.boolean(), confidence: share, count: fc.nat({ max: 1_000 }) }),
    ),
    battery: some(
      fc.record({
        millivolts: fc.nat(0xffff),
        rung: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
      }),
    ),
    counts: fc.record({
      wakes: uint32,
      looks: uint32,
      inferences: uint32,
      sent: uint32,
      answered: uint32,
      failures: uint32,
    }),
  });
  const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

  it("gives every event back, with more bytes behind it too", () => {
    fc.assert(
      fc.property(event, fc.nat(12), (given, more) => {
        const bytes = new Uint8Array(EVENT_RECORD_BYTES + more);
        bytes.set(encodeEventRecord(given));
        assert.deepEqual(plain(decodeEventRecord(bytes)), plain(given));
      }),
    );
  });

  it("fits into the outbox", () => {
    assert.ok(EVENT_RECORD_BYTES <= EVENT_BYTES_MAX);
  });

  it("is the same bytes as ever", () => {
    const given: WebhookEvent = {
      ...EVENT,
      kind: "late-verdict",
      verdict: VERDICT,
      battery: { millivolts: 3_900, rung: 1 },
    };
    const hex = Buffer.from(encodeEventRecord(given)).toString("hex");
    assert.equal(
      hex,
      "00d2496b7b007d019f2428230200" + "3c0f" + "070000000300000003000000010000000100000000000000",
    );
  });
});

describe("an event's body", () => {
  it("keeps the cloud's words about the picture to itself", () => {
    const kept = decodeEventRecord(encodeEventRecord({ ...EVENT, verdict: VERDICT }));
    const body = eventBody("id-1", kept);
    assert.equal(body.includes("door"), false);
    assert.deepEqual(JSON.parse(body).verdict, { person: true, confidence: 0.9, count: 2 });
  });

  it("has no confidence where nothing was judged", () => {
    assert.equal(JSON.parse(eventBody("id-1", { ...EVENT, confidence: null })).confidence, null);
  });

  it("tells the decision, by the name that every attempt carries", () => {
    assert.deepEqual(JSON.parse(eventBody("0badcafe-12", EVENT)), {
      schema: "nightjar.event/1",
      id: "0badcafe-12",
      ...EVENT,
    });
  });
});
