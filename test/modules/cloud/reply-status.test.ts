import assert from "node:assert/strict";
import fc from "fast-check";
import { refusalOf, retryAfterMs } from "../../../modules/cloud/reply-status.js";

const NOW_MS = Date.UTC(2026, 10, 21, 11, 0, 0);

describe("a status", () => {
  for (const [status, code] of [
    [200, undefined],
    [204, "cloud-malformed"],
    [301, "cloud-redirected"],
    [400, "cloud-rejected"],
    [401, "cloud-unauthorized"],
    [403, "cloud-unauthorized"],
    [404, "cloud-rejected"],
    [429, "cloud-rate-limited"],
    [500, "cloud-server-error"],
    [599, "cloud-server-error"],
    [600, "cloud-malformed"],
    [Number.NaN, "cloud-malformed"],
  ] as const) {
    it(`of ${status} is ${code ?? "an answer"}`, () => assert.equal(refusalOf(status), code));
  }
});

describe("retry-after", () => {
  for (const text of ["", "soon", "-5", "1.5", "12345678901", "Sat, 21 Foo 2026 11:00:00 GMT"]) {
    it(`"${text}" says nothing`, () => assert.equal(retryAfterMs(text, NOW_MS), undefined));
  }

  it("may be missing", () => assert.equal(retryAfterMs(undefined, NOW_MS), undefined));

  it("counts seconds", () => assert.equal(retryAfterMs(" 120 ", NOW_MS), 120_000));

  it("names a date, which may have passed", () => {
    assert.equal(retryAfterMs("Sat, 21 Nov 2026 11:00:30 GMT", NOW_MS), 30_000);
    assert.equal(retryAfterMs("Fri, 20 Nov 2026 11:00:30 GMT", NOW_MS), 0);
  });

  it("reads every date that Node writes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e9 }), (seconds) => {
        const header = new Date(seconds * 1_000).toUTCString();
        assert.equal(retryAfterMs(header, 0), seconds * 1_000);
      }),
    );
  });
});
