import assert from "node:assert/strict";
import fc from "fast-check";
import { refusalOf, retryAfterMs, retryHintOf } from "../../../modules/cloud/reply-status.js";

const NOW_MS = Date.UTC(2026, 10, 21, 11, 0, 0);

describe("a status", () => {
  for (const [status, code] of [
    [200, undefined],
    [199, "cloud-malformed"],
    [204, undefined],
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

describe("what a server says about coming back", () => {
  const hint = (status: number, ...headers: [string, string][]) =>
    retryHintOf(status, new Map(headers), NOW_MS);

  it("is no by the status, and yes by its word", () => {
    assert.deepEqual(hint(400), { retryable: false });
    assert.deepEqual(hint(400, ["x-should-retry", "true"]), { retryable: true });
  });

  it("is yes by the status, and no by its word", () => {
    assert.deepEqual(hint(503), { retryable: true });
    assert.deepEqual(hint(503, ["x-should-retry", "false"]), { retryable: false });
    assert.deepEqual(hint(503, ["x-should-retry", "perhaps"]), { retryable: true });
  });

  it("takes milliseconds before seconds, and passes over what is no number", () => {
    const seconds: [string, string] = ["retry-after", "2"];
    assert.equal(hint(429, ["retry-after-ms", "1234.5"], seconds).afterMs, 1_234);
    assert.equal(hint(429, ["retry-after-ms", "soon"], seconds).afterMs, 2_000);
    assert.equal(hint(429, ["retry-after-ms", "-1"], seconds).afterMs, 2_000);
    assert.equal(hint(429, ["retry-after-ms", "9".repeat(30)]).afterMs, undefined);
  });
});

describe("retry-after", () => {
  const senseless = [
    ...["", "soon", "-5", "1.5", "12345678901", "Invalid Date"],
    ...["Sat, 21 Foo 2026 11:00:00 GMT", "Sat, 21 Nov 2026 11:00:00 UTC", "Sat, 21 Nov 2026"],
    ...["Mon, 30 Feb 2027 11:00:00 GMT", "Sat, 99 Nov 2026 11:00:00 GMT"],
    ...["Sat, 21 Nov 2026 24:00:00 GMT", "Sat, 21 Nov 2026 11:60:00 GMT"],
    ...["Sun, 21 Nov 2026 11:00:00 GMT", "Sat, 21 Nov 2026 11:00:00 GMT GMT"],
  ];
  for (const text of senseless) {
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
