import flash from "embedded:storage/flash";
import type { Assertions } from "../assertions.js";

const path = "outbox";
const open = (options?: unknown) => flash.open(options as { path: string });

/** Opening a flash partition: the options, and what the instance says of itself. */
export default function (t: Assertions): void {
  t.ok(Object.isFrozen(flash), "the module is frozen");
  refuses(t);
  leavesOptionsAlone(t);
  describesThePartition(t);
  cannotBeConstructed(t);
}

function refuses(t: Assertions): void {
  t.throws(() => open(), TypeError, "no options");
  t.throws(() => open(null), TypeError, "null for options");
  t.throws(() => open("outbox"), TypeError, "a string for options");
  t.throws(() => open({}), Error, "no path");
  t.throws(() => open({ path: "no-such-one" }), Error, "an unknown path");
  t.throws(() => open({ path: "" }), Error, "an empty path");
  t.throws(() => open({ path: Symbol() }), TypeError, "a path that is no string");
  t.throws(() => open({ path, mode: "rw" }), Error, "an unknown mode");
  t.throws(() => open({ path, mode: "w" }), Error, "a mode of files");
  t.throws(() => open({ path, mode: Symbol() }), TypeError, "a mode that is no string");
  t.throws(() => open({ path, format: "string" }), RangeError, "a format that flash lacks");
  t.throws(() => open({ path, format: "xyzzy" }), RangeError, "an unknown format");
}

function leavesOptionsAlone(t: Assertions): void {
  const reads: string[] = [];
  const recorded = (name: string, value: unknown) => ({
    get: () => {
      reads.push(name);
      return value;
    },
  });
  const options = Object.freeze(
    Object.create(null, {
      path: recorded("path", path),
      mode: recorded("mode", "r"),
      format: recorded("format", "buffer"),
      unknown: { value: 1 },
    }),
  );
  open(options).close();
  t.equal(reads.sort().join(), "format,mode,path", "each option is read once");
  open(Object.create({ path })).close();
}

function describesThePartition(t: Assertions): void {
  const partition = open({ path });
  const status = partition.status();
  t.equal(status.size, 128 * 1024, "size");
  t.equal(status.blockLength, 4096, "blockLength");
  t.equal(status.blocks * status.blockLength, status.size, "blocks make the size");
  t.equal(status.eraseValue, 0xff, "eraseValue");
  t.ok(status.writeAlign >= 1, "writeAlign");
  t.ok(partition.status() !== status, "each status is an object of its own");
  const formatted = partition as unknown as { format: unknown };
  t.equal(formatted.format, "buffer", "format");
  formatted.format = "buffer";
  t.throws(() => (formatted.format = "string"), RangeError, "another format");
  t.equal(formatted.format, "buffer", "format after a refusal");
  const second = open({ path, mode: "r" });
  second.close();
  t.equal(partition.status().blocks, status.blocks, "instances do not disturb each other");
  partition.close();
}

function cannotBeConstructed(t: Assertions): void {
  const partition = open({ path });
  const Partition = partition.constructor as new (options?: object) => object;
  t.throws(() => new Partition({ path }), TypeError, "the constructor throws");
  t.throws(() => new Partition(), TypeError, "with no arguments too");
  partition.close();
}
