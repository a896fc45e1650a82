import assert from "node:assert/strict";
import { allOrNone } from "../../tools/run/all-or-none.js";

describe("things that are opened one after the other", () => {
  it("are closed, the last first, where one cannot be opened", async () => {
    const closed: string[] = [];
    const open = (name: string) => ({ close: async () => void closed.push(name) });
    const fails = allOrNone(async (keep) => {
      keep(open("first"));
      keep(undefined);
      keep(open("second"));
      throw new Error("no third");
    });
    await assert.rejects(fails, /no third/);
    assert.deepEqual(closed, ["second", "first"]);
  });

  it("stay open where all are there", async () => {
    const thing = { close: () => assert.fail("closed") };
    assert.equal(await allOrNone(async (keep) => keep(thing)), thing);
  });
});
