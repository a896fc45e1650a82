import assert from "node:assert/strict";
import { NETWORK_TIMING } from "../../../hosts/simulator/board/network/network-timing.js";
import { Radio } from "../../../hosts/simulator/board/network/radio.js";
import { Timeline } from "../../../hosts/simulator/board/network/timeline.js";
import { FakeScheduler } from "../../helpers/fake-scheduler.js";

describe("real work in virtual time", () => {
  function open() {
    const scheduler = new FakeScheduler();
    const faults = () => undefined;
    const radio = new Radio({ scheduler, timing: NETWORK_TIMING, faults, holdWallMsMax: 5_000 });
    return { scheduler, timeline: new Timeline(radio), other: new Timeline(radio) };
  }

  it("that throws ends the run where time moves on, and holds up nobody else's", async () => {
    const { scheduler, timeline, other } = open();
    const done: unknown[] = [];
    timeline.holdFor(
      "bad",
      () => Promise.reject(new Error("broken")),
      () => {},
    );
    other.holdFor(
      "good",
      async () => "good",
      (outcome) => done.push(outcome),
    );
    await assert.rejects(scheduler.run(), /broken/);
    assert.deepEqual(done, ["good"]);
    assert.deepEqual(scheduler.held, []);
  });

  it("whose outcome cannot be dealt with ends the run likewise", async () => {
    const { scheduler, timeline } = open();
    timeline.holdFor(
      "bad",
      async () => "fine",
      () => {
        throw new Error("not prepared");
      },
    );
    await assert.rejects(scheduler.run(), /not prepared/);
  });
});
