import assert from "node:assert/strict";
import { BoardClock } from "../../../hosts/simulator/board/clock.js";

const NO_LIMIT = Number.POSITIVE_INFINITY;
const event = (target: number) => ({ target, body: {} });

describe("the board's clock", () => {
  it("says that nothing will ever happen where nothing is due", async () => {
    const clock = new BoardClock();
    assert.deepEqual(await clock.next(undefined, NO_LIMIT), { kind: "nothing" });
    assert.equal(clock.nowMs(), 0);
  });

  it("stops at the limit when what is due lies beyond it", async () => {
    const clock = new BoardClock();
    assert.deepEqual(await clock.next(500, 100), { kind: "limit" });
    assert.equal(clock.nowMs(), 100);
  });

  it("jumps to the firmware's timer", async () => {
    const clock = new BoardClock();
    assert.deepEqual(await clock.next(1234.5, NO_LIMIT), { kind: "timer" });
    assert.equal(clock.nowMs(), 1234.5);
  });

  it("gives an event that is due before the timer, at its own time", async () => {
    const clock = new BoardClock();
    clock.after(10, () => event(1));
    assert.deepEqual(await clock.next(20, NO_LIMIT), { kind: "event", event: event(1) });
    assert.equal(clock.nowMs(), 10);
    assert.deepEqual(await clock.next(20, NO_LIMIT), { kind: "timer" });
  });

  it("keeps events of one time in the order in which they were asked for", async () => {
    const clock = new BoardClock();
    for (const target of [1, 2, 3]) clock.after(5, () => event(target));
    const targets: number[] = [];
    for (let n = 0; n < 3; n++) {
      const occurrence = await clock.next(undefined, NO_LIMIT);
      if (occurrence.kind === "event") targets.push(occurrence.event.target);
    }
    assert.deepEqual(targets, [1, 2, 3]);
  });

  it("drops what was cancelled", async () => {
    const clock = new BoardClock();
    const cancel = clock.after(5, () => event(1));
    cancel();
    assert.deepEqual(await clock.next(undefined, NO_LIMIT), { kind: "nothing" });
  });

  it("goes on past an act that gives no event", async () => {
    const clock = new BoardClock();
    let ran = false;
    clock.after(5, () => {
      ran = true;
      return undefined;
    });
    assert.deepEqual(await clock.next(9, NO_LIMIT), { kind: "timer" });
    assert.equal(ran, true);
  });

  it("lets what fell due while an operation lasted wait until the firmware is idle", async () => {
    const clock = new BoardClock();
    clock.after(5, () => event(1));
    clock.advance(50);
    assert.deepEqual(await clock.next(60, NO_LIMIT), { kind: "event", event: event(1) });
    assert.equal(clock.nowMs(), 50);
  });

  it("stands still while a real operation is in flight", async () => {
    const clock = new BoardClock();
    const hold = clock.hold("socket");
    let settled = false;
    const next = clock.next(10, NO_LIMIT).then((occurrence) => {
      settled = true;
      return occurrence;
    });
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    assert.equal(settled, false);
    assert.equal(clock.nowMs(), 0);
    clock.after(3, () => event(7));
    hold.release();
    hold.release();
    assert.deepEqual(await next, { kind: "event", event: event(7) });
    assert.equal(clock.nowMs(), 3);
  });

  it("waits for every hold", async () => {
    const clock = new BoardClock();
    const first = clock.hold("one");
    const second = clock.hold("two");
    const next = clock.next(10, NO_LIMIT);
    first.release();
    await Promise.resolve();
    assert.equal(clock.nowMs(), 0);
    second.release();
    assert.deepEqual(await next, { kind: "timer" });
  });

  it("forgets everything when the firmware's machine is gone", async () => {
    const clock = new BoardClock();
    clock.hold("socket");
    clock.after(1, () => event(1));
    clock.cancelAll();
    assert.deepEqual(await clock.next(undefined, NO_LIMIT), { kind: "nothing" });
  });
});
