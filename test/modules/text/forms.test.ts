import assert from "node:assert/strict";
import fc from "fast-check";
import {
  isAlphanumeric,
  isBssid,
  isDigits,
  isFieldValue,
  isHostName,
  isIpv4,
  isPath,
  isToken,
  isVisible,
} from "../../../modules/text/forms.js";

/** The same forms as patterns, which the firmware does without. */
const PATTERNS: readonly (readonly [
  name: string,
  form: (text: string) => boolean,
  same: RegExp,
])[] = [
  ["digits", isDigits, /^[0-9]+$/],
  ["visible characters", isVisible, /^[!-~]+$/],
  ["a host name", isHostName, /^[A-Za-z0-9]([A-Za-z0-9._~!*'()-]*[A-Za-z0-9])?$/],
  ["a path", isPath, /^\/[!-~]*$/],
  ["a token", isToken, /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/],
  ["a field's value", isFieldValue, /^[\t -~\u0080-\u00ff]*$/],
  [
    "an IPv4 address",
    isIpv4,
    /^(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/,
  ],
  ["a BSSID", isBssid, /^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5}$/],
  ["a letter or digit", (text) => text.length === 1 && isAlphanumeric(text), /^[0-9A-Za-z]$/],
];

/** Texts near enough to each form for both answers to come up. */
const NEAR = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.ipV4(),
  fc.domain(),
  fc.string({ unit: fc.constantFrom(..."0129afgAFGzZ.:-/@ \t\r\n~\u007f\u00ff\u0100😀") }),
  fc
    .array(fc.integer({ min: 0, max: 300 }), { minLength: 3, maxLength: 5 })
    .map((parts) => parts.join(".")),
  fc
    .array(fc.string({ unit: fc.constantFrom(..."09afAFg"), minLength: 1, maxLength: 3 }), {
      minLength: 5,
      maxLength: 7,
    })
    .map((parts) => parts.join(":")),
);

describe("the form of a text from outside", () => {
  for (const [name, form, same] of PATTERNS) {
    it(`is ${name} where a pattern says so, and only there`, () => {
      fc.assert(
        fc.property(NEAR, (text) => form(text) === same.test(text)),
        { numRuns: 2_000 },
      );
    });
  }

  it("is no IPv4 address with a zero in front, which some read as octal", () => {
    assert.equal(isIpv4("10.0.0.010"), false);
    assert.equal(isIpv4("10.0.0.10"), true);
  });

  it("is a BSSID with six pairs of hexadecimal digits", () => {
    assert.equal(isBssid("0a:1B:2c:3d:4e:5f"), true);
    for (const text of ["", "0a:1b:2c:3d:4e", "0a:1b:2c:3d:4e:5", "0a:1b:2c:3d:4e:5g"]) {
      assert.equal(isBssid(text), false, text);
    }
  });

  it("is no header's value with a line end in it", () => {
    assert.equal(isFieldValue("a\r\nb: c"), false);
    assert.equal(isFieldValue(""), true);
  });
});
