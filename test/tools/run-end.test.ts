import assert from "node:assert/strict";
import type { OutboxCounts, WakeReport } from "../../modules/report/wake-report.js";
import { AFTER_OUTAGE_MS_MAX, RunEnd } from "../../tools/run/run-end.js";

const OUTAGE = { fromMs: 60_000, toMs: 120_000 };
const NONE: OutboxCounts = {
  waiting: 0,
  delivered: 0,
  refused: 0,
  expired: 0,
  evicted: 0,
  spoilt: 0,
};

/** A wake that tells how much waits, or that has not opened its outbox. */
function wakeAt(startMs: number, events?: number, frames = 0) {
  if (events === undefined) return { startMs, report: undefined };
  const outbox = { events: { ...NONE, waiting: events }, frames: { ...NONE, waiting: frames } };
  return { startMs, report: { outbox } as unknown as WakeReport };
}

describe("the end of a run", () => {
  it("comes after its wakes", () => {
    const end = new RunEnd({ wakes: 2 });
    end.add(wakeAt(0));
    assert.ok(!end.isReached);
    end.add(wakeAt(10_000));
    assert.ok(end.isReached);
  });

  it("comes after its wakes in an outage too, where they were counted", () => {
    const end = new RunEnd({ wakes: 1, outage: OUTAGE });
    end.add(wakeAt(0, 3));
    assert.ok(end.isReached);
  });

  it("waits for the network, however many wakes that takes", () => {
    const end = new RunEnd({ outage: OUTAGE });
    for (let startMs = 0; startMs < OUTAGE.toMs; startMs += 1_000) {
      end.add(wakeAt(startMs));
      assert.ok(!end.isReached);
    }
    end.add(wakeAt(OUTAGE.toMs));
    assert.ok(end.isReached);
  });

  it("waits for what is still in the outbox, by the last wake that told of it", () => {
    const end = new RunEnd({ outage: OUTAGE });
    end.add(wakeAt(70_000, 2, 1));
    end.add(wakeAt(130_000));
    assert.ok(!end.isReached);
    end.add(wakeAt(140_000, 0, 1));
    assert.ok(!end.isReached);
    end.add(wakeAt(150_000, 0, 0));
    assert.ok(end.isReached);
  });

  it("waits no longer than its bound", () => {
    const end = new RunEnd({ outage: OUTAGE });
    end.add(wakeAt(OUTAGE.toMs + AFTER_OUTAGE_MS_MAX - 1, 1));
    assert.ok(!end.isReached);
    end.add(wakeAt(OUTAGE.toMs + AFTER_OUTAGE_MS_MAX, 1));
    assert.ok(end.isReached);
  });
});
