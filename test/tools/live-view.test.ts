import assert from "node:assert/strict";
import { LiveView } from "../../tools/cli/live-view.js";
import type { WakeRow } from "../../tools/run/wake-row.js";

const ROW = {
  ...{ wallMs: 0, how: "slept", picture: "a", decision: "noPerson", cloud: "-", bytesSent: 0 },
  ...{ computrons: 1, skippedByMotion: false, trouble: "" },
} as WakeRow;

/** What a terminal is given. */
function shownOf(wakes: number | undefined): string {
  let told = "";
  const write = (text: string) => {
    told += text;
    return true;
  };
  const view = new LiveView({ isTTY: true, write } as unknown as NodeJS.WriteStream, wakes);
  view.start();
  view.show(ROW);
  view.end();
  return told;
}

describe("the live view on a terminal", () => {
  it("has a bar where the wakes are counted", () =>
    assert.match(shownOf(2), /\[#+\.+\] 1\/2 wakes/));

  it("has none where nobody knows how many there will be", () =>
    assert.doesNotMatch(shownOf(undefined), /wakes/));
});
