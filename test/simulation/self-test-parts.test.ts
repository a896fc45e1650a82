import assert from "node:assert/strict";
import {
  countLostBytes,
  forgetSleepRecord,
  readSleepRecord,
  writeSleepRecord,
} from "../device/sleep-record.js";
import { Tap } from "../device/tap.js";
import { readTap } from "../helpers/tap-reader.js";

class Memory {
  readonly byteLength = 256;
  readonly bytes = new Uint8Array(this.byteLength).fill(0xa5);

  read(buffer: Uint8Array): void {
    buffer.set(this.bytes.subarray(0, buffer.byteLength));
  }

  write(buffer: Uint8Array): void {
    this.bytes.set(buffer);
  }
}

describe("what the self-test leaves in the retained memory", () => {
  const record = { number: 31, failed: 2 };

  it("is not there before, nor once it is forgotten", () => {
    const memory = new Memory();
    assert.equal(readSleepRecord(memory), undefined);
    writeSleepRecord(memory, record);
    forgetSleepRecord(memory);
    assert.equal(readSleepRecord(memory), undefined);
  });

  it("comes back, and shows every byte that is lost", () => {
    const memory = new Memory();
    writeSleepRecord(memory, record);
    assert.deepEqual(readSleepRecord(memory), record);
    assert.equal(countLostBytes(memory, record), 0);
    for (let at = 12; at < memory.byteLength; at++) {
      memory.bytes[at] = (memory.bytes[at] as number) ^ 1;
      assert.equal(countLostBytes(memory, record), at - 11);
    }
  });
});

describe("the self-test's TAP", () => {
  it("names failures and skips, and goes on counting after a boot", () => {
    const lines: string[] = [];
    const write = (line: string) => lines.push(line);
    const first = new Tap(write);
    first.plan(3);
    first.tell("one", { failures: ["1 instead of 2"] });
    first.tell("two", { skipped: "no camera" });
    const second = new Tap(write, { number: first.number, failed: first.failed });
    second.tell("three", { failures: [] });
    second.end();
    assert.deepEqual(readTap(lines), {
      plan: 3,
      points: [
        { number: 1, name: "one", passed: false },
        { number: 2, name: "two", passed: true, skipped: "no camera" },
        { number: 3, name: "three", passed: true },
      ],
      notes: ["end: 3 told, 1 failed"],
    });
  });
});
