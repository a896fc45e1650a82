import assert from "node:assert/strict";
import type { BoardEvent } from "../../../hosts/simulator/board/part.js";
import { FakeScheduler } from "../../helpers/fake-scheduler.js";

describe("the fake scheduler", () => {
  it("refuses a delay that is negative or not a number", () => {
    const scheduler = new FakeScheduler();
    assert.throws(() => scheduler.after(-1, () => undefined), RangeError);
    assert.throws(() => scheduler.after(Number.NaN, () => undefined), RangeError);
  });

  it("does not run what was cancelled", async () => {
    const scheduler = new FakeScheduler();
    let ran = false;
    const cancel = scheduler.after(1, () => {
      ran = true;
      return undefined;
    });
    cancel();
    await scheduler.run();
    assert.equal(ran, false);
    assert.equal(scheduler.nowMs(), 0);
  });

  it("forgets everything when the machine is gone", async () => {
    const scheduler = new FakeScheduler(() => assert.fail("delivered"));
    scheduler.after(5, () => event(1));
    scheduler.cancelAll();
    await scheduler.run();
    assert.equal(scheduler.pendingCount, 0);
  });

  it("runs by time, and by order of asking within one instant", async () => {
    const seen: [number, number][] = [];
    const scheduler = new FakeScheduler(({ target }, atMs) => seen.push([target, atMs]));
    scheduler.after(20, () => event(3));
    scheduler.after(10, () => event(1));
    scheduler.after(10, () => event(2));
    await scheduler.run();
    assert.deepEqual(seen, [
      [1, 10],
      [2, 10],
      [3, 20],
    ]);
  });

  it("stands still while held, whatever happens outside", async () => {
    const order: string[] = [];
    const scheduler = new FakeScheduler();
    scheduler.after(0, () => {
      const hold = scheduler.hold("a socket");
      queueMicrotask(() => {
        order.push(`outside at ${scheduler.nowMs()}`);
        assert.deepEqual(scheduler.held, ["a socket"]);
        hold.release();
        hold.release();
      });
      return undefined;
    });
    scheduler.after(1, () => {
      order.push("later");
      return undefined;
    });
    await scheduler.run();
    assert.deepEqual(order, ["outside at 0", "later"]);
  });

  it("stops at the time that it was given", async () => {
    const scheduler = new FakeScheduler(() => assert.fail("delivered"));
    scheduler.after(100, () => event(1));
    await scheduler.run(99);
    assert.equal(scheduler.nowMs(), 99);
    assert.equal(scheduler.pendingCount, 1);
  });
});

function event(target: number): BoardEvent {
  return { target, body: {} };
}
