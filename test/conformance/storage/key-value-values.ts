import keyValue from "embedded:storage/key-value";
import type { Assertions } from "../assertions.js";

type Domain = ReturnType<typeof keyValue.open>;
type Format = Domain["format"];

const path = "conformance";

/** Values in every format, and what does not fit one. */
export default function (t: Assertions): void {
  const domain = keyValue.open({ path });
  keepsBuffers(t, domain);
  keepsStrings(t, domain);
  keepsIntegers(t, domain);
  keepsBigints(t, domain);
  refusesOtherFormats(t, domain);
  refusesArguments(t, domain);
  for (const key of [...domain]) domain.delete(key);
  domain.close();
}

function keepsBuffers(t: Assertions, domain: Domain): void {
  const source = Uint8Array.of(9, 1, 2, 3, 9);
  for (const value of [
    source.buffer.slice(1, 4),
    source.subarray(1, 4),
    new Int8Array(source.buffer, 1, 3),
    new DataView(source.buffer, 1, 3),
  ]) {
    domain.write("bytes", value);
    t.equal(text(domain.read("bytes")), "1,2,3", "each Byte Buffer");
  }
  const target = new Uint8Array(6);
  t.equal(domain.read("bytes", target.subarray(2)), 3, "into a buffer");
  t.equal(text(target.buffer), "0,0,1,2,3,0", "which is filled from its start");
  t.throws(() => domain.read("bytes", new Uint8Array(2)), RangeError, "a short buffer");
  t.throws(() => domain.read("bytes", [] as never), TypeError, "no Byte Buffer");
  domain.write("bytes", new ArrayBuffer(0));
  t.equal((domain.read("bytes") as ArrayBuffer).byteLength, 0, "no bytes at all");
  const long = Uint8Array.from({ length: 3000 }, (_, index) => index);
  domain.write("bytes", long);
  t.equal(text(domain.read("bytes")), long.join(), "many bytes");
  for (const value of ["text", 12, null, {}, [1], new Uint16Array(2)]) {
    t.throws(() => domain.write("bytes", value as never), TypeError, `buffer: ${typeof value}`);
  }
}

function keepsStrings(t: Assertions, domain: Domain): void {
  domain.format = "string";
  const long = "x".repeat(3999);
  for (const value of ["123", "", "with a space", "Môddable", "two\nlines", "🦉 at night", long]) {
    domain.write("string", value);
    t.equal(domain.read("string"), value, "a string");
  }
  t.throws(() => domain.write("string", `${long}x`), RangeError, "a string that is too long");
  t.equal(domain.read("string"), long, "which leaves the old one");
  domain.write("string", 12 as never);
  t.equal(domain.read("string"), "12", "a number is converted");
  for (const value of [Symbol(), null, {}, new ArrayBuffer(2)]) {
    t.throws(() => domain.write("string", value as never), TypeError, `string: ${typeof value}`);
  }
}

function keepsIntegers(t: Assertions, domain: Domain): void {
  const cases: readonly [Format, number, number][] = [
    ["uint8", 255, 255],
    ["uint8", 256, 0],
    ["uint8", -1, 255],
    ["int8", -128, -128],
    ["int8", 128, -128],
    ["uint16", 65535, 65535],
    ["uint16", -1, 65535],
    ["int16", -32768, -32768],
    ["int16", 32769, -32767],
    ["uint32", 0xffffffff, 0xffffffff],
    ["uint32", 0x100000000, 0],
    ["int32", -0x80000000, -0x80000000],
    ["int32", 1.9, 1],
  ];
  for (const [format, value, kept] of cases) {
    domain.format = format;
    domain.write(format, value);
    t.equal(domain.read(format), kept, `${value} as ${format}`);
  }
  domain.write("int32", "12" as never);
  t.equal(domain.read("int32"), 12, "a string of digits is converted");
  for (const value of [1n, "many", Number.NaN, null, {}, Symbol(), Uint8Array.of(1)]) {
    t.throws(() => domain.write("int32", value as never), TypeError, `int32: ${typeof value}`);
  }
  t.equal(domain.read("int32"), 12, "a refusal leaves the old value");
}

function keepsBigints(t: Assertions, domain: Domain): void {
  const cases: readonly [Format, bigint, bigint][] = [
    ["uint64", 2n ** 64n - 1n, 2n ** 64n - 1n],
    ["uint64", -1n, 2n ** 64n - 1n],
    ["int64", -(2n ** 63n), -(2n ** 63n)],
    ["int64", 2147483648000n, 2147483648000n],
  ];
  for (const [format, value, kept] of cases) {
    domain.format = format;
    domain.write(format, value);
    t.equal(domain.read(format), kept, `${value} as ${format}`);
  }
  for (const value of [1, "1", null, {}]) {
    t.throws(() => domain.write("int64", value as never), TypeError, `int64: ${typeof value}`);
  }
}

function refusesOtherFormats(t: Assertions, domain: Domain): void {
  domain.format = "uint8";
  domain.write("byte", 7);
  for (const format of ["buffer", "string", "int8", "uint16", "int64"] as const) {
    domain.format = format;
    t.throws(() => domain.read("byte"), TypeError, `a uint8 read as ${format}`);
    t.equal(domain.read("unknown"), undefined, "an unknown key has no format");
  }
  domain.format = "uint16";
  domain.write("byte", 300);
  t.equal(domain.read("byte"), 300, "a write replaces value and format");
}

function refusesArguments(t: Assertions, domain: Domain): void {
  domain.format = "uint8";
  const { read, write } = domain as unknown as Record<string, () => void>;
  const call = (method: unknown, ...args: unknown[]) =>
    Reflect.apply(method as () => void, domain, args);
  t.throws(() => call(read), Error, "read with no key");
  t.throws(() => call(write), Error, "write with no key");
  t.throws(() => call(write, "key"), Error, "write with no value");
  t.throws(() => call(domain.delete), Error, "delete with no key");
  t.throws(() => call(read, Symbol()), TypeError, "read with a symbol");
  t.throws(() => call(write, Symbol(), 1), TypeError, "write with a symbol");
  t.throws(() => call(domain.delete, Symbol()), TypeError, "delete with a symbol");
  t.throws(() => call(write, "", 1), Error, "an empty key");
  t.throws(() => call(write, "sixteen-letters!", 1), Error, "a key that is too long");
  call(write, 1, 5);
  t.equal(domain.read("1"), 5, "a key is converted to a string");
}

function text(value: unknown): string {
  return new Uint8Array(value as ArrayBuffer).join();
}
