import keyValue from "embedded:storage/key-value";
import type { Assertions } from "../assertions.js";

const path = "conformance";
const open = (options?: unknown) => keyValue.open(options as { path: string });

/** Opening a key-value domain: the options, the format, the constructor. */
export default function (t: Assertions): void {
  t.ok(Object.isFrozen(keyValue), "the module is frozen");
  t.throws(() => open(), TypeError, "no options");
  t.throws(() => open({}), Error, "no path");
  t.throws(() => open({ mode: "r" }), Error, "a mode without a path");
  t.throws(() => open({ path: "" }), Error, "an empty path");
  t.throws(() => open({ path: "sixteen-letters!" }), Error, "a path that is too long");
  t.throws(() => open({ path: Symbol() }), TypeError, "a path that is no string");
  t.throws(() => open({ path, mode: "w" }), Error, "an unknown mode");
  t.throws(() => open({ path, format: "xyzzy" }), RangeError, "an unknown format");
  t.throws(() => open({ path, format: "number" }), RangeError, "a format of others");
  t.throws(() => open({ path: "never-made", mode: "r" }), Error, "to read what is not there");

  const domain = open(Object.freeze({ path, unknown: 1 }));
  t.equal(domain.format, "buffer", "the format is buffer");
  const formatted = domain as { format: unknown };
  for (const format of "buffer string uint8 int8 uint16 int16 uint32 int32 uint64 int64".split(
    " ",
  )) {
    formatted.format = format;
    t.equal(formatted.format, format, `the format may be ${format}`);
    const other = open({ path, format });
    t.equal(other.format, format, `and so at open`);
    other.close();
  }
  t.throws(() => (formatted.format = "xyzzy"), RangeError, "setting an unknown format");
  t.equal(formatted.format, "int64", "format after a refusal");

  const Domain = domain.constructor as new (options?: object) => object;
  t.throws(() => new Domain({ path }), TypeError, "the constructor throws");
  domain.close();
}
