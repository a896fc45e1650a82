import assert from "node:assert/strict";
import type { WakeReport } from "../../../modules/report/wake-report.js";
import { DEFAULT_SETTINGS } from "../../../modules/settings/settings.js";
import { eventBody, eventId, isEventDue } from "../../../modules/webhook/body.js";
import { FakeHost } from "../../helpers/fake-host.js";
import { wakeOnce } from "../../helpers/fake-wake.js";

const COUNTS = { looks: 3, inferences: 3, sent: 1, answered: 1, failures: 0 };
const VERDICT = { person: true, confidence: 0.9, count: 2, summary: "Two at a blue door." };
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

describe("an event's body", () => {
  let report: WakeReport;
  const parsed = (told: WakeReport) => JSON.parse(eventBody("id-1", told, COUNTS));

  before(async () => {
    const host = new FakeHost();
    host.pictures = [{ score: 40 }];
    report = await wakeOnce(host);
  });

  it("keeps the cloud's words about the picture to itself", () => {
    const body = eventBody("id-1", { ...report, verdict: VERDICT }, COUNTS);
    assert.equal(body.includes("door"), false);
    assert.deepEqual(JSON.parse(body).verdict, { person: true, confidence: 0.9, count: 2 });
  });

  it("has no confidence where nothing was judged", () => {
    assert.equal(parsed({ ...report, chip: null }).confidence, null);
  });

  it("tells the decision, with the cloud's confidence where it has answered", () => {
    assert.deepEqual(parsed(report), {
      schema: "nightjar.event/1",
      id: "id-1",
      atMs: report.atMs,
      presence: "present",
      decision: "person",
      confidence: report.chip?.confidence,
      counts: { wakes: 1, ...COUNTS },
    });
    assert.equal(parsed({ ...report, verdict: VERDICT }).confidence, 0.9);
  });

  it("tells of cells that can be read", () => {
    const battery = { millivolts: 3_900, rung: 0 } as const;
    assert.deepEqual(parsed({ ...report, battery }).battery, battery);
  });

  it("has an id of its own for each wake, cold start and device", () => {
    const ids = [
      eventId(report, 0.5),
      eventId(report, 0.25),
      eventId({ ...report, wake: 2 }, 0.5),
      eventId({ ...report, coldStarts: 2 }, 0.5),
    ];
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(ids[0], "1-1-80000000");
  });
});
